"""R68: the hours in which routine notices wait."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from broadcaster.domain.calendar import COURT_ZONE
from broadcaster.domain.quiet_hours import QuietHours

QUIET = QuietHours(time(20), time(8))


@pytest.mark.parametrize(
    ("moment", "allowed"),
    [
        ("2026-11-14T07:59:59", "2026-11-14T08:00:00"),
        ("2026-11-14T08:00:00", "2026-11-14T08:00:00"),
        ("2026-11-14T19:59:59", "2026-11-14T19:59:59"),
        ("2026-11-14T20:00:00", "2026-11-15T08:00:00"),
        ("2026-11-14T23:40:00", "2026-11-15T08:00:00"),
        ("2026-10-01T09:00:00", "2026-10-01T09:00:00"),
    ],
)
def test_r68_a_routine_notice_goes_between_eight_and_twenty(moment: str, allowed: str) -> None:
    """Night waits for the morning; Saturdays and holidays are days like any other."""
    given_at = datetime.fromisoformat(moment).replace(tzinfo=COURT_ZONE)
    assert QUIET.next_allowed(given_at) == datetime.fromisoformat(allowed).replace(tzinfo=COURT_ZONE)


def test_r68_the_hours_are_the_courts_wherever_the_clock_stands() -> None:
    """Fourteen o'clock in UTC is night in Nanjing."""
    assert QUIET.next_allowed(datetime(2026, 11, 14, 14, tzinfo=UTC)) == datetime(2026, 11, 15, 8, tzinfo=COURT_ZONE)


def test_r68_quiet_may_lie_within_one_day_or_be_switched_off() -> None:
    """A noon rest is possible, and equal times mean that nothing waits."""
    noon = datetime(2026, 11, 14, 12, 30, tzinfo=COURT_ZONE)
    assert QuietHours(time(12), time(14)).next_allowed(noon).time() == time(14)
    assert QuietHours(time(0), time(0)).next_allowed(noon) == noon


@given(st.datetimes(datetime(2025, 1, 1), datetime(2027, 1, 1)), st.times(), st.times())  # noqa: DTZ001 - made aware below
def test_r68_waiting_ends_within_a_day_and_outside_quiet(moment: datetime, begin: time, end: time) -> None:
    """The next allowed moment is never past, never a day off, and itself allowed."""
    hours, at = QuietHours(begin, end), moment.replace(tzinfo=COURT_ZONE)
    allowed = hours.next_allowed(at)
    assert timedelta(0) <= allowed - at <= timedelta(days=1)
    assert hours.next_allowed(allowed) == allowed
