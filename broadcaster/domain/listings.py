"""A listing: the decision that puts a debtor on the list of dishonest judgment debtors, and its term (art 1, 2)."""

from __future__ import annotations

from calendar import monthrange
from datetime import date
from enum import StrEnum
from typing import TYPE_CHECKING

from msgspec import Struct

from broadcaster.domain import reasons

if TYPE_CHECKING:
    from broadcaster.domain.reasons import Reason

ABLE_BUT_REFUSES = 1
BREAKS_PROPERTY_REPORT = 4
_TERM_YEARS = 2
_LONGEST_EXTENSION = 3
_OBSTRUCTS = 2
_SEVERAL = 2


class ListingOrigin(StrEnum):
    """Who asked for the listing."""

    APPLICANT = "applicant"
    EX_OFFICIO = "ex_officio"


class Listing(Struct, frozen=True):
    """A listing decision. `grounds` are the six of article 1."""

    listing_id: str
    decision_number: str
    decided_on: date
    signed_by: str
    grounds: tuple[int, ...]
    served_on: date | None = None
    performance: str = "none"
    term_ends_on: date | None = None
    grace_ends_on: date | None = None
    origin: ListingOrigin = ListingOrigin.EX_OFFICIO
    superior_filing_number: str = ""
    campus_loan: bool = False
    extension_decision_number: str = ""

    @property
    def has_term(self) -> bool:
        """Whether any ground besides the first is named: article 2 then gives it a term (R6, R10)."""
        return any(ground != ABLE_BUT_REFUSES for ground in self.grounds)


def months_after(day: date, months: int) -> date:
    """Return the same day `months` later, or the month's last day where it has no such day (R7)."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def term_fault(listing: Listing) -> Reason | None:
    """Say what is wrong with the term of a listing, or None (R5, R6, R7)."""
    if not listing.has_term:
        return reasons.TERM_ON_FIRST_GROUND if listing.term_ends_on else None
    if listing.term_ends_on is None:
        return reasons.TERM_MISSING
    return _length_fault(listing, listing.term_ends_on)


def _length_fault(listing: Listing, ends_on: date) -> Reason | None:
    starts = {listing.decided_on, *filter(None, (listing.served_on,))}
    lengths = {
        extra for start in starts for extra in range(_LONGEST_EXTENSION + 1) if ends_on == months_after(start, 12 * (_TERM_YEARS + extra))
    }
    if not lengths:
        return reasons.TERM_LENGTH.of(ends_on)
    if 0 in lengths:
        return None
    if not listing.extension_decision_number:
        return reasons.EXTENSION_UNDECIDED
    may_be_extended = _OBSTRUCTS in listing.grounds or len(listing.grounds) >= _SEVERAL
    return None if may_be_extended else reasons.EXTENSION_NOT_ALLOWED
