"""One connection to the SMSC: whole data units out, whole data units in, as many under way as the window allows."""

from __future__ import annotations

import asyncio
import math
from typing import TYPE_CHECKING

from aiosmpplib.state import SmppCommand

from broadcaster.domain.errors import Unavailable
from channels.sms_smpp.correlator import Answer, Correlator
from channels.sms_smpp.pdu import HEADER, LONGEST, answer, enquire_link, unbind

if TYPE_CHECKING:
    from collections.abc import Callable

IS_ANSWER = 0x80000000
DELIVER_SM = int(SmppCommand.DELIVER_SM)
UNBIND = int(SmppCommand.UNBIND)


class Session(asyncio.Protocol):
    """A connection from its bind to its end."""

    def __init__(self, on_deliver: Callable[[Session, int, bytes], None]) -> None:
        """Hand every deliver_sm to `on_deliver`: this session, its sequence number and its body."""
        self._on_deliver = on_deliver
        self._loop = asyncio.get_running_loop()
        self._awaited = Correlator()
        self._received = bytearray()
        self._outgoing: list[bytes] = []
        self._transport: asyncio.Transport | None = None
        self.heard_at = self._loop.time()
        """When the SMSC last said anything, by the loop's clock."""
        self.over: asyncio.Future[None] = self._loop.create_future()
        """Done when the connection is gone."""

    @property
    def is_open(self) -> bool:
        """Whether anything can be sent."""
        return self._transport is not None and not self._transport.is_closing()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Begin."""
        self._transport = transport  # type: ignore[assignment]  # create_connection gives no other; uvloop's has another base

    def data_received(self, data: bytes) -> None:
        """Take as many whole data units as have come."""
        self.heard_at = self._loop.time()
        self._received += data
        at = 0
        while len(self._received) - at >= HEADER.size:
            length, command, status, sequence = HEADER.unpack_from(self._received, at)
            if not HEADER.size <= length <= LONGEST:
                self.abort()  # what speaks there is no SMPP, or we lost the thread
                return
            if len(self._received) - at < length:
                break
            body = bytes(self._received[at + HEADER.size : at + length])
            at += length
            self._take(command, Answer(status, body), sequence)
        del self._received[:at]

    def connection_lost(self, error: Exception | None) -> None:  # noqa: ARG002 - how it ended makes no difference
        """Tell everybody who still waits."""
        if not self.over.done():
            self.over.set_result(None)
        self._awaited.give_up(math.inf)

    async def request(self, command: int, body: bytes) -> Answer:
        """Send and wait for the answer.

        Raises `Unavailable` where nothing was sent, and `ConnectionLost` where the answer will not come.
        """
        if self._transport is None or self._transport.is_closing():
            raise Unavailable("the line to the SMSC is down")
        sequence = self._awaited.next_sequence()
        answered = self._awaited.expect(sequence, self._loop.time())
        self.send(HEADER.pack(HEADER.size + len(body), command, 0, sequence) + body)
        return await answered

    def send(self, pdu: bytes) -> None:
        """Send one data unit, together with what else this turn of the loop sends; nothing where the line is gone."""
        if not self._outgoing:
            self._loop.call_soon(self._flush)
        self._outgoing.append(pdu)

    def probe(self) -> None:
        """Ask whether anybody is there; that anything comes is the answer."""
        self.send(enquire_link(self._awaited.next_sequence()))

    def give_up(self, asked_before: float) -> None:
        """Stop waiting for answers to what was sent before that moment of the loop's clock."""
        self._awaited.give_up(asked_before)

    def close(self) -> None:
        """Take leave and hang up once all is written."""
        self.send(unbind(self._awaited.next_sequence()))
        self._hang_up()

    def abort(self) -> None:
        """Hang up at once."""
        if self._transport is not None:
            self._transport.abort()

    def _take(self, command: int, said: Answer, sequence: int) -> None:
        if command & IS_ANSWER:
            self._awaited.answer(sequence, said)
        elif command == DELIVER_SM:
            self._on_deliver(self, sequence, said.body)
        else:
            self.send(answer(command, sequence))
            if command == UNBIND:
                self._hang_up()

    def _flush(self) -> None:
        if self._transport is not None and not self._transport.is_closing():
            self._transport.write(b"".join(self._outgoing))
        self._outgoing.clear()

    def _hang_up(self) -> None:
        self._flush()
        if self._transport is not None:
            self._transport.close()
