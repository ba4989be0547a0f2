"""Whose turn it is on one connection: so many unanswered, so many a second, and a pause where the gateway says we are too fast."""

from __future__ import annotations

import asyncio
from collections import deque
from typing import TYPE_CHECKING

from channels.sms_cmpp.receipts import FLOW_CONTROL

if TYPE_CHECKING:
    from channels.sms_cmpp.options import GatewayOptions

FIRST_PAUSE, LONGEST_PAUSE = 0.05, 5.0
"""Seconds; doubled while the gateway goes on refusing."""


class Window:
    """Places for submits that are on their way; those who find none wait in the order in which they came."""

    def __init__(self, gateway: GatewayOptions) -> None:
        """Take its size and rate from the gateway's options."""
        self.is_shut = False
        self._loop = asyncio.get_running_loop()
        self._free = gateway.window
        self._waiting: deque[asyncio.Future[None]] = deque()
        self._gap = 1 / gateway.rate if gateway.rate else 0.0
        self._next_at = 0.0
        self._resumes_at = 0.0
        self._pause = FIRST_PAUSE

    @property
    def room(self) -> int:
        """How many places are free; below zero while some wait."""
        return self._free - len(self._waiting)

    async def enter(self) -> bool:
        """Take a place and wait until it may be used; False where the line ended before that."""
        if self._free > 0 and not self.is_shut:
            self._free -= 1
        else:
            await self._wait()
        try:
            await self._keep_pace()
        except asyncio.CancelledError:
            self.leave()
            raise
        return not self.is_shut

    async def _wait(self) -> None:
        if self.is_shut:
            return
        turn: asyncio.Future[None] = self._loop.create_future()
        self._waiting.append(turn)
        try:
            await turn
        except asyncio.CancelledError:
            if turn.done() and not turn.cancelled():
                self.leave()
            raise

    async def _keep_pace(self) -> None:
        now = self._loop.time()
        starts = max(now, self._resumes_at)
        if self._gap:
            starts = max(starts, self._next_at)
            self._next_at = starts + self._gap
        if starts > now and not self.is_shut:
            await asyncio.sleep(starts - now)

    def leave(self, result: int | None = None) -> None:
        """Give a place to whoever waits longest; `result` is what the gateway said, where it said anything."""
        if result == FLOW_CONTROL:
            self._resumes_at = self._loop.time() + self._pause
            self._pause = min(self._pause * 2, LONGEST_PAUSE)
        elif result == 0:
            self._pause = FIRST_PAUSE
        while self._waiting:
            turn = self._waiting.popleft()
            if not turn.done():
                turn.set_result(None)
                return
        self._free += 1

    def shut(self) -> None:
        """Send everybody away: the line has ended."""
        self.is_shut = True
        while self._waiting:
            turn = self._waiting.popleft()
            if not turn.done():
                turn.set_result(None)
