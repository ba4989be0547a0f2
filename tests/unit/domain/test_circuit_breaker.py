"""A carrier that fails again and again is left alone, tried now and then, and trusted again at its first success."""

from __future__ import annotations

from datetime import datetime, timedelta
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from broadcaster.domain.calendar import COURT_ZONE
from broadcaster.domain.circuit_breaker import LONGEST_WAIT, Breaker, BreakerState

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=COURT_ZONE)
HALF_A_MINUTE = timedelta(seconds=30)


def failing(times: int, breaker: Breaker | None = None) -> Breaker:
    """Return a breaker after so many failures at once."""
    breaker = breaker or Breaker(NOW)
    for _ in range(times):
        breaker = breaker.failed(NOW)
    return breaker


def test_four_failures_are_borne_and_the_fifth_opens() -> None:
    """Five straight failures, not fewer."""
    assert failing(4).is_closed
    assert failing(5).state is BreakerState.OPEN


def test_a_success_in_between_begins_the_count_anew() -> None:
    """Only straight failures count."""
    assert failing(4, failing(4).succeeded(NOW)).is_closed


def test_one_probe_goes_after_half_a_minute_and_no_second_beside_it() -> None:
    """While a probe is out, nothing else goes."""
    opened, later = failing(5), NOW + HALF_A_MINUTE
    assert not opened.may_probe(later - timedelta(seconds=1))
    assert opened.may_probe(later)
    assert not opened.probing(later).may_probe(later)


def test_the_first_success_closes_it() -> None:
    """A carrier that works is trusted, and its next five failures count from nothing."""
    closed = failing(5).probing(NOW + HALF_A_MINUTE).succeeded(NOW + HALF_A_MINUTE)
    assert (closed.state, closed.failures, closed.since) == (BreakerState.CLOSED, 0, NOW + HALF_A_MINUTE)
    assert failing(4, closed).is_closed


def test_each_failed_probe_doubles_the_wait_up_to_ten_minutes() -> None:
    """Half a minute, one, two, four, eight, ten, and ten again."""
    breaker, now, waits = failing(5), NOW, list[timedelta]()
    for _ in range(7):
        assert breaker.probe_at is not None
        waits.append(breaker.probe_at - now)
        now = breaker.probe_at
        breaker = breaker.probing(now).failed(now)
    assert [wait.total_seconds() for wait in waits] == [30, 60, 120, 240, 480, 600, 600]


def test_what_was_in_the_air_when_it_opened_does_not_lengthen_the_wait() -> None:
    """Sixty sends that fail together are one outage."""
    assert failing(60).wait == HALF_A_MINUTE


def test_a_probe_that_is_never_heard_of_is_followed_by_another() -> None:
    """A worker that dies with the probe in hand does not silence the carrier for good."""
    probing = failing(5).probing(NOW + HALF_A_MINUTE)
    assert probing.may_probe(NOW + 2 * HALF_A_MINUTE)


@given(st.lists(st.sampled_from(["fail", "succeed", "wait"]), max_size=60))
def test_whatever_happens_it_waits_between_half_a_minute_and_ten(steps: list[str]) -> None:
    """An open breaker always names its next probe, never before half a minute and never after ten."""
    breaker, now = Breaker(NOW), NOW
    for step in steps:
        if step == "wait":
            now += HALF_A_MINUTE
            breaker = breaker.probing(now) if breaker.may_probe(now) else breaker
        else:
            breaker = breaker.failed(now) if step == "fail" else breaker.succeeded(now)
        assert breaker.is_closed == (breaker.probe_at is None)
        assert HALF_A_MINUTE <= breaker.wait <= LONGEST_WAIT


def test_waits_never_shrink_while_it_stays_open() -> None:
    """Nobody is asked more often the longer he is away."""
    waits, breaker = list[timedelta](), failing(5)
    for _ in range(10):
        waits.append(breaker.wait)
        breaker = breaker.probing(NOW).failed(NOW)
    assert all(earlier <= later for earlier, later in pairwise(waits))
