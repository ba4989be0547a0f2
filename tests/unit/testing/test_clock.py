"""The clock that tests and the demo own."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from broadcaster.testing.clock import OwnedClock

NOON = datetime(2026, 11, 9, 4, tzinfo=UTC)


def test_it_stands_still_until_it_is_moved() -> None:
    """Nothing but its owner makes time pass."""
    clock = OwnedClock(NOON)
    assert clock.now() == clock.now() == NOON
    clock.advance(timedelta(hours=1))
    assert clock.now() == NOON + timedelta(hours=1)
    clock.set(NOON)
    assert clock.now() == NOON


def test_it_speaks_shanghai_time() -> None:
    """Four in the morning UTC is noon in court."""
    assert OwnedClock(NOON).now().isoformat() == "2026-11-09T12:00:00+08:00"


def test_a_moment_without_a_time_zone_is_refused() -> None:
    """Nobody guesses where a bare time was meant."""
    with pytest.raises(ValueError, match="time zone"):
        OwnedClock(NOON.replace(tzinfo=None))
