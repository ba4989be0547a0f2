"""Which notices an event owes to whom, and why one is held, refused or replaced (R50-R57, R92, R93, R103)."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Final

import msgspec

from broadcaster.domain import facts
from broadcaster.domain.deliveries import DeliveryState, Owed
from broadcaster.domain.eligibility import birth_date
from broadcaster.domain.entries import Subject
from broadcaster.domain.errors import ForbiddenWording, MissingFact
from broadcaster.domain.identity_number import is_minor
from broadcaster.domain.notice_plan import Medium
from broadcaster.domain.termination import fault_of_proposal

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from datetime import date, datetime

    from broadcaster.domain.case_event import CaseEvent
    from broadcaster.domain.notice_plan import NoticePlan, NoticeRow
    from broadcaster.domain.parties import Party
    from broadcaster.domain.quiet_hours import QuietHours
    from broadcaster.ports.case_book import Arrival
    from broadcaster.ports.vault import Vault
    from broadcaster.rendering.notice import NoticeTemplates

AWAITS_ASSET_CONTROL: Final = "R92.asset_control"
NUMBER_UNCONFIRMED: Final = "R93.number_unconfirmed"
NO_GUARDIAN: Final = "R93.no_guardian"
NO_ADDRESS: Final = "R55.no_address"
ADDRESS_REASONS: Final = (NUMBER_UNCONFIRMED, NO_GUARDIAN, NO_ADDRESS)
"""Why a message waits for a confirmed number."""


@dataclass(frozen=True, slots=True)
class Addressee:
    """Who is written to for a party: `self`, `guardian` or `lawyer/<n>`, with what is known of the ways to reach him."""

    recipient: str
    mobile: str
    confirmed: bool
    email: str = ""


class NoticeWriter:
    """Turns an event into the deliveries that it owes; the texts are frozen here."""

    def __init__(
        self,
        *,
        plan: NoticePlan,
        templates: NoticeTemplates,
        quiet: QuietHours,
        vault: Vault,
        channels: Mapping[Medium, str],
        court: Mapping[str, str],
    ) -> None:
        """Take the plan, the texts, the hours, and which channel carries each medium (`sms`, `email`)."""
        self._plan = plan
        self._templates = templates
        self._quiet = quiet
        self._vault = vault
        self._channels = channels
        self._court = court

    def owed_for(self, arrival: Arrival, now: datetime) -> list[Owed]:
        """Return every delivery that an event owes; a repeat owes the same ones under the same ids."""
        rows = self._plan.rows_for(arrival.event.type)
        if not rows:
            return []
        telling = _Telling(
            arrival.event,
            key=self._vault.keyed("event", "\0".join(arrival.key)),
            told=msgspec.json.decode(arrival.body)["data"],
            fault=fault_of_proposal(arrival.event) if isinstance(arrival.event.fact, facts.TerminationProposed) else "",
            now=now,
            allowed_at=self._quiet.next_allowed(now),
        )
        owed = {}
        for party in arrival.event.parties:
            rows_for_him = [row for row in rows if row.to == party.role]
            reached = addressees(party, arrival.event.time.date()) if rows_for_him else []
            for row in rows_for_him:
                for each in self._to_party(telling, row, party, reached):
                    owed[each.delivery_id] = each
        return list(owed.values())

    def _to_party(self, telling: _Telling, row: NoticeRow, party: Party, reached: Sequence[Addressee]) -> Iterator[Owed]:
        for addressee in reached:
            for medium in row.channels:
                address = addressee.mobile if medium is Medium.SMS else addressee.email
                if medium is not Medium.SMS and not address:
                    continue
                reason = telling.fault or _hold(row, addressee, medium, address)
                state = DeliveryState.CANCELLED if telling.fault else DeliveryState.HELD if reason else DeliveryState.QUEUED
                draft = _Draft(row.notice, party, addressee.recipient, medium, address, state, reason, row.urgent)
                yield self._write(telling, draft)
                if reason == NUMBER_UNCONFIRMED and address:
                    yield self._write(telling, self._verifying(draft, row))

    def _write(self, telling: _Telling, draft: _Draft) -> Owed:
        number = telling.event.case.number
        event_key = number if draft.kind == self._plan.unconfirmed.notice else telling.key
        state, reason, version, message = draft.state, draft.reason, 0, b""
        try:
            version, message = self._freeze(draft, telling.told)
        except MissingFact as error:
            state, reason = DeliveryState.CANCELLED, f"missing_fact:{','.join(error.facts)}"
        except ForbiddenWording:
            state, reason = DeliveryState.CANCELLED, "R109.forbidden_wording"
        return Owed(
            delivery_id=self._vault.keyed(
                "delivery", f"{event_key}\x00{draft.kind}\x00{draft.party.party_id}\x00{draft.recipient}\x00{draft.medium}"
            ),
            case_number=number,
            party_id=draft.party.party_id,
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
            message=message,
        )

    def _freeze(self, draft: _Draft, told: dict[str, Any]) -> tuple[int, bytes]:
        known = {**told, "party": {"name": draft.party.name, "kind": draft.party.kind}, "court": self._court}
        rendered = self._templates.render(draft.kind, known, draft.medium)
        parts = {"text": rendered.text, "subject": rendered.subject, "html": rendered.html}
        return rendered.version, msgspec.json.encode({name: part for name, part in parts.items() if part is not None})

    def _verifying(self, draft: _Draft, row: NoticeRow) -> _Draft:
        reason = AWAITS_ASSET_CONTROL if row.hold else ""
        state = DeliveryState.HELD if reason else DeliveryState.QUEUED
        return replace(draft, kind=self._plan.unconfirmed.notice, state=state, reason=reason, urgent=False)


@dataclass(frozen=True, slots=True)
class _Telling:
    event: CaseEvent
    key: str
    told: dict[str, Any]
    fault: str
    now: datetime
    allowed_at: datetime


@dataclass(frozen=True, slots=True)
class _Draft:
    kind: str
    party: Party
    recipient: str
    medium: Medium
    address: str
    state: DeliveryState
    reason: str
    urgent: bool


def _hold(row: NoticeRow, addressee: Addressee, medium: Medium, address: str) -> str:
    if addressee.recipient == "guardian" and not addressee.mobile:
        return NO_GUARDIAN
    if not address:
        return NO_ADDRESS
    if medium is Medium.SMS and not addressee.confirmed:
        return NUMBER_UNCONFIRMED
    return AWAITS_ASSET_CONTROL if row.hold else ""


def addressees(party: Party, day: date) -> list[Addressee]:
    """Return who is written to: a minor's guardian alone (R93), else the party and with it each lawyer on record.

    Who has a guardian on record and no readable birth date is taken for a minor (R3).
    """
    born = birth_date(Subject(party))
    if not party.is_unit and (party.guardian or born) and is_minor(born, day):
        guardian = party.guardian
        if guardian is None:
            return [Addressee("guardian", "", confirmed=False)]
        return [Addressee("guardian", guardian.mobile, confirmed=guardian.mobile_confirmed_on is not None)]
    lawyers = [each for each in party.representatives if each.kind == "lawyer" and each.mobile]
    return [
        Addressee("self", party.mobile, confirmed=party.mobile_confirmed_on is not None, email=party.email),
        *(
            Addressee(f"lawyer/{number}", lawyer.mobile, confirmed=lawyer.mobile_confirmed_on is not None)
            for number, lawyer in enumerate(lawyers, start=1)
        ),
    ]
