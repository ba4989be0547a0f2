"""R21-R23: statutory working days."""

from __future__ import annotations

import tomllib
from datetime import date, timedelta

import chinese_calendar  # type: ignore[import-untyped]  # it ships no types
import pytest
from hypothesis import given
from hypothesis import strategies as st

from broadcaster.domain.calendar import LastDay, WorkingCalendar, YearTable
from broadcaster.domain.errors import InvalidInput, UnknownYear
from broadcaster.resources import folder

TABLES = {
    year: YearTable.from_mapping(tomllib.loads((folder("config") / f"calendar/{year}.toml").read_text("utf-8"))) for year in (2025, 2026)
}
CALENDAR = WorkingCalendar(TABLES)
FIRST, LAST = date(2025, 1, 1), date(2026, 12, 31)


@pytest.mark.parametrize(
    ("day", "count", "due"),
    [
        ("2025-12-31", 3, "2026-01-06"),
        ("2026-02-13", 3, "2026-02-25"),
        ("2026-04-30", 3, "2026-05-08"),
        ("2026-09-24", 3, "2026-09-30"),
        ("2026-09-30", 3, "2026-10-10"),
        ("2026-10-10", 3, "2026-10-14"),
        ("2026-11-23", 3, "2026-11-26"),
        ("2026-02-13", 7, "2026-03-02"),
        ("2026-09-30", 7, "2026-10-15"),
    ],
)
def test_r22_working_days_are_counted_as_the_vectors_say(day: str, count: int, due: str) -> None:
    """Make-up Saturdays count, holidays do not, and the day of the ground itself never does (R21)."""
    assert CALENDAR.add_working_days(date.fromisoformat(day), count) == date.fromisoformat(due)


def test_r21_every_day_of_both_years_agrees_with_an_independent_calendar() -> None:
    """Our tables and the package chinesecalendar say the same of all 730 days."""
    days = [FIRST + timedelta(days=count) for count in range((LAST - FIRST).days + 1)]
    assert [day for day in days if CALENDAR.is_working_day(day) != chinese_calendar.is_workday(day)] == []


@pytest.mark.parametrize("day", [date(2024, 12, 31), date(2027, 1, 1)])
def test_r23_a_year_without_a_table_is_refused(day: date) -> None:
    """The calendar never guesses: the year is named."""
    with pytest.raises(UnknownYear, match=str(day.year)):
        CALENDAR.is_working_day(day)


def test_r23_counting_into_an_unknown_year_is_refused() -> None:
    """Three working days from 30 December 2026 end in a year whose holidays are not known."""
    with pytest.raises(UnknownYear):
        CALENDAR.add_working_days(date(2026, 12, 30), 3)


def test_r23_a_deadline_in_an_unknown_year_takes_mondays_to_fridays_and_says_so() -> None:
    """The earliest reading is not official, so that staff are warned."""
    assert CALENDAR.earliest_reading(date(2026, 12, 30), 3) == LastDay(date(2027, 1, 4), official=False)
    assert CALENDAR.earliest_reading(date(2026, 9, 30), 3) == LastDay(date(2026, 10, 10), official=True)


@given(st.dates(date(2025, 3, 1), date(2028, 12, 31)), st.integers(1, 20))
def test_r24_counting_back_undoes_counting_on(day: date, count: int) -> None:
    """From the last day back by as many working days leads to the day itself, or to the last one worked before it."""
    last = CALENDAR.earliest_reading(day, count).due_on
    back = CALENDAR.working_days_before(last, count)
    assert back <= day
    assert not any(CALENDAR.is_taken_as_worked(back + timedelta(days=step)) for step in range(1, (day - back).days + 1))


@pytest.mark.parametrize(("day", "off"), [("2026-09-30", 7), ("2026-11-20", 2), ("2026-11-23", 0), ("2026-12-31", 0)])
def test_r91_the_days_off_ahead_are_counted(day: str, off: int) -> None:
    """National Day makes a long holiday, a weekend does not; of 2027 no holiday is known."""
    assert CALENDAR.days_off_after(date.fromisoformat(day)) == off


@given(st.dates(FIRST, date(2026, 11, 1)), st.integers(1, 20))
def test_r21_a_deadline_lies_ahead_on_a_working_day_with_as_many_between(day: date, count: int) -> None:
    """What was counted can be counted again day by day."""
    due = CALENDAR.add_working_days(day, count)
    between = [day + timedelta(days=step) for step in range(1, (due - day).days + 1)]
    assert CALENDAR.is_working_day(due)
    assert sum(map(CALENDAR.is_working_day, between)) == count


@pytest.mark.parametrize(
    "holiday",
    [
        {"name": "元旦", "from": date(2026, 1, 3), "until": date(2026, 1, 1)},
        {"name": "元旦", "from": date(2026, 1, 1), "until": date(2026, 1, 1), "make_up": [date(2027, 1, 4)]},
        {"name": "元旦", "from": date(2026, 1, 1)},
        {"name": "元旦", "from": "soon", "until": date(2026, 1, 1)},
    ],
)
def test_a_table_that_cannot_be_right_is_refused_where_it_is_wrong(holiday: dict[str, object]) -> None:
    """A holiday that runs backwards, leaves its year or lacks a day is named by its place."""
    with pytest.raises(InvalidInput, match="/holiday/0"):
        YearTable.from_mapping({"year": 2026, "holiday": [holiday]})
