"""A clue as it is handed in for a bounty: who, what, and until when the court answers (R59, R76, R81)."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta
from enum import StrEnum
from typing import TYPE_CHECKING, Final

from broadcaster.domain.errors import Fault, InvalidInput
from broadcaster.domain.names import read_name
from broadcaster.domain.replies import national_number
from broadcaster.domain.written import is_mobile, printable

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from broadcaster.domain.calendar import WorkingCalendar

CLUE_TASK: Final = "clue_received"
"""The task that a clue opens."""
SHORTEST: Final = 10
LONGEST: Final = 2_000
_DAYS, _WORKING_DAYS, _URGENT_DAYS = 7, 7, 3


class ClueOutcome(StrEnum):
    """How staff closed a clue."""

    PASSED_ON = "passed_on"
    """Registered in the case system, which tells the further course."""
    KNOWN = "known"
    """Another was first, or the court knew it already: nothing is paid (R76, R77)."""
    UNUSABLE = "unusable"


@dataclass(frozen=True, slots=True)
class ClueText:
    """What was written; all of it is secret (R76), so its repr shows nothing."""

    name: str = field(repr=False)
    mobile: str = field(repr=False)
    text: str = field(repr=False)


def read_clue(name: str, mobile: str, text: str, *, agreed: bool) -> ClueText:
    """Read the form. Raises `InvalidInput` naming every faulty field, never quoting one: /name, /mobile, /text, /agreed."""
    faults = tuple(_faults(name, mobile, text, agreed=agreed))
    if faults:
        raise InvalidInput(*faults)
    return ClueText(read_name(name).name, national_number(mobile), printable(text))


def _faults(name: str, mobile: str, text: str, *, agreed: bool) -> Iterator[Fault]:
    try:
        read_name(name)
    except InvalidInput:
        yield Fault("/name", "must be a name of 1 to 60 printable characters")
    if not is_mobile(mobile):
        yield Fault("/mobile", "must be a mobile number of eleven digits")
    if not SHORTEST <= len(printable(text)) <= LONGEST:
        yield Fault("/text", f"must have {SHORTEST} to {LONGEST} characters")
    if not agreed:
        yield Fault("/agreed", "must be agreed to")


def reply_due(received_on: date, calendar: WorkingCalendar, *, urgent: bool) -> date:
    """Return the last day to answer: three days where urgent, else the earlier of seven days and seven working days (R59)."""
    if urgent:
        return received_on + timedelta(days=_URGENT_DAYS)
    return min(received_on + timedelta(days=_DAYS), calendar.earliest_reading(received_on, _WORKING_DAYS).due_on)
