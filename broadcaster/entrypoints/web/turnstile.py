"""Lets an address through so many times within an hour; a rough guard for forms that anybody may send."""

from __future__ import annotations

import time
from collections import OrderedDict, deque
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Callable

_HOUR: Final = 3600.0
_REMEMBERED: Final = 10_000


class Turnstile:
    """Counts in memory, in each process by itself; keeps no address for longer than it counts."""

    def __init__(self, most: int, seconds: Callable[[], float] = time.monotonic) -> None:
        """Let `most` through in an hour, counted in real seconds."""
        self._most = most
        self._seconds = seconds
        self._passed: OrderedDict[str, deque[float]] = OrderedDict()

    def admits(self, address: str) -> bool:
        """Count one more and say whether it may pass."""
        now = self._seconds()
        passed = self._passed.pop(address, deque())
        while passed and passed[0] <= now - _HOUR:
            passed.popleft()
        is_admitted = len(passed) < self._most
        if is_admitted:
            passed.append(now)
        self._passed[address] = passed
        if len(self._passed) > _REMEMBERED:
            self._passed.popitem(last=False)
        return is_admitted
