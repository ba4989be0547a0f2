"""`bench sms.cmpp`: from outbox to accepted, all durable, beside a bare pipelined client that submits the same text to the same gateway."""

from __future__ import annotations

import asyncio
import statistics
import subprocess
import sys
import time
from contextlib import contextmanager
from functools import partial
from hashlib import md5
from pathlib import Path
from struct import Struct
from typing import TYPE_CHECKING

import uvloop

from benchmarks.measure import Measured
from benchmarks.outbox import Post, accepted_per_cpu_second
from broadcaster.domain.deliveries import FrozenText
from broadcaster.domain.errors import Unavailable
from channels.sms_cmpp import connect

if TYPE_CHECKING:
    from collections.abc import Iterator

    from broadcaster.ports.channels import ChannelKit, MessageChannel

MESSAGES = 10_000
ROUNDS = 3
WINDOW = 64
USER, PASSWORD, SOURCE = "900001", "password", "12368"
TEXT = "【雨花台法院】张某某：您申请的（2026）苏0114执1146号案已立案执行，承办人王法官，电话025-52911548。详询12368。"
"""One part of 70 UTF-16 units at most."""
_HEADER = Struct(">III")
_SUBMIT = Struct(">8sBBBB10sB32sBBBB6s2s6s17s17s21sB32sBB")
_SUBMIT_ANSWER = 0x80000004


def cmpp() -> Measured:
    """Count messages accepted per CPU-second of our own process, the median of three rounds."""
    with _gateway() as port:
        ours, bare = [], []
        for _ in range(ROUNDS):
            ours.append(uvloop.run(accepted_per_cpu_second(partial(_channel, port), Post("sms", FrozenText(TEXT), MESSAGES))))
            bare.append(uvloop.run(_by_bare_client(port)))
    value, baseline = statistics.median(ours), statistics.median(bare)
    return Measured(value=value, unit="messages per CPU-second", baseline=baseline, ratio=value / baseline)


def _channel(port: int, kit: ChannelKit) -> MessageChannel:
    account = {"host": "127.0.0.1", "port": port, "user": USER, "password": PASSWORD, "source": SOURCE, "version": "3.0"}
    return connect({**account, "window": WINDOW, "rate": 0}, kit)


class BareClient(asyncio.Protocol):
    """Submits, and tells each sender when its answer came; nothing else: no store, no lease, no receipt, no second try."""

    def __init__(self) -> None:
        """Begin with nothing sent."""
        self._loop = asyncio.get_running_loop()
        self._waiting: dict[int, asyncio.Future[None]] = {0: self._loop.create_future()}
        self.logged_in = self._waiting[0]
        self._received = b""
        self._outgoing: list[bytes] = []

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Log in."""
        self._transport: asyncio.Transport = transport  # type: ignore[assignment]  # create_connection gives no other
        proof = md5(f"{USER}{chr(0) * 9}{PASSWORD}1123100000".encode(), usedforsecurity=False).digest()
        body = USER.encode() + proof + bytes((0x30,)) + (1123100000).to_bytes(4, "big")
        self._transport.write(_HEADER.pack(_HEADER.size + len(body), 1, 0) + body)

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
            length, _, sequence = _HEADER.unpack_from(received, start)
            if len(received) - start < length:
                break
            start += length
            self._waiting.pop(sequence).set_result(None)
        self._received = received[start:]


def _submit(number: int) -> bytes:
    content = TEXT.encode("utf-16-be")
    to = f"199{number:08}".encode()
    user, source = USER.encode(), SOURCE.encode()
    head = _HEADER.pack(_HEADER.size + _SUBMIT.size + len(content) + 20, 4, number)
    fields = (b"", 1, 1, 1, 1, b"", 2, b"", 0, 0, 0, 8, user, b"01", b"000000", b"", b"", source, 1, to, 0, len(content))
    return b"".join((head, _SUBMIT.pack(*fields), content, bytes(20)))


async def _by_bare_client(port: int) -> float:
    transport, client = await asyncio.get_running_loop().create_connection(BareClient, "127.0.0.1", port)
    await client.logged_in
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
def _gateway() -> Iterator[int]:
    command = [sys.executable, str(Path(__file__).with_name("cmpp_responder.py")), PASSWORD]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as gateway:  # noqa: S603 - our own file
        if gateway.stdout is None:
            raise Unavailable("the gateway did not start")
        try:
            yield int(gateway.stdout.readline())
        finally:
            gateway.terminate()
