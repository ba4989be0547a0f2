"""`bench sms.twilio`: from outbox to accepted, all durable, beside a bare aiohttp client that posts the same forms to the same gateway."""

from __future__ import annotations

import asyncio
import statistics
import subprocess
import sys
import time
from base64 import b64encode
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import uvloop
from aiohttp import ClientSession, TCPConnector

from benchmarks.measure import Measured
from benchmarks.outbox import Post, accepted_per_cpu_second
from broadcaster.domain.deliveries import FrozenText
from broadcaster.domain.errors import Unavailable
from channels.sms_twilio import connect

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Iterator

    from broadcaster.ports.channels import ChannelKit, MessageChannel

MESSAGES = 4000
ROUNDS = 3
IN_THE_AIR = 64
ACCOUNT, SECRET = "AC00000000000000000000000000000001", "token"
CALLBACK = "http://127.0.0.1:8000/channels/sms_twilio/receipts?delivery="
TEXT = (
    "【雨花台法院】张某某：您与李某某买卖合同纠纷一案已立案执行，案号（2026）苏0114执1146号，承办人王法官，电话025-52911548。"
    "执行结果与被执行人的财产状况有关，请知悉执行风险。详询12368。"
)


def twilio() -> Measured:
    """Count messages accepted per CPU-second of our own process, the median of three rounds."""
    with _gateway() as base_url:
        ours, bare = [], []
        for _ in range(ROUNDS):
            ours.append(uvloop.run(accepted_per_cpu_second(partial(_channel, base_url), Post("sms", FrozenText(TEXT), MESSAGES))))
            bare.append(uvloop.run(_by_bare_client(base_url)))
    value, baseline = statistics.median(ours), statistics.median(bare)
    return Measured(value=value, unit="messages per CPU-second", baseline=baseline, ratio=value / baseline)


def _channel(base_url: str, kit: ChannelKit) -> MessageChannel:
    return connect({"base_url": base_url, "account_sid": ACCOUNT, "auth_token": SECRET, "from": "12368"}, kit)


async def _by_bare_client(base_url: str) -> float:
    url = f"{base_url}/2010-04-01/Accounts/{ACCOUNT}/Messages.json"
    headers = {"Authorization": "Basic " + b64encode(f"{ACCOUNT}:{SECRET}".encode()).decode()}
    async with ClientSession(connector=TCPConnector(limit=IN_THE_AIR), headers=headers) as session:

        async def send(number: int) -> None:
            form = {"To": "+8619900000001", "From": "12368", "Body": TEXT, "StatusCallback": f"{CALLBACK}{number:032x}"}
            async with session.post(url, data=form) as answer:
                if (await answer.json())["status"] != "queued":
                    raise Unavailable("the gateway did not take a message")

        return await _rate(send)


async def _rate(send: Callable[[int], Awaitable[None]]) -> float:
    """Return messages per CPU-second, with so many in the air at once and the connections opened before."""
    numbers = iter(range(MESSAGES))

    async def sender() -> None:
        for number in numbers:
            await send(number)

    await asyncio.gather(*(send(number) for number in range(IN_THE_AIR)))
    before = time.process_time()
    await asyncio.gather(*(sender() for _ in range(IN_THE_AIR)))
    return MESSAGES / (time.process_time() - before)


@contextmanager
def _gateway() -> Iterator[str]:
    command = [sys.executable, str(Path(__file__).with_name("responder.py"))]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as gateway:  # noqa: S603 - our own file
        if gateway.stdout is None:
            raise Unavailable("the gateway did not start")
        try:
            yield f"http://127.0.0.1:{gateway.stdout.readline().strip()}"
        finally:
            gateway.terminate()
