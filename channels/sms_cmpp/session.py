"""One connection to a gateway: login, submits and their answers, what comes in, and whether the line is alive."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from itertools import count
from struct import error
from typing import TYPE_CHECKING

from channels.sms_cmpp.pdu import ANSWER, HEADER, LONGEST, Answer, Command, Delivered, Wire, message
from channels.sms_cmpp.window import Window

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from channels.sms_cmpp.options import GatewayOptions

LOOKS_EVERY = 0.25
GOODBYE = 1.0


@dataclass(eq=False, slots=True)
class Submission:
    """One part on its way. `answer` is set once, to None where none came in time."""

    delivery_id: str
    to: bytes = field(repr=False)
    content: bytes = field(repr=False)
    part: tuple[int, int]
    """Its number, and how many there are."""
    answer: asyncio.Future[Answer | None] = field(repr=False)
    late: Answer | None = None
    """An answer that came after its time."""
    sent_at: float = 0.0


class Session(asyncio.Protocol):
    """A connection from its first octet to its last."""

    def __init__(
        self,
        gateway: GatewayOptions,
        *,
        deliver: Callable[[Session, list[Delivered]], None],
        late: Callable[[Submission], None],
    ) -> None:
        """`deliver` takes what the gateway sends by itself, `late` an answer that came after its time."""
        self.gateway = gateway
        self.window = Window(gateway)
        self.has_answered = False
        self._loop = asyncio.get_running_loop()
        self.ended: asyncio.Future[None] = self._loop.create_future()
        self._login: asyncio.Future[bytes] = self._loop.create_future()
        self._wire = Wire(gateway)
        self._deliver = deliver
        self._late = late
        self._sequences = count(1)
        self._submitted: dict[int, Submission] = {}
        self._overdue: dict[int, Submission] = {}
        self._outgoing: list[bytes] = []
        self._received = b""
        self._heard_at = self._tested_at = self._loop.time()

    async def log_in(self, now: datetime) -> tuple[int, bool] | None:
        """Return the status of the login and whether the gateway proved who it is; None where it hung up or answered nonsense."""
        octets, proof = self._wire.connect(next(self._sequences), now)
        self._write(octets)
        body = await self._login
        try:
            return self._wire.read_connect_answer(body, proof)
        except error:
            return None

    async def submit(self, submission: Submission) -> bool:
        """Send when its turn has come; False where the line ended before that."""
        if not await self.window.enter():
            return False
        sequence = next(self._sequences) & 0xFFFFFFFF
        submission.sent_at = self._loop.time()
        self._submitted[sequence] = submission
        self._write(self._wire.submit(sequence, submission.to, submission.content, submission.part))
        return True

    def thank(self, delivered: Delivered) -> None:
        """Tell the gateway that we have what it delivered, durably."""
        self._write(self._wire.deliver_answer(delivered))

    async def close(self) -> None:
        """Say goodbye and hang up; what is unanswered then stays in doubt."""
        if not self._transport.is_closing():
            self._write(message(Command.TERMINATE, next(self._sequences)))
            await asyncio.wait([self.ended], timeout=GOODBYE)
        self.hang_up()

    def hang_up(self) -> None:
        """End the connection at once, if it has not ended."""
        if not self.ended.done():
            self._transport.abort()

    def _write(self, octets: bytes) -> None:
        """Collect what one turn of the loop says, and say it in one go."""
        if not self._outgoing:
            self._loop.call_soon(self._flush)
        self._outgoing.append(octets)

    def _flush(self) -> None:
        outgoing, self._outgoing = self._outgoing, []
        if not self._transport.is_closing():
            self._transport.write(b"".join(outgoing))

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Begin to watch the line."""
        self._transport: asyncio.Transport = transport  # type: ignore[assignment]  # create_connection gives no other
        self._watch = self._loop.call_later(LOOKS_EVERY, self._look)

    def connection_lost(self, exc: Exception | None) -> None:  # noqa: ARG002 - why does not matter: it is over
        """Leave in doubt what has no answer, and send away who waits for a turn."""
        self._watch.cancel()
        self.window.shut()
        if not self._login.done():
            self._login.set_result(b"")
        for submission in self._submitted.values():
            _settle(submission, None)
        self._submitted.clear()
        self.ended.set_result(None)

    def data_received(self, data: bytes) -> None:
        """Read as many whole messages as have come; what is not CMPP ends the connection."""
        self._heard_at = self._loop.time()
        delivered: list[Delivered] = []
        try:
            self._received = self._read_all(self._received + data, delivered)
        except error:
            self._transport.abort()
        if delivered:
            self._deliver(self, delivered)

    def _read_all(self, received: bytes, delivered: list[Delivered]) -> bytes:
        start, end = 0, len(received)
        while end - start >= HEADER.size:
            length, command, sequence = HEADER.unpack_from(received, start)
            if not HEADER.size <= length <= LONGEST:
                raise error
            if end - start < length:
                break
            body = received[start + HEADER.size : start + length]
            start += length
            if command == ANSWER | Command.SUBMIT:
                self._take_answer(sequence, self._wire.read_submit_answer(body))
            elif command == Command.DELIVER:
                delivered.append(self._wire.read_deliver(sequence, body))
            else:
                self._talk(command, sequence, body)
        return received[start:]

    def _talk(self, command: int, sequence: int, body: bytes) -> None:
        """Answer what keeps a line going."""
        if command == Command.ACTIVE_TEST:
            self._write(message(ANSWER | command, sequence, b"\0"))
        elif command == ANSWER | Command.CONNECT and not self._login.done():
            self._login.set_result(body)
        elif command == Command.TERMINATE:
            self._write(message(ANSWER | command, sequence))
            self._loop.call_soon(self._transport.close)
        elif command == ANSWER | Command.TERMINATE:
            self._transport.close()

    def _take_answer(self, sequence: int, answer: Answer) -> None:
        self.has_answered = True
        submission = self._submitted.pop(sequence, None)
        if submission is not None:
            self.window.leave(answer.result)
            if _settle(submission, answer):
                return
        late = submission or self._overdue.pop(sequence, None)
        if late is not None:
            late.late = answer
            self._late(late)

    def _look(self) -> None:
        """Give up on answers that are overdue, and test a silent line."""
        now, patience = self._loop.time(), self.gateway.seconds
        for sequence, submission in list(self._submitted.items()):
            if now - submission.sent_at < patience:
                break
            self._overdue[sequence] = self._submitted.pop(sequence)
            self.window.leave()
            _settle(submission, None)
        if self._tested_at > self._heard_at and now - self._tested_at >= patience:
            self._transport.abort()
        elif self._tested_at <= self._heard_at and now - self._heard_at >= self.gateway.heartbeat:
            self._tested_at = now
            self._write(message(Command.ACTIVE_TEST, next(self._sequences)))
        self._watch = self._loop.call_later(LOOKS_EVERY, self._look)


def _settle(submission: Submission, answer: Answer | None) -> bool:
    """Hand the answer over; False where nobody waits for it any more."""
    if submission.answer.done():
        return False
    submission.answer.set_result(answer)
    return True
