"""The columns of a layout filled with one card: shrunk, wrapped, spread out, or refused (R86)."""

from __future__ import annotations

from itertools import combinations
from typing import TYPE_CHECKING

from broadcaster.domain.errors import OverflowingText
from broadcaster.rendering.lines import Block
from broadcaster.rendering.slide_layout import STEPS, Facts, Points

if TYPE_CHECKING:
    from collections.abc import Sequence

    from broadcaster.rendering.card import Card
    from broadcaster.rendering.parts import Parts
    from broadcaster.rendering.slide_layout import Column, Text

    Part = Text | Facts | Points


class Filler:
    """Fills columns with the card of one entry."""

    def __init__(self, parts: Parts, card: Card) -> None:
        """Keep what sets the parts, and what is to be set."""
        self._parts, self._card = parts, card

    def fill(self, column: Column) -> Block:
        """Set what `column` holds at the largest step at which everything fits, placed on the canvas.

        OverflowingText names the field that needs most room where even the smallest step is too large.
        """
        wanted = [part for part in column.part if self._has(part)]
        left, top, width, height = column.box
        blocks: list[Block | None] = []
        for step in range(STEPS):
            blocks = [self._set(part, width, step) for part in wanted]
            fitting = [block for block in blocks if block is not None]
            spare = height - _height(fitting, column.gap)
            if len(fitting) == len(blocks) and spare >= 0:
                spread = [self._spread(part, block, width, step, spare) for part, block in zip(wanted, fitting, strict=True)]
                return self._proven(_stacked(column, spread).moved(left, top), column)
        raise self._overflow(wanted, blocks)

    def _has(self, part: Part) -> bool:
        if isinstance(part, Facts | Points):
            return bool(self._card.rows if isinstance(part, Facts) else self._card.conditions)
        return bool(getattr(self._card, part.field))

    def _set(self, part: Part, width: int, step: int) -> Block | None:
        if isinstance(part, Facts):
            return self._parts.facts(part, self._card.rows, width, step, part.gap)
        if isinstance(part, Points):
            return self._parts.points(part, self._card.conditions, width, step)
        return self._parts.text(part, getattr(self._card, part.field), width, step)

    def _spread(self, part: Part, block: Block, width: int, step: int, spare: int) -> Block:
        """Set facts again with what room is left shared out between them."""
        if not isinstance(part, Facts) or not block.rules:
            return block
        more = min(part.gap_most - part.gap, spare // len(block.rules))
        return self._parts.facts(part, self._card.rows, width, step, part.gap + more) or block

    def _proven(self, block: Block, column: Column) -> Block:
        """Raise OverflowingText if any line leaves its column or touches another one."""
        left, top, width, height = column.box
        for line in block.lines:
            box = line.box
            if box[0] < left or box[1] < top or box[2] > left + width or box[3] > top + height:
                raise OverflowingText(self._card.entry, line.field, line.text)
        for one, other in combinations(block.lines, 2):
            if touching(one.box, other.box):
                raise OverflowingText(self._card.entry, other.field, other.text)
        return block

    def _overflow(self, wanted: Sequence[Part], blocks: Sequence[Block | None]) -> OverflowingText:
        """Name the part that could not be set, else the tallest."""
        culprit = max(zip(wanted, blocks, strict=True), key=lambda pair: float("inf") if pair[1] is None else pair[1].height)[0]
        if isinstance(culprit, Facts):
            row = max(self._card.rows, key=lambda row: len(row.value))
            return OverflowingText(self._card.entry, row.label, row.value)
        if isinstance(culprit, Points):
            return OverflowingText(self._card.entry, "conditions", max(self._card.conditions, key=len))
        return OverflowingText(self._card.entry, culprit.field, getattr(self._card, culprit.field))


def touching(one: tuple[int, int, int, int], other: tuple[int, int, int, int]) -> bool:
    """Tell whether two boxes (left, top, right, bottom) share a pixel."""
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]


def _height(blocks: Sequence[Block], gap: int) -> int:
    return sum(block.height for block in blocks) + gap * max(0, len(blocks) - 1)


def _stacked(column: Column, blocks: Sequence[Block]) -> Block:
    """Set blocks one below the other, spread out over the column as far as its gaps may grow."""
    spare = column.box[3] - _height(blocks, column.gap)
    more = min(column.gap_most - column.gap, spare // max(1, len(blocks) - 1))
    stacked = Block()
    for number, block in enumerate(blocks):
        stacked = stacked.over(block, column.gap + more if number else 0)
    return stacked.moved(0, (column.box[3] - stacked.height) // 2) if column.align == "middle" else stacked
