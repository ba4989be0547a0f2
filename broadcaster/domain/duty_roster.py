"""Who is on duty when, with a deputy, and how one shift is handed over to the next (R91, plan 二.2 值班备勤)."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Final

from broadcaster.domain.calendar import COURT_ZONE
from broadcaster.domain.errors import Fault, InvalidInput
from broadcaster.domain.users import StaffRole

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from broadcaster.domain.users import User

COLUMNS: Final = ("from", "until", "officer", "deputy", "phone")
REQUIRED: Final = ("from", "until", "officer")
_FORMATS: Final = ("%Y-%m-%d %H:%M", "%Y/%m/%d %H:%M", "%Y-%m-%dT%H:%M")
_LONGEST: Final = timedelta(days=7)

MISSING: Final = "is missing"
NO_MOMENT: Final = "is no date and time such as 2026-12-01 09:00"
BACKWARDS: Final = "must be later than the beginning"
TOO_LONG: Final = "is more than seven days after the beginning"
NO_USER: Final = "there is no such user"
NO_DUTY_OFFICER: Final = "has not the role duty_officer"
SAME_PERSON: Final = "must be another person than the officer"
OVERLAPS: Final = "overlaps with another shift"
BEGUN: Final = "this shift has begun and its times stand"
UNREADABLE: Final = "is neither UTF-8 nor GB18030"
ROSTER_FAULTS: Final = (MISSING, NO_MOMENT, BACKWARDS, TOO_LONG, NO_USER, NO_DUTY_OFFICER, SAME_PERSON, OVERLAPS, BEGUN, UNREADABLE)
"""Every fault of a line; staff read them in the words of config/reasons.toml."""


@dataclass(frozen=True, slots=True)
class Shift:
    """One shift. `phone` is that of the post; `note` is handed over to the next shift, which takes it over by name."""

    begins_at: datetime
    ends_at: datetime
    officer: str
    deputy: str = ""
    phone: str = ""
    note: str = field(default="", repr=False)
    noted_by: str = ""
    noted_at: datetime | None = None
    taken_over_by: str = ""
    taken_over_at: datetime | None = None

    @property
    def people(self) -> tuple[str, ...]:
        """The officer, then the deputy where there is one."""
        return tuple(filter(None, (self.officer, self.deputy)))

    def covers(self, moment: datetime) -> bool:
        """Say whether the shift is under way."""
        return self.begins_at <= moment < self.ends_at

    def overlaps(self, other: Shift) -> bool:
        """Say whether both are under way at some moment."""
        return self.begins_at < other.ends_at and other.begins_at < self.ends_at


def on_duty(shifts: Iterable[Shift], moment: datetime) -> Shift | None:
    """Return the shift under way, or None: a gap."""
    return next((shift for shift in shifts if shift.covers(moment)), None)


def first_gap(shifts: Iterable[Shift], begin: datetime, until: datetime) -> datetime | None:
    """Return the first moment from `begin` before `until` at which nobody is on duty, or None."""
    covered = begin
    for shift in sorted(shifts, key=lambda each: each.begins_at):
        if shift.begins_at > covered:
            break
        covered = max(covered, shift.ends_at)
    return covered if covered < until else None


def read_shifts(lines: Sequence[Mapping[str, str]], staff: Mapping[str, User]) -> dict[int, Shift]:
    """Read the lines of a roster, each with the texts of `COLUMNS`, into shifts by line; `staff` are the users by name.

    Raises `InvalidInput` with every fault under /<number of the line>/<column>; the line of the columns' names is line 1.
    """
    read = [(number, *_read_line(line, staff)) for number, line in enumerate(lines, start=2)]
    faults = [Fault(f"/{number}/{column}", message) for number, _, found in read for column, message in found]
    shifts = [(number, shift) for number, shift, _ in read if shift]
    faults += [Fault(f"/{number}/from", OVERLAPS) for number, shift in shifts if any(_clashes(shift, other) for _, other in shifts)]
    if not lines:
        faults = [Fault("/2/from", MISSING)]
    if faults:
        raise InvalidInput(*faults)
    return dict(shifts)


def _clashes(shift: Shift, other: Shift) -> bool:
    return shift is not other and shift.overlaps(other)


def _read_line(line: Mapping[str, str], staff: Mapping[str, User]) -> tuple[Shift | None, list[tuple[str, str]]]:
    told = {column: (line.get(column) or "").strip() for column in COLUMNS}
    begins_at, ends_at = _moment(told["from"]), _moment(told["until"])
    faults = [(column, MISSING) for column in REQUIRED if not told[column]]
    faults += [(column, NO_MOMENT) for column in ("from", "until") if told[column] and _moment(told[column]) is None]
    faults += [*_people_faults(told, staff)]
    if begins_at and ends_at:
        faults += [("until", BACKWARDS)] if ends_at <= begins_at else [("until", TOO_LONG)] if ends_at - begins_at > _LONGEST else []
    if faults or begins_at is None or ends_at is None:
        return None, faults
    return Shift(begins_at, ends_at, told["officer"], told["deputy"], told["phone"]), []


def _people_faults(told: Mapping[str, str], staff: Mapping[str, User]) -> Iterator[tuple[str, str]]:
    for column in ("officer", "deputy"):
        name = told[column]
        if name and name not in staff:
            yield column, NO_USER
        elif name and StaffRole.DUTY_OFFICER not in staff[name].roles:
            yield column, NO_DUTY_OFFICER
    if told["deputy"] and told["deputy"] == told["officer"]:
        yield "deputy", SAME_PERSON


def _moment(text: str) -> datetime | None:
    for pattern in _FORMATS:
        try:
            return datetime.strptime(text, pattern).replace(tzinfo=COURT_ZONE)
        except ValueError:
            continue
    return None
