"""Who waits for which answer: a step costs the same however many are open."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from typing import TYPE_CHECKING

from broadcaster.ports.http import ConnectionLost

if TYPE_CHECKING:
    from asyncio import Future

LAST_SEQUENCE = 0x7FFFFFFF


@dataclass(frozen=True, slots=True)
class Answer:
    """The SMSC's answer to one request: command_status and body."""

    status: int
    body: bytes


class Correlator:
    """Requests by sequence number, in the order in which they were asked."""

    def __init__(self) -> None:
        """Wait for nothing."""
        self._waiting: dict[int, tuple[float, Future[Answer]]] = {}
        self._sequence = 0

    def __len__(self) -> int:
        """Return how many answers are awaited."""
        return len(self._waiting)

    def next_sequence(self) -> int:
        """Return a sequence number: from 1 to 0x7FFFFFFF, then 1 again (SMPP 3.4, 3.2)."""
        self._sequence = self._sequence % LAST_SEQUENCE + 1
        return self._sequence

    def expect(self, sequence: int, now: float) -> Future[Answer]:
        """Return the answer to come; `ConnectionLost` where it will not."""
        future: Future[Answer] = asyncio.get_running_loop().create_future()
        self._waiting[sequence] = (now, future)
        return future

    def answer(self, sequence: int, answer: Answer) -> None:
        """Hand an answer to whoever waits for it; one that nobody waits for any more is dropped."""
        _, future = self._waiting.pop(sequence, (0.0, None))
        if future is not None and not future.done():
            future.set_result(answer)

    def give_up(self, asked_before: float) -> None:
        """Stop waiting for what was asked before that moment of the loop's clock."""
        while self._waiting:
            sequence, (asked_at, future) = next(iter(self._waiting.items()))
            if asked_at >= asked_before:
                return
            del self._waiting[sequence]
            if not future.done():
                future.set_exception(ConnectionLost("the SMSC does not answer"))
