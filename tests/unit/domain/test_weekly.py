"""R116: once a week on a day that is worked."""

from __future__ import annotations

from datetime import date, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from broadcaster.domain.escalation import Weekly
from broadcaster.domain.weekly import moment_in_week, week_of
from tests.unit.domain.test_calendar import CALENDAR

FRIDAY, MONDAY = Weekly(5, time(10)), Weekly(1, time(9))


@pytest.mark.parametrize(
    ("day", "weekly", "told"),
    [
        ("2026-11-23", FRIDAY, "2026-11-27 10:00"),
        ("2026-11-29", MONDAY, "2026-11-23 09:00"),
        ("2026-09-23", FRIDAY, "2026-09-24 10:00"),
        ("2026-06-15", FRIDAY, "2026-06-18 10:00"),
        ("2026-04-07", MONDAY, "2026-04-07 09:00"),
        ("2026-10-05", FRIDAY, "2026-10-09 10:00"),
        ("2026-10-05", MONDAY, "2026-10-08 09:00"),
    ],
)
def test_r116_a_holiday_moves_the_reminder_forward_and_the_report_back(day: str, weekly: Weekly, told: str) -> None:
    """A free Friday: the last day worked before it; a free Monday: the first one after."""
    at = moment_in_week(date.fromisoformat(day), weekly, CALENDAR)
    assert at
    assert f"{at:%Y-%m-%d %H:%M}" == told


def test_r116_a_week_without_a_working_day_has_neither() -> None:
    """Spring Festival from 15 to 23 February 2026."""
    assert moment_in_week(date(2026, 2, 18), FRIDAY, CALENDAR) is None


@given(st.dates(date(2025, 1, 6), date(2028, 12, 31)), st.sampled_from([FRIDAY, MONDAY]))
def test_r116_it_falls_on_a_day_worked_in_the_same_week(day: date, weekly: Weekly) -> None:
    """Every day of the week gives the same moment."""
    at = moment_in_week(day, weekly, CALENDAR)
    monday = day - timedelta(days=day.weekday())
    assert at == moment_in_week(monday, weekly, CALENDAR)
    assert at is None or (CALENDAR.is_taken_as_worked(at.date()) and week_of(at.date()) == week_of(day))


def test_a_week_is_called_as_the_standard_says() -> None:
    """The first days of January may belong to the old year's last week."""
    assert [week_of(date(2026, 11, 23)), week_of(date(2027, 1, 1))] == ["2026-W48", "2026-W53"]
