"""Every text of a card or frame proven drawable before anything is drawn (R87)."""

from __future__ import annotations

from dataclasses import fields, replace
from typing import TYPE_CHECKING

from broadcaster.rendering.card import Card, Frame, Row

if TYPE_CHECKING:
    from broadcaster.rendering.fonts import FontChain


def proofread_card(card: Card, fonts: FontChain) -> Card:
    """Give the card with plain blanks, or raise UncoveredCharacter with its entry, the field and the character."""

    def checked(field: str, text: str) -> str:
        return fonts.proofread(card.entry, field, text)

    return replace(
        card,
        name=checked("name", card.name),
        rows=tuple(Row(checked("label", row.label), checked(row.label, row.value), row.strong) for row in card.rows),
        duty=checked("duty", card.duty),
        amount=checked("amount", card.amount),
        reward=checked("reward", card.reward),
        conditions=tuple(checked("conditions", condition) for condition in card.conditions),
    )


def proofread_frame(frame: Frame, fonts: FontChain) -> Frame:
    """Give the frame with plain blanks, or raise UncoveredCharacter with the list's title, the field and the character."""
    texts = {field.name: getattr(frame, field.name) for field in fields(Frame) if field.name != "notes"}
    plain = {name: fonts.proofread(frame.title, name, text) for name, text in texts.items()}
    return Frame(**plain, notes=tuple(fonts.proofread(frame.title, "notes", note) for note in frame.notes))
