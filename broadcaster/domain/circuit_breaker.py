"""Keeps a carrier that fails again and again from being given more than one message at a time."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final

OPENS_AFTER: Final = 5
FIRST_WAIT: Final = timedelta(seconds=30)
LONGEST_WAIT: Final = timedelta(minutes=10)


class BreakerState(StrEnum):
    """Whether a carrier is trusted."""

    CLOSED = "closed"
    """It carries."""
    OPEN = "open"
    """It carries nothing until its next probe is due."""
    PROBING = "probing"
    """One message is out to see whether it carries again."""


@dataclass(frozen=True, slots=True)
class Breaker:
    """The breaker of one carrier as a value: opens after five straight failures, closes on the first success."""

    since: datetime
    state: BreakerState = BreakerState.CLOSED
    failures: int = 0
    wait: timedelta = FIRST_WAIT
    probe_at: datetime | None = None
    """When the next probe may go; None while closed."""

    @property
    def is_closed(self) -> bool:
        """Whether the carrier may be given anything."""
        return self.state is BreakerState.CLOSED

    def may_probe(self, now: datetime) -> bool:
        """Say whether one message may be let through to see."""
        return self.probe_at is not None and self.probe_at <= now

    def probing(self, now: datetime) -> Breaker:
        """Let one message through; should nothing ever be heard of it, another may go after the same wait."""
        return replace(self, state=BreakerState.PROBING, since=now, probe_at=now + self.wait)

    def succeeded(self, now: datetime) -> Breaker:
        """Trust the carrier again."""
        return self if self.is_closed and not self.failures else Breaker(self.since if self.is_closed else now)

    def failed(self, now: datetime) -> Breaker:
        """Count a failure; a failed probe doubles the wait, and what was in the air when the breaker opened changes nothing."""
        if self.state is BreakerState.OPEN:
            return self
        failures = self.failures + 1
        if self.state is BreakerState.PROBING:
            return self._opened(now, failures, min(self.wait * 2, LONGEST_WAIT))
        if failures >= OPENS_AFTER:
            return self._opened(now, failures, FIRST_WAIT)
        return replace(self, failures=failures)

    def _opened(self, now: datetime, failures: int, wait: timedelta) -> Breaker:
        return Breaker(now, BreakerState.OPEN, failures, wait, now + wait)


@dataclass(frozen=True, slots=True)
class CarrierHealth:
    """One carrier's state as operators see it."""

    name: str
    medium: str
    state: BreakerState
    since: datetime
    failures: int
    probe_at: datetime | None
