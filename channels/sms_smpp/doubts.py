"""Texts whose answer was lost: a receipt that nobody else's message explains clears them up.

SMPP names a message only in the answer. A receipt names its message and the number, so where just one text to that number is in doubt,
an id that belongs to no other message is taken for one of its parts. This asks that the account be ours alone.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING

from broadcaster.ports.channels import Outcome

if TYPE_CHECKING:
    from datetime import datetime

    from broadcaster.ports.clock import Clock

REPORTS_COME_WITHIN = timedelta(hours=72)
MOST = 10_000
NUMBER = 11
"""Digits of a mobile number; SMSCs write the country before it or not."""


@dataclass(slots=True)
class Doubt:
    """A text that may or may not have gone out whole, in so many parts."""

    delivery_id: str
    total: int
    since: datetime
    arrived: set[str] = field(default_factory=set)


class Doubts:
    """The open ones, by number."""

    def __init__(self, clock: Clock) -> None:
        """Doubt nothing yet."""
        self._clock = clock
        self._open: dict[str, list[Doubt]] = {}

    def add(self, delivery_id: str, number: str, total: int) -> None:
        """Remember a text whose answer was lost."""
        doubts = [each for each in self._of(number) if each.delivery_id != delivery_id]
        self._open[number[-NUMBER:]] = [*doubts, Doubt(delivery_id, total, self._clock.now())]
        if len(self._open) > MOST:
            del self._open[next(iter(self._open))]

    def clear(self, number: str, message_id: str, outcome: Outcome) -> str | None:
        """Return the delivery that a receipt decides: all its parts arrived, or one did not."""
        doubts = self._of(number)
        if len(doubts) != 1:
            return None
        doubt = doubts[0]
        doubt.arrived.add(message_id)
        if outcome is Outcome.DELIVERED and len(doubt.arrived) < doubt.total:
            return None
        del self._open[number[-NUMBER:]]
        return doubt.delivery_id

    def _of(self, number: str) -> list[Doubt]:
        since = self._clock.now() - REPORTS_COME_WITHIN
        return [each for each in self._open.get(number[-NUMBER:], ()) if each.since > since]
