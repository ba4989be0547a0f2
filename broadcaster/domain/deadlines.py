"""What a case obliges the court to do by a day: clues, objections, deletions, queries after termination, petitions (R8, R16, R58, R59)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from typing import TYPE_CHECKING, Final

from broadcaster.domain import facts
from broadcaster.domain.calendar import LastDay
from broadcaster.domain.case_file import CLOSING_OUTCOMES
from broadcaster.domain.listings import months_after

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from broadcaster.domain.calendar import WorkingCalendar
    from broadcaster.domain.case_file import CaseFile, ListingFile

OBJECTION_DAYS: Final = 15
"""To review an objection (R16)."""
DISPUTE_WORKING_DAYS: Final = 1
"""To decide on a pause where somebody says that it is not he (R112)."""
_CLUE_DAYS: Final = 7
_URGENT_CLUE_DAYS: Final = 3
_RESUME_WORKING_DAYS: Final = 3
_DELETION_WORKING_DAYS: Final = 3
_LIFTING_WORKING_DAYS: Final = 3
_QUERY_MONTHS: Final = 6
_QUERIED_FOR_MONTHS: Final = 60


class DeadlineKind(StrEnum):
    """What is to be done."""

    CLUE_REPLY = "clue_reply"
    RESUME_EXECUTION = "resume_execution"
    OBJECTION_REVIEW = "objection_review"
    TERMINATION_OBJECTION = "termination_objection"
    IDENTITY_DISPUTE = "identity_dispute"
    LISTING_DELETION = "listing_deletion"
    LIFT_CONSUMPTION = "lift_consumption"
    ASSET_QUERY = "asset_query"
    FOLLOW_UP = "follow_up"
    """The house writes to the applicant by itself (回访)."""
    PETITION_REPLY = "petition_reply"


DONE_BY_HAND: Final = frozenset({DeadlineKind.IDENTITY_DISPUTE, DeadlineKind.FOLLOW_UP})
"""What no event ends: done once, it is never opened again."""


@dataclass(frozen=True, slots=True)
class Deadline:
    """Something owed by a day. `subject` is the clue, petition, listing or party; `key` stays the same while it is owed.

    Not `official` where part of the term was counted without the year's calendar (R23).
    """

    kind: DeadlineKind
    key: str
    case_number: str
    subject: str
    opened_on: date
    due_on: date
    rule: str
    official: bool = True
    department: str = ""


@dataclass(frozen=True, slots=True)
class Terms:
    """What a court sets for itself: months after termination for a follow-up visit (R58), days for a petition."""

    follow_up_months: tuple[int, ...]
    petition_days: int


@dataclass(frozen=True, slots=True)
class _Owed:
    kind: DeadlineKind
    subject: str
    opened_on: date
    last: LastDay
    rule: str
    department: str = ""
    round: str = ""
    """Tells one obligation of a kind and subject from the next."""


def open_deadlines(file: CaseFile, calendar: WorkingCalendar, terms: Terms) -> list[Deadline]:
    """Return what the case still owes, the first due on top. A term ends on the earlier of its readings (R23, R59)."""
    owed = (
        *_clues(file, calendar),
        *_objections(file, calendar),
        *_deletions(file, calendar),
        *_liftings(file, calendar),
        *_after_termination(file, calendar, terms),
        *_petitions(file, terms),
    )
    found = [
        Deadline(
            kind=each.kind,
            key="/".join(filter(None, (each.kind, file.case.number, each.subject, each.round))),
            case_number=file.case.number,
            subject=each.subject,
            opened_on=each.opened_on,
            due_on=each.last.due_on,
            rule=each.rule,
            official=each.last.official,
            department=each.department,
        )
        for each in owed
    ]
    return sorted(found, key=lambda each: (each.due_on, each.key))


def _clues(file: CaseFile, calendar: WorkingCalendar) -> Iterator[_Owed]:
    for clue in file.clues.values():
        yield _Owed(DeadlineKind.CLUE_REPLY, clue.clue_id, clue.received_on, _clue_reply_due(clue, calendar), "R59")


def _clue_reply_due(clue: facts.Clue, calendar: WorkingCalendar) -> LastDay:
    """Read the plan's seven working days and the law's seven days, and take the earlier; three days where it is urgent."""
    if clue.urgent:
        return LastDay(clue.received_on + timedelta(days=_URGENT_CLUE_DAYS), official=True)
    by_days = LastDay(clue.received_on + timedelta(days=_CLUE_DAYS), official=True)
    return min(by_days, calendar.earliest_reading(clue.received_on, _CLUE_DAYS), key=lambda each: each.due_on)


def _objections(file: CaseFile, calendar: WorkingCalendar) -> Iterator[_Owed]:
    for filed in _undecided(file):
        subject = filed.listing_id or filed.party.party_id
        last = LastDay(filed.filed_on + timedelta(days=OBJECTION_DAYS), official=True)
        is_on_termination = filed.about == "termination"
        kind = DeadlineKind.TERMINATION_OBJECTION if is_on_termination else DeadlineKind.OBJECTION_REVIEW
        yield _Owed(kind, subject, filed.filed_on, last, "R57" if is_on_termination else "R16", round=filed.filed_on.isoformat())
        if filed.kind == "not_me":
            decided_by = calendar.earliest_reading(filed.filed_on, DISPUTE_WORKING_DAYS)
            yield _Owed(DeadlineKind.IDENTITY_DISPUTE, subject, filed.filed_on, decided_by, "R112", round=filed.filed_on.isoformat())


def _undecided(file: CaseFile) -> list[facts.ObjectionFiled]:
    """Return the objections that this court has still to decide; a review (复议) is the higher court's."""
    waiting: list[facts.ObjectionFiled] = []
    for each in file.objections:
        if isinstance(each, facts.ObjectionFiled):
            if each.stage == "first":
                waiting.append(each)
        else:
            waiting = [filed for filed in waiting if not _answers(each, filed)]
    return waiting


