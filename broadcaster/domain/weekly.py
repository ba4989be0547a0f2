"""Once a week, on a day that is worked: the Friday reminder and the Monday report (R116)."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Final

from broadcaster.domain.calendar import COURT_ZONE

if TYPE_CHECKING:
    from broadcaster.domain.calendar import WorkingCalendar
    from broadcaster.domain.escalation import Weekly

_DAYS_OF_WEEK: Final = 7
_FRIDAY: Final = 5


def week_of(day: date) -> str:
    """Return the ISO week of a day: `2026-W48`."""
    year, week, _ = day.isocalendar()
    return f"{year}-W{week:02}"


def moment_in_week(day: date, weekly: Weekly, calendar: WorkingCalendar) -> datetime | None:
    """Return the moment in the week of `day`, or None in a week without a working day.

    Where the weekday is a holiday, a reminder at the week's end moves forward to the last day worked before it, anything else
    back to the first day worked after it.
    """
    monday = day - timedelta(days=day.isoweekday() - 1)
    nominal = weekly.weekday - 1
    before, after = range(nominal, -1, -1), range(nominal, _DAYS_OF_WEEK)
    order = [*before, *after] if weekly.weekday >= _FRIDAY else [*after, *before]
    for step in order:
        candidate = monday + timedelta(days=step)
        if calendar.is_taken_as_worked(candidate):
            return datetime.combine(candidate, weekly.at, COURT_ZONE)
    return None
