"""Deliveries: their states and how long they wait (R72)."""

from __future__ import annotations

from datetime import timedelta
from itertools import pairwise

from broadcaster.domain.deliveries import FINAL, MOST_ATTEMPTS, REPORTABLE, UNSENT, DeliveryState, retry_wait
from tests.builders import owed


def test_r72_no_state_is_final_and_open_at_once() -> None:
    """What has ended is neither sent nor moved by a report; accepted is not delivered."""
    assert not FINAL & (UNSENT | REPORTABLE)
    assert DeliveryState.ACCEPTED in REPORTABLE
    assert set(DeliveryState) == FINAL | UNSENT | REPORTABLE


def test_waits_double_from_half_a_minute_to_two_hours() -> None:
    """Never shorter than the one before, never longer than two hours, whatever the count."""
    waits = [retry_wait(attempts) for attempts in range(1, MOST_ATTEMPTS + 100)]
    assert (waits[0], waits[1], waits[-1]) == (timedelta(seconds=30), timedelta(minutes=1), timedelta(hours=2))
    assert all(earlier <= later for earlier, later in pairwise(waits))


def test_r32_an_owed_delivery_printed_by_accident_shows_no_address() -> None:
    """Neither number nor text is in its repr."""
    assert "1990" not in repr(owed())
