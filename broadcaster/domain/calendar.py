"""Statutory working days, with days off and make-up days as the State Council orders them (R21-R23)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta, timezone
from typing import TYPE_CHECKING, Final

from msgspec import Struct, field

from broadcaster.domain.errors import Fault, InvalidInput, UnknownYear
from broadcaster.domain.tables import read_table

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

COURT_ZONE: Final = timezone(timedelta(hours=8), "Asia/Shanghai")
"""The court's zone; China has kept one offset since 1991."""
_SATURDAY: Final = 5
_ONE_DAY: Final = timedelta(days=1)


class Holiday(Struct, frozen=True, forbid_unknown_fields=True):
    """One holiday of an order: its first and last day off, and the weekend days worked in exchange."""

    name: str
    first: date = field(name="from")
    last: date = field(name="until")
    make_up: tuple[date, ...] = ()

    def days(self) -> Iterator[date]:
        """List the days off."""
        return (self.first + _ONE_DAY * count for count in range((self.last - self.first).days + 1))


class YearTable(Struct, frozen=True, forbid_unknown_fields=True):
    """One year of config/calendar, as the State Council ordered it."""

    year: int
    holiday: tuple[Holiday, ...]

    @classmethod
    def from_mapping(cls, table: Mapping[str, object]) -> YearTable:
        """Read a decoded config/calendar/<year>.toml. Raises `InvalidInput` with a pointer where a day is missing or of another year."""
        read = read_table(table, cls)
        faults = [
            Fault(f"/holiday/{index}", f"must run forwards, within {read.year}")
            for index, holiday in enumerate(read.holiday)
            if holiday.last < holiday.first or any(day.year != read.year for day in (holiday.first, holiday.last, *holiday.make_up))
        ]
        if faults:
            raise InvalidInput(*faults)
        return read

    def working_days(self) -> frozenset[date]:
        """Every day worked in the year."""
        off = {day for holiday in self.holiday for day in holiday.days()}
        made_up = {day for holiday in self.holiday for day in holiday.make_up}
        whole = (date(self.year, 1, 1) + _ONE_DAY * count for count in range(366))
        return frozenset(
            day for day in whole if day.year == self.year and (day in made_up or (day.weekday() < _SATURDAY and day not in off))
        )


@dataclass(frozen=True, slots=True)
class LastDay:
    """The last day to do something. Not `official` where part of it was counted without the year's table (R23): warn."""

    due_on: date
    official: bool


class WorkingCalendar:
    """The working days of the years whose tables are known; it never guesses (R23)."""

    def __init__(self, years: Mapping[int, YearTable]) -> None:
        """Keep the tables, known by their year."""
        self._worked = {year: table.working_days() for year, table in years.items()}

    @property
    def years(self) -> frozenset[int]:
        """The years known."""
        return frozenset(self._worked)

    def is_working_day(self, day: date) -> bool:
        """Say whether `day` is worked. Raises `UnknownYear`."""
        try:
            return day in self._worked[day.year]
        except KeyError:
            raise UnknownYear(day.year) from None

    def add_working_days(self, day: date, count: int) -> date:
        """Return the `count`-th working day after `day`, which itself is not counted (CPL 85, R21). Raises `UnknownYear`."""
        while count > 0:
            day += _ONE_DAY
            count -= self.is_working_day(day)
        return day

    def earliest_reading(self, day: date, count: int) -> LastDay:
        """Count likewise; in a year without a table every Monday to Friday is taken as worked, and the deadline says so (R23)."""
        official = True
        while count > 0:
            day += _ONE_DAY
            official &= day.year in self._worked
            count -= self.is_taken_as_worked(day)
        return LastDay(day, official)

    def is_taken_as_worked(self, day: date) -> bool:
        """Say whether `day` is worked; in a year without a table every Monday to Friday is (R23)."""
        return self.is_working_day(day) if day.year in self._worked else day.weekday() < _SATURDAY

    def working_days_before(self, day: date, count: int) -> date:
        """Return the `count`-th day before `day` that is taken as worked."""
        while count > 0:
            day -= _ONE_DAY
            count -= self.is_taken_as_worked(day)
        return day

    def days_off_after(self, day: date) -> int:
        """Return how many days off follow `day` without a break."""
        off = 0
        while not self.is_taken_as_worked(day + _ONE_DAY * (off + 1)):
            off += 1
        return off