def _answers(decided: facts.ObjectionDecided, filed: facts.ObjectionFiled) -> bool:
    same_listing = not (decided.listing_id and filed.listing_id) or decided.listing_id == filed.listing_id
    return same_listing and (decided.party.party_id, decided.about, decided.stage) == (filed.party.party_id, filed.about, filed.stage)


def _deletions(file: CaseFile, calendar: WorkingCalendar) -> Iterator[_Owed]:
    for listing_id, listed in file.listings.items():
        if listing_id in file.withdrawals:
            continue
        ground_on, rule = _ground_for_deletion(file, listing_id, listed)
        if ground_on:
            last = calendar.earliest_reading(ground_on, _DELETION_WORKING_DAYS)
            yield _Owed(DeadlineKind.LISTING_DELETION, listing_id, ground_on, last, rule)


def _ground_for_deletion(file: CaseFile, listing_id: str, listed: ListingFile) -> tuple[date | None, str]:
    """Return since when a listing should go, and the rule. With a term, payment alone is a question for a person (R9, R10)."""
    upheld = [
        each.decided_on for each in file.objections if isinstance(each, facts.ObjectionDecided) and _upholds(each, listing_id, listed)
    ]
    paid = [] if listed.listing.has_term else _performed_on(file, listed.party_id, listing_id)
    grounds = [*((day, "R16") for day in upheld), *((day, "R8") for day in paid)]
    return min(grounds) if grounds else (None, "")


def _upholds(decided: facts.ObjectionDecided, listing_id: str, listed: ListingFile) -> bool:
    """Say whether a decision asks for the listing to go or to be corrected, and neither has happened since."""
    concerns = decided.listing_id == listing_id if decided.listing_id else decided.party.party_id == listed.party_id
    is_corrected = listed.told_at > listed.listed_at and listed.told_at.date() >= decided.decided_on
    return concerns and decided.about == "listing" and decided.outcome == "upheld" and not is_corrected


def _performed_on(file: CaseFile, party_id: str, listing_id: str = "") -> list[date]:
    """Return the days since which a debtor is known to owe nothing (R95)."""
    paid = [
        each.performed_on
        for each in file.payments
        if each.proof == "verified" and each.party.party_id == party_id and each.listing_id in ("", listing_id)
    ]
    if file.concluded and file.concluded_at and file.concluded.outcome == "fully_performed":
        paid.append(file.concluded_at.date())
    return paid


def _liftings(file: CaseFile, calendar: WorkingCalendar) -> Iterator[_Owed]:
    for party_id in sorted(file.restricted):
        paid = _performed_on(file, party_id)
        if paid:
            last = calendar.earliest_reading(min(paid), _LIFTING_WORKING_DAYS)
            yield _Owed(DeadlineKind.LIFT_CONSUMPTION, party_id, min(paid), last, "R116")


def _after_termination(file: CaseFile, calendar: WorkingCalendar, terms: Terms) -> Iterator[_Owed]:
    if file.terminated is None or (file.concluded and file.concluded.outcome in CLOSING_OUTCOMES):
        return
    ruled_on = file.terminated.ruled_on
    queries = [query for query in file.queries if query.queried_on >= ruled_on]
    found_on = min((query.queried_on for query in queries if query.result == "found"), default=None)
    if found_on:
        last = calendar.earliest_reading(found_on, _RESUME_WORKING_DAYS)
        yield _Owed(DeadlineKind.RESUME_EXECUTION, file.terminated.ruling_number, found_on, last, "R59", round=found_on.isoformat())
    queried_on = max((query.queried_on for query in queries), default=ruled_on)
    due_on = months_after(queried_on, _QUERY_MONTHS)
    if due_on <= months_after(ruled_on, _QUERIED_FOR_MONTHS):
        due = LastDay(due_on, official=True)
        yield _Owed(DeadlineKind.ASSET_QUERY, file.terminated.ruling_number, queried_on, due, "R58", round=due_on.isoformat())
    for months in terms.follow_up_months:
        due = LastDay(months_after(ruled_on, months), official=True)
        yield _Owed(DeadlineKind.FOLLOW_UP, file.terminated.ruling_number, ruled_on, due, "R58", round=str(months))


def _petitions(file: CaseFile, terms: Terms) -> Iterator[_Owed]:
    for petition in file.petitions.values():
        last = LastDay(petition.received_on + timedelta(days=terms.petition_days), official=True)
        yield _Owed(DeadlineKind.PETITION_REPLY, petition.petition_id, petition.received_on, last, "R116", department=petition.department)


def take_down_due(file: CaseFile, listing_id: str, wanted_on: date, calendar: WorkingCalendar) -> LastDay:
    """Return by when a listing's places must be dark: three working days after its ground, told or decided (R8, R12, R24)."""
    withdrawal = file.withdrawals.get(listing_id)
    listed = file.listings.get(listing_id)
    grounds = [withdrawal.ground_on] if withdrawal else _performed_on(file, listed.party_id, listing_id) if listed else []
    return calendar.earliest_reading(min([*grounds, wanted_on]), _DELETION_WORKING_DAYS)
