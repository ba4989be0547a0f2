"""Which notices an event or an occasion owes to whom, and why one is held, refused or replaced (R50-R57, R92, R93, R103)."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any, Final

import msgspec

from broadcaster.domain import facts
from broadcaster.domain.calendar import COURT_ZONE
from broadcaster.domain.deliveries import AWAITS_ITS_TURN, DeliveryState, FrozenText, Owed
from broadcaster.domain.errors import ForbiddenWording, MissingFact
from broadcaster.domain.notice_plan import Audience, Hold, Medium
from broadcaster.domain.termination import fault_of_proposal
from broadcaster.services.people.addressees import GUARDIAN, addressees

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from datetime import date, datetime

    from broadcaster.domain.deliveries import FrozenFile
    from broadcaster.domain.notice_plan import NoticePlan, NoticeRow
    from broadcaster.domain.parties import Party
    from broadcaster.domain.quiet_hours import QuietHours
    from broadcaster.ports.case_book import Arrival
    from broadcaster.ports.vault import Vault
    from broadcaster.rendering.notice import NoticeTexts
    from broadcaster.services.people.addressees import Addressee, Reader

AWAITS_ASSET_CONTROL: Final = "R92.asset_control"
NUMBER_UNCONFIRMED: Final = "R93.number_unconfirmed"
NO_GUARDIAN: Final = "R93.no_guardian"
NO_ADDRESS: Final = "R55.no_address"
ADDRESS_REASONS: Final = (NUMBER_UNCONFIRMED, NO_GUARDIAN, NO_ADDRESS)
"""Why a message waits for a confirmed number."""


@dataclass(frozen=True, slots=True)
class Occasion:
    """A reason to write: an event of the case system, or one of the house's own (`domain.occasions`).

    The same `key` owes the same deliveries, once. `facts` are plain dictionaries as JSON holds them. Files go with e-mails alone.
    """

    name: str
    key: str
    facts: Mapping[str, Any] = field(repr=False)
    case_number: str = ""
    parties: tuple[Party, ...] = ()
    readers: tuple[Reader, ...] = ()
    files: tuple[FrozenFile, ...] = ()


class NoticeWriter:
    """Turns events and occasions into the deliveries that they owe; the texts are frozen here."""

    def __init__(
        self,
        *,
        plan: NoticePlan,
        templates: NoticeTexts,
        quiet: QuietHours,
        vault: Vault,
        channels: Mapping[Medium, str],
        court: Mapping[str, str],
    ) -> None:
        """Take the plan, the texts, the hours, and which channel carries each medium first."""
        self._plan = plan
        self._templates = templates
        self._quiet = quiet
        self._vault = vault
        self._channels = channels
        self._court = court

    def owed_for(self, arrival: Arrival, now: datetime) -> list[Owed]:
        """Return every delivery that an event owes; a repeat owes the same ones under the same ids."""
        event = arrival.event
        if not self._plan.rows_for(event.type):
            return []
        told = msgspec.json.decode(arrival.body)["data"]
        fault = fault_of_proposal(event) if isinstance(event.fact, facts.TerminationProposed) else ""
        occasion = Occasion(event.type, "\0".join(arrival.key), told, event.case.number, tuple(event.parties))
        return self._owed(occasion, now, event.time.astimezone(COURT_ZONE).date(), fault)

    def tell(self, occasion: Occasion, now: datetime) -> list[Owed]:
        """Return every delivery that an occasion of our own owes."""
        return self._owed(replace(occasion, key=f"{occasion.name}\0{occasion.key}"), now, now.date(), "")

    def _owed(self, occasion: Occasion, now: datetime, day: date, fault: str) -> list[Owed]:
        key = self._vault.keyed("event", occasion.key)
        telling = _Telling(occasion, key, fault, now=now, allowed_at=self._quiet.next_allowed(now))
        rows = self._plan.rows_for(occasion.name)
        owed: dict[str, Owed] = {}
        for party in occasion.parties:
            audience = Audience(party.role)
            rows_for_him = [row for row in rows if row.to is audience]
            reached = addressees(party, day) if rows_for_him else []
            person = _Person(party.party_id, {"party": {"name": party.name, "kind": party.kind, "role": party.role}})
            for row in rows_for_him:
                owed.update((each.delivery_id, each) for each in self._to(telling, row, person, reached))
        for reader in occasion.readers:
            person = _Person(reader.reader_id, {"reader": {"name": reader.name, "audience": reader.audience}})
            for row in rows:
                if row.to is reader.audience:
                    owed.update((each.delivery_id, each) for each in self._to(telling, row, person, [reader.addressee()]))
        return list(owed.values())

    def _to(self, telling: _Telling, row: NoticeRow, person: _Person, reached: Sequence[Addressee]) -> Iterator[Owed]:
        for addressee in reached:
            is_under_way = False
            for medium in row.media:
                address = addressee.address(medium)
                if medium is not Medium.SMS and not address:
                    continue
                reason = telling.fault or _hold(row, addressee, medium, address)
                state = DeliveryState.CANCELLED if telling.fault else DeliveryState.HELD if reason else DeliveryState.QUEUED
                draft = _Draft(row.notice, person, addressee.recipient, medium, address, state, reason, row.urgent)
                owed = self._write(telling, draft)
                if row.chain and is_under_way and owed.state is not DeliveryState.CANCELLED:
                    owed = replace(owed, state=DeliveryState.HELD, reason=AWAITS_ITS_TURN)
                is_under_way = is_under_way or owed.state is DeliveryState.QUEUED or owed.reason == AWAITS_ASSET_CONTROL
                yield owed
                if reason == NUMBER_UNCONFIRMED and address:
                    yield self._write(telling, self._verifying(draft, row))

    def _write(self, telling: _Telling, draft: _Draft) -> Owed:
        number = telling.occasion.case_number
        event_key = number if draft.kind == self._plan.unconfirmed.notice else telling.key
        state, reason, version, message = draft.state, draft.reason, 0, b""
        try:
            version, message = self._freeze(draft, telling.occasion)
        except MissingFact as error:
            state, reason = DeliveryState.CANCELLED, f"missing_fact:{','.join(error.facts)}"
        except ForbiddenWording:
            state, reason = DeliveryState.CANCELLED, "R109.forbidden_wording"
        return Owed(
            delivery_id=self._vault.keyed(
                "delivery", f"{event_key}\x00{draft.kind}\x00{draft.person.person_id}\x00{draft.recipient}\x00{draft.medium}"
            ),
            case_number=number,
            party_id=draft.person.person_id,
            kind=draft.kind,
            version=version,
            recipient=draft.recipient,
            medium=draft.medium,
            channel=self._channels[draft.medium],
            event_key=event_key,
            state=state,
            reason=reason,
            due_at=telling.now if draft.urgent else telling.allowed_at,
            urgent=draft.urgent,
            address=draft.address,
            address_key=address_key(self._vault, draft.address),
            message=message,
        )

    def _freeze(self, draft: _Draft, occasion: Occasion) -> tuple[int, bytes]:
        known = {**occasion.facts, **draft.person.facts, "court": self._court}
        rendered = self._templates.render(draft.kind, known, draft.medium)
        files = occasion.files if draft.medium is Medium.EMAIL else ()
        return rendered.version, msgspec.json.encode(FrozenText(rendered.text, rendered.subject, rendered.html, files))

    def _verifying(self, draft: _Draft, row: NoticeRow) -> _Draft:
        reason = AWAITS_ASSET_CONTROL if row.hold is Hold.ASSET_CONTROL else ""
        state = DeliveryState.HELD if reason else DeliveryState.QUEUED
        return replace(draft, kind=self._plan.unconfirmed.notice, state=state, reason=reason, urgent=False)


def address_key(vault: Vault, address: str) -> str:
    """Return the keyed hash under which an address is found again; empty for none."""
    return vault.keyed("address", address.lower()) if address else ""


@dataclass(frozen=True, slots=True)
class _Telling:
    occasion: Occasion
    key: str
    fault: str
    now: datetime
    allowed_at: datetime


@dataclass(frozen=True, slots=True)
class _Person:
    person_id: str
    facts: dict[str, Any]


@dataclass(frozen=True, slots=True)
class _Draft:
    kind: str
    person: _Person
    recipient: str
    medium: Medium
    address: str
    state: DeliveryState
    reason: str
    urgent: bool


def _hold(row: NoticeRow, addressee: Addressee, medium: Medium, address: str) -> str:
    if addressee.recipient == GUARDIAN and not addressee.mobile:
        return NO_GUARDIAN
    if not address:
        return NO_ADDRESS
    if medium is Medium.SMS and not addressee.confirmed:
        return NUMBER_UNCONFIRMED
    return AWAITS_ASSET_CONTROL if row.hold is Hold.ASSET_CONTROL else ""
