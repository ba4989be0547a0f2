"""A notice as it would read, what it would cost, and whether and why it would go now; nothing is written or sent."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import TYPE_CHECKING, Any, Final

import msgspec

from broadcaster.domain.case_file import fold
from broadcaster.domain.deliveries import DeliveryState, FrozenText
from broadcaster.domain.errors import ForbiddenWording
from broadcaster.domain.grounds import ground_gone
from broadcaster.domain.notice_plan import Audience, Medium
from broadcaster.domain.sms import segments, units
from broadcaster.services.people.held_messages import DECEASED, GROUND_GONE
from broadcaster.services.people.notices import AWAITS_ASSET_CONTROL
from broadcaster.services.people.restraint import DAILY_CAP
from broadcaster.services.words.occasion_bodies import is_occasion, read_occasion

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from datetime import datetime
    from decimal import Decimal

    from broadcaster.domain.case_event import CaseEvent
    from broadcaster.domain.case_file import CaseFile
    from broadcaster.domain.deliveries import Owed
    from broadcaster.domain.notice_plan import NoticePlan
    from broadcaster.rendering.notice import NoticeTexts, RenderedNotice
    from broadcaster.rendering.notice_folder import Card
    from broadcaster.services.event_schema import EventSchema
    from broadcaster.services.people.notices import NoticeWriter
    from broadcaster.services.words.rehearsal import Rehearsal

QUIET_HOURS: Final = "R68.quiet_hours"
REFUSED_WORDING: Final = "R109.forbidden_wording"
MISSING_FACT: Final = "missing_fact"


class Would(StrEnum):
    """What would become of a notice."""

    NOW = "now"
    LATER = "later"
    HELD = "held"
    NEVER = "never"


@dataclass(frozen=True, slots=True)
class Preview:
    """One notice to one reader by one medium. `at` is when it would go, where that is later."""

    kind: str
    version: int
    reader: str = field(repr=False)
    recipient: str
    medium: Medium
    address: str = field(repr=False)
    would: Would
    reason: str = ""
    at: datetime | None = None
    text: FrozenText | None = field(default=None, repr=False)
    """None where it cannot be written."""
    price: Decimal | None = None
    """In yuan; None for what has no price."""
    refused: str = field(default="", repr=False)
    """The words that stop it (R109)."""
    checks: tuple[str, ...] = ()
    """What is looked at once more before it goes, and what nothing is known of here."""

    @property
    def missing(self) -> tuple[str, ...]:
        """The needed facts that the event did not bring (R52)."""
        code, _, facts = self.reason.partition(":")
        return tuple(facts.split(",")) if code == MISSING_FACT else ()

    @property
    def units(self) -> int:
        """The length of an SMS, its signature included (R61)."""
        return units(self.text.text) if self.text and self.medium is Medium.SMS else 0

    @property
    def segments(self) -> int:
        """How many SMS it costs."""
        return segments(self.text.text) if self.text and self.medium is Medium.SMS else 0


class NoticePreview:
    """Writes as intake does, and follows the case as far as it is known."""

    def __init__(
        self,
        *,
        schema: EventSchema,
        plan: NoticePlan,
        texts: NoticeTexts,
        writer_with: Callable[[NoticeTexts], NoticeWriter],
        prices: Mapping[Medium, Decimal],
        rehearsal: Rehearsal,
    ) -> None:
        """Take the texts in force, how a writer is made of texts, and what a segment costs by medium."""
        self._schema = schema
        self.plan = plan
        self.texts = texts
        self._writer_with = writer_with
        self._prices = prices
        self._rehearsal = rehearsal

    def of(
        self, kind: str, body: object, now: datetime, *, known: Sequence[CaseEvent] | None = None, texts: NoticeTexts | None = None
    ) -> tuple[Preview, ...]:
        """Return what a decoded event or occasion would make of a kind; nothing where it owes none.

        `known` are the case's events where there is a register of them; else the event alone tells, and what hangs on more stands in
        `checks`. Raises `InvalidInput`, and `NotFound` for a kind there is none of.
        """
        texts = texts or self.texts
        texts.card(kind)
        heard = _Listening(texts)
        told = self._told(self._writer_with(heard), body, now, known)
        return tuple(self._preview(owed, told, heard, now) for owed in told.owed if owed.kind == kind)

    def _told(self, writer: NoticeWriter, body: object, now: datetime, known: Sequence[CaseEvent] | None) -> _Told:
        if is_occasion(body):
            occasion = read_occasion(body)
            readers = {reader.reader_id: (reader.name, str(reader.audience)) for reader in occasion.readers}
            parties = {party.party_id: (party.name, str(party.role)) for party in occasion.parties}
            return _Told(writer.tell(occasion, now), readers | parties, fold(known) if known else None, is_whole=known is not None)
        arrival = self._schema.read(body)
        parties = {party.party_id: (party.name, str(party.role)) for party in arrival.event.parties}
        return _Told(writer.owed_for(arrival, now), parties, fold([*(known or ()), arrival.event]), is_whole=known is not None)

    def _preview(self, owed: Owed, told: _Told, heard: _Listening, now: datetime) -> Preview:
        name, role = told.people[owed.party_id]
        grounds = self.plan.grounds().get((owed.kind, Audience(role)), ())
        gone = ground_gone(told.file, owed.party_id, grounds) if told.file and told.is_whole else None
        state, reason = self._standing(owed, told, gone)
        medium = Medium(owed.medium)
        text = msgspec.json.decode(owed.message, type=FrozenText) if owed.message else None
        open_checks = () if told.is_whole else tuple(f"{GROUND_GONE}.{each}" for each in grounds)
        capped = () if owed.urgent or medium is not Medium.SMS else (DAILY_CAP,)
        preview = Preview(
            owed.kind,
            owed.version,
            name,
            owed.recipient,
            medium,
            owed.address,
            _would(state, owed.due_at, now),
            reason,
            text=text,
            refused=heard.refused.get((owed.kind, medium), "") if reason == REFUSED_WORDING else "",
        )
        if preview.would in (Would.NOW, Would.LATER):
            preview = replace(preview, checks=open_checks + capped)
        if preview.would is Would.LATER:
            preview = replace(preview, reason=QUIET_HOURS, at=owed.due_at)
        price = self._prices.get(medium)
        return replace(preview, price=None if price is None else price * preview.segments)

    def _standing(self, owed: Owed, told: _Told, gone: str | None) -> tuple[DeliveryState, str]:
        """Return state and reason as they would be once the case was reviewed."""
        if owed.state is DeliveryState.CANCELLED or told.file is None:
            return self._gated(owed.state, owed.reason, owed.address)
        if "deceased" in told.file.statuses.get(owed.party_id, {}):
            return DeliveryState.CANCELLED, DECEASED
        if gone:
            return DeliveryState.CANCELLED, f"{GROUND_GONE}.{gone}"
        settled = owed.party_id in told.file.asset_control_settled and owed.party_id in told.file.notified
        if owed.reason == AWAITS_ASSET_CONTROL and settled:
            return self._gated(DeliveryState.QUEUED, "", owed.address)
        return self._gated(owed.state, owed.reason, owed.address)

    def _gated(self, state: DeliveryState, reason: str, address: str) -> tuple[DeliveryState, str]:
        why_not = self._rehearsal.why_not(address) if state is DeliveryState.QUEUED else ""
        return (DeliveryState.CANCELLED, why_not) if why_not else (state, reason)


@dataclass(frozen=True, slots=True)
class _Told:
    owed: list[Owed]
    people: Mapping[str, tuple[str, str]]
    """Name and role by id."""
    file: CaseFile | None
    is_whole: bool


def _would(state: DeliveryState, due_at: datetime, now: datetime) -> Would:
    if state is DeliveryState.QUEUED:
        return Would.LATER if due_at > now else Would.NOW
    return Would.HELD if state is DeliveryState.HELD else Would.NEVER


class _Listening:
    """Texts that remember why one was refused: the writer keeps only that it was."""

    def __init__(self, texts: NoticeTexts) -> None:
        self._texts = texts
        self.refused: dict[tuple[str, Medium], str] = {}

    @property
    def audiences(self) -> Mapping[str, tuple[Audience, ...]]:
        return self._texts.audiences

    def card(self, kind: str) -> Card:
        return self._texts.card(kind)

    def render(self, kind: str, facts: Mapping[str, Any], medium: Medium) -> RenderedNotice:
        try:
            return self._texts.render(kind, facts, medium)
        except ForbiddenWording as refusal:
            self.refused[kind, medium] = str(refusal)
            raise
