"""The machine's clock as the court reads it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from broadcaster.adapters.clock_system import SystemClock


def test_now_is_the_present_moment_in_shanghai() -> None:
    """The clock is aware and eight hours ahead of UTC."""
    before = datetime.now(UTC)
    now = SystemClock().now()
    assert now.utcoffset() == timedelta(hours=8)
    assert before <= now <= datetime.now(UTC)
