"""`bench sms.smpp`: from outbox to accepted, all durable, beside a bare pipelined client that submits the same text to the same SMSC."""

from __future__ import annotations

import asyncio
import statistics
import subprocess
import sys
import time
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from struct import Struct
from typing import TYPE_CHECKING

import uvloop

from benchmarks.measure import Measured
from benchmarks.outbox import Post, accepted_per_cpu_second
from broadcaster.domain.deliveries import FrozenText
from broadcaster.domain.errors import Unavailable
from channels.sms_smpp import connect

if TYPE_CHECKING:
    from collections.abc import Iterator

    from broadcaster.ports.channels import ChannelKit, MessageChannel

MESSAGES = 10_000
ROUNDS = 3
WINDOW = 64
USER, PASSWORD, SOURCE = "court", "password", "12368"
TEXT = "【雨花台法院】张某某：您申请的（2026）苏0114执1146号案已立案执行，承办人王法官，电话025-52911548。详询12368。"
"""One part of 70 UTF-16 units at most."""
_HEADER = Struct("!4I")
_BIND, _SUBMIT = 9, 4


def smpp() -> Measured:
    """Count messages accepted per CPU-second of our own process, the median of three rounds."""
    with _smsc() as port:
        ours, bare = [], []
        for _ in range(ROUNDS):
            ours.append(uvloop.run(accepted_per_cpu_second(partial(_channel, port), Post("sms", FrozenText(TEXT), MESSAGES))))
            bare.append(uvloop.run(_by_bare_client(port)))
    value, baseline = statistics.median(ours), statistics.median(bare)
    return Measured(value=value, unit="messages per CPU-second", baseline=baseline, ratio=value / baseline)


def _channel(port: int, kit: ChannelKit) -> MessageChannel:
    account = {"host": "127.0.0.1", "port": port, "user": USER, "password": PASSWORD, "source": SOURCE}
    return connect({**account, "window": WINDOW}, kit)


class BareClient(asyncio.Protocol):
    """Submits, and tells each sender when its answer came; nothing else: no store, no lease, no receipt, no second try."""

    def __init__(self) -> None:
        """Begin with nothing sent."""
        self._loop = asyncio.get_running_loop()
        self.bound = self._loop.create_future()
        self._waiting: dict[int, asyncio.Future[None]] = {0: self.bound}
        self._received = b""
        self._outgoing: list[bytes] = []

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Bind."""
        self._transport: asyncio.Transport = transport  # type: ignore[assignment]  # create_connection gives no other
        self._transport.write(_pdu(_BIND, 0, f"{USER}\0{PASSWORD}\0\0".encode() + b"\x34\0\0\0"))

    def submit(self, number: int) -> asyncio.Future[None]:
        """Send one message with what else this turn of the loop sends; the future is its answer."""
        self._waiting[number] = answer = self._loop.create_future()
        if not self._outgoing:
            self._loop.call_soon(self._flush)
        self._outgoing.append(_submit(number))
        return answer

    def _flush(self) -> None:
        self._transport.write(b"".join(self._outgoing))
        self._outgoing.clear()

    def data_received(self, data: bytes) -> None:
        """Hand each answer to whoever waits for it."""
        received, start = self._received + data, 0
        while len(received) - start >= _HEADER.size:
            length, _, _, sequence = _HEADER.unpack_from(received, start)
            if len(received) - start < length:
                break
            start += length
            self._waiting.pop(sequence).set_result(None)
        self._received = received[start:]


def _pdu(command: int, sequence: int, body: bytes) -> bytes:
    return _HEADER.pack(_HEADER.size + len(body), command, 0, sequence) + body


def _submit(number: int) -> bytes:
    content = TEXT.encode("utf-16-be")
    addresses = b"\0\0\0%s\0\1\1%s\0" % (SOURCE.encode(), b"86199%08d" % number)
    return _pdu(_SUBMIT, number, addresses + b"\0\0\0\0\0\1\0\x08\0" + bytes((len(content),)) + content)


async def _by_bare_client(port: int) -> float:
    transport, client = await asyncio.get_running_loop().create_connection(BareClient, "127.0.0.1", port)
    await client.bound
    numbers = iter(range(1, MESSAGES + 1))

    async def sender() -> None:
        for number in numbers:
            await client.submit(number)

    before = time.process_time()
    await asyncio.gather(*(sender() for _ in range(WINDOW)))
    spent = time.process_time() - before
    transport.close()
    return MESSAGES / spent


@contextmanager
def _smsc() -> Iterator[int]:
    command = [sys.executable, str(Path(__file__).with_name("smpp_responder.py"))]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as smsc:  # noqa: S603 - our own file
        if smsc.stdout is None:
            raise Unavailable("the SMSC did not start")
        try:
            yield int(smsc.stdout.readline())
        finally:
            smsc.terminate()
