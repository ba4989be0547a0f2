"""Where an entry stands today: what its places should do and what its agencies should know (the trigger table, R8-R14, R90-R96)."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from broadcaster.domain import facts, reasons
from broadcaster.domain.eligibility import DisclosurePolicy, reasons_against
from broadcaster.domain.entries import EntryKey, EntryKind
from broadcaster.domain.reasons import Effect, Reason

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import date

    from broadcaster.domain.case_file import CaseFile

_ENOUGH_QUERIES = 2


class FeedVerdict(StrEnum):
    """What agencies should know of an entry."""

    PUBLISH = "publish"
    HOLD = "hold"
    """Not yet, or not any more because a correction took the ground (R96)."""
    WITHDRAW = "withdraw"
    EXPIRE = "expire"
    WAIT = "wait"
    """What was told stays until a person has decided: a task (R9, R10, R12-R14)."""


@dataclass(frozen=True, slots=True)
class Standing:
    """The judgement on one entry on one day."""

    reasons: tuple[Reason, ...]
    feed: FeedVerdict
    feed_reason: str = ""
    """The withdrawal's reason as feed-entry.schema.json names it."""
    question: str = ""
    """The code of what a person must decide, or empty."""

    @property
    def effect(self) -> Effect | None:
        """The strongest effect on places; None where the entry may be shown."""
        return max((reason.effect for reason in self.reasons), default=None)

    @property
    def may_hang(self) -> bool:
        """Whether what hangs may go on hanging."""
        return self.effect is None or self.effect is Effect.ASK


def judge(file: CaseFile, key: EntryKey, today: date, policy: DisclosurePolicy, *, cleared: Collection[str] = ()) -> Standing:
    """Judge one entry; `cleared` are the reasons (`key` and detail) that a person verified and set aside (R91)."""
    found = tuple(
        reason
        for reason in reasons_against(file, key, today, policy)
        if reason.effect is not Effect.PAUSE or clearing_mark(reason) not in cleared
    )
    if key.kind is not EntryKind.DISHONEST:
        return _of_bounty(found)
    return _of_listing(file, key.ref, found)


def clearing_mark(reason: Reason) -> str:
    """Return what is remembered when a person sets a pause aside: a new fact of the same kind pauses again."""
    return f"{reason.key}/{reason.detail}"


def _of_bounty(found: tuple[Reason, ...]) -> Standing:
    ended = next((reason for reason in found if reason.effect is Effect.END), None)
    if ended and ended.code == reasons.BOUNTY_OVER.code:
        return Standing(found, FeedVerdict.EXPIRE, "expired")
    if ended:
        told = "detention_ended" if ended.code == "detention_ended" else "out_of_scope"
        return Standing(found, FeedVerdict.WITHDRAW, told)
    return Standing(found, FeedVerdict.HOLD if any(reason.feeds for reason in found) else FeedVerdict.PUBLISH)


def _of_listing(file: CaseFile, listing_id: str, found: tuple[Reason, ...]) -> Standing:
    has_term = file.listings[listing_id].listing.has_term
    withdrawal = file.withdrawals.get(listing_id)
    if withdrawal:
        return _of_withdrawal(file, withdrawal, found, has_term=has_term)
    if any(reason.code == reasons.TERM_OVER.code for reason in found):
        return Standing(found, FeedVerdict.EXPIRE, "expired")
    if any(reason.effect is Effect.END for reason in found):
        return _waiting(found, "early_deletion") if has_term else Standing(found, FeedVerdict.WITHDRAW, "deleted")
    if any(reason.feeds for reason in found):
        return Standing(found, FeedVerdict.HOLD, "corrected_away")
    question = "co_debtor_paid" if any(reason.code == reasons.CO_DEBTOR_PAID.code for reason in found) else ""
    return Standing(found, FeedVerdict.PUBLISH, question=question)


def _of_withdrawal(file: CaseFile, fact: facts.ListingRevoked, found: tuple[Reason, ...], *, has_term: bool) -> Standing:
    if missing := missing_for_deletion(file, fact, has_term=has_term):
        return _waiting(found, missing)
    return Standing(found, FeedVerdict.WITHDRAW, "deleted" if isinstance(fact, facts.ListingDeleted) else "revoked")


def _waiting(found: tuple[Reason, ...], question: str) -> Standing:
    """Leave what was told until a person has decided, unless it may not be known at all (R3, R96)."""
    if any(reason.feeds for reason in found):
        return Standing(found, FeedVerdict.HOLD, "corrected_away", question)
    return Standing(found, FeedVerdict.WAIT, question=question)


def missing_for_deletion(file: CaseFile, fact: facts.ListingRevoked, *, has_term: bool) -> str:
    """Name the fact that R9 or R12-R14 still want before agencies are told of a deletion, or return an empty text."""
    if not isinstance(fact, facts.ListingDeleted):
        return ""
    if fact.ground == "applicant_request" and not fact.consent_decision_number:
        return "consent_decision_number"
    if fact.ground == "terminated_no_assets" and not _queried_enough(file, fact):
        return "two_queries_after_termination"
    if has_term and fact.ground != "term_over" and not fact.decision_number:
        return "early_deletion_decision_number"
    return ""


def _queried_enough(file: CaseFile, fact: facts.ListingDeleted) -> bool:
    if file.terminated is None:
        return False
    ruled_on = file.terminated.ruled_on
    return len({day for day in (*fact.queries, *file.queried_on) if day > ruled_on}) >= _ENOUGH_QUERIES


def next_change(file: CaseFile, today: date) -> date | None:
    """Return the next day on which an entry's standing changes by the calendar alone: grace over, term over, validity over."""
    listings = [listed.listing for listed in file.listings.values()]
    bounties = [bounty.fact.bounty.valid_until for bounty in file.bounties.values() if isinstance(bounty.fact, facts.BountyGranted)]
    last_days = [
        *(listing.grace_ends_on for listing in listings if listing.grace_ends_on),
        *(listing.term_ends_on for listing in listings if listing.term_ends_on),
        *bounties,
    ]
    return min((day for day in last_days if day >= today), default=None)
