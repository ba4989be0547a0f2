"""The court's words: the texts in force, what they would read like, and how they are changed."""

from __future__ import annotations

import os
from functools import cached_property, partial
from typing import TYPE_CHECKING, Any

import msgspec

from broadcaster import resources
from broadcaster.adapters.vault_aes import AesVault
from broadcaster.bootstrap.foundation import Foundation
from broadcaster.bootstrap.rulebook import Rulebook
from broadcaster.domain.notice_plan import Medium
from broadcaster.domain.wording_revisions import WordingChain
from broadcaster.rendering.notice_overlay import NoticeSources
from broadcaster.services.office.delivery_reading import DeliveryReading
from broadcaster.services.people.notices import NoticeWriter
from broadcaster.services.words.alterations import Alterations
from broadcaster.services.words.examples import Examples
from broadcaster.services.words.informed_preview import InformedPreview
from broadcaster.services.words.preview import NoticePreview
from broadcaster.services.words.rehearsal import Rehearsal
from broadcaster.services.words.trying import Trying
from broadcaster.services.words.wording_desk import WordingDesk
from broadcaster.services.words.wording_in_force import WordingInForce

if TYPE_CHECKING:
    from collections.abc import Iterator
    from decimal import Decimal

    from broadcaster.ports.vault import Vault
    from broadcaster.rendering.notice import NoticeTexts
    from broadcaster.settings import Settings

_KEY_BYTES = 32


class WordRooms(Foundation):
    """From a text to a text that two people agreed on."""

    @cached_property
    def wording(self) -> WordingInForce:
        """The texts in force."""
        return WordingInForce(store=self.store, shipped=self.rules.templates, read=self.rules.own_texts)

    @cached_property
    def rehearsal(self) -> Rehearsal:
        """Who alone is written to, in test mode."""
        return rehearsal_of(self.settings)

    def writer_with(self, texts: NoticeTexts) -> NoticeWriter:
        """Return who writes with some texts."""
        return writer_of(self.settings, self.rules, self.vault, texts)

    @cached_property
    def preview(self) -> NoticePreview:
        """What a notice would read like."""
        return preview_of(self.settings, self.rules, self.vault, self.wording)

    @cached_property
    def informed_preview(self) -> InformedPreview:
        """What a notice would read like, and whether it would go from here."""
        return InformedPreview(store=self.store, clock=self.clock, vault=self.vault, wording=self.wording, preview=self.preview)

    @cached_property
    def examples(self) -> Examples:
        """Invented events to look at notices with."""
        return Examples(read=sample_bodies, plan=self.rules.plan, preview=self.preview)

    @cached_property
    def delivery_reading(self) -> DeliveryReading:
        """One delivery."""
        return DeliveryReading(store=self.store)

    @cached_property
    def trying(self) -> Trying:
        """Notices tried on guests."""
        return Trying(
            store=self.store,
            clock=self.clock,
            preview=self.preview,
            rehearsal=self.rehearsal,
            channels=self.outlets.message_channels,
            carriers=self.settings.media.carriers(),
        )

    @cached_property
    def wording_chain(self) -> WordingChain:
        """Who changes words."""
        return WordingChain(self.settings.wording.proposes, self.settings.wording.approves)

    @cached_property
    def wording_desk(self) -> WordingDesk:
        """Changes of wording."""
        return WordingDesk(
            store=self.store,
            clock=self.clock,
            chain=self.wording_chain,
            shipped=self.rules.templates,
            in_force=self.wording,
            sources=NoticeSources(self.rules.notice_files),
            read=self.rules.own_texts,
            examples=self.examples,
            alterations=Alterations(store=self.store, clock=self.clock, writer_with=self.writer_with),
        )


def writer_of(settings: Settings, rules: Rulebook, vault: Vault, texts: NoticeTexts) -> NoticeWriter:
    """Return who writes with some texts."""
    return NoticeWriter(
        plan=rules.plan,
        templates=texts,
        quiet=rules.quiet,
        vault=vault,
        channels={Medium(medium): names[0] for medium, names in settings.media.carriers().items()},
        court={"name": settings.court.name, "hotline": settings.court.hotline, "domain": settings.court.domain},
    )


def preview_of(settings: Settings, rules: Rulebook, vault: Vault, texts: NoticeTexts) -> NoticePreview:
    """Return what shows notices in some texts."""
    return NoticePreview(
        schema=rules.schema,
        plan=rules.plan,
        texts=texts,
        writer_with=partial(writer_of, settings, rules, vault),
        prices=prices_of(settings),
        rehearsal=rehearsal_of(settings),
    )


def preview_without_house(settings: Settings) -> NoticePreview:
    """Return what shows the shipped notices where there is neither database nor key file; its ids mean nothing."""
    rules = Rulebook(settings)
    return preview_of(settings, rules, AesVault({1: os.urandom(_KEY_BYTES)}, os.urandom(_KEY_BYTES)), rules.templates)


def prices_of(settings: Settings) -> dict[Medium, Decimal]:
    """Return what a segment costs by medium: at the carrier that comes first, where its cost is set."""
    first = {Medium(medium): settings.carriers.get(names[0]) for medium, names in settings.media.carriers().items()}
    return {medium: carrier.cost for medium, carrier in first.items() if carrier and carrier.cost}


def rehearsal_of(settings: Settings) -> Rehearsal:
    """Return test mode as it is set."""
    return Rehearsal.of(settings.test_mode.guests, dry_run=settings.test_mode.dry_run)


def sample_bodies() -> Iterator[dict[str, Any]]:
    """Yield the sample's occasions and events."""
    for name in ("occasions.jsonl", "events.jsonl"):
        with (resources.folder("sample") / name).open("rb") as lines:
            yield from map(msgspec.json.decode, lines)
