"""A clock that stands still until its owner moves it."""

from __future__ import annotations

from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

if TYPE_CHECKING:
    from datetime import datetime, timedelta

_SHANGHAI = ZoneInfo("Asia/Shanghai")


class OwnedClock:
    """Tells the time it was last set to."""

    def __init__(self, now: datetime) -> None:
        """Start at `now`, which must be aware."""
        self.set(now)

    def now(self) -> datetime:
        """Return the moment set, in Asia/Shanghai."""
        return self._now

    def set(self, moment: datetime) -> None:
        """Make it `moment`, earlier or later.

        Raises `ValueError` for a moment without a time zone.
        """
        if moment.tzinfo is None:
            message = f"a clock needs a moment with a time zone: {moment.isoformat()}"
            raise ValueError(message)
        self._now = moment.astimezone(_SHANGHAI)

    def advance(self, by: timedelta) -> None:
        """Let `by` pass."""
        self._now += by
