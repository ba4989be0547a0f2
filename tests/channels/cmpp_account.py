"""One account at one gateway, as the tests of CMPP share it."""

from __future__ import annotations

import asyncio
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

from broadcaster.ports.channels import Message
from broadcaster.testing.channel_contract import NOW
from broadcaster.testing.cmpp_gateway import CmppGateway
from channels.sms_cmpp import connect

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from broadcaster.ports.channels import ChannelKit
    from broadcaster.ports.clock import Clock
    from channels.sms_cmpp.adapter import CmppChannel

SECRET = "a-password-that-nobody-may-read"
ACCOUNT = {"host": "127.0.0.1", "user": "900001", "password": SECRET, "source": "106512368"}
NUMBER = "19900000001"
SHORT = "【雨花台法院】您的案件已立案执行，详询12368。"
LONG = (
    "【雨花台法院】您与李某某买卖合同纠纷一案已立案执行，请于收到本通知之日起十日内履行生效法律文书确定的义务。"
    "法院不会要求扫码付款或转账到个人账户。详询12368。"
)


def gateway_of(clock: Clock, *, version: int = 0x20) -> CmppGateway:
    """Return a gateway for the account."""
    return CmppGateway(clock, user="900001", password=SECRET, version=version)


@asynccontextmanager
async def channel_on(gateway: CmppGateway, kit: ChannelKit, **options: object) -> AsyncIterator[CmppChannel]:
    """Connect the channel to a gateway; close it at the end."""
    channel = connect({**ACCOUNT, "port": gateway.port, "seconds": 1, "rate": 0, **options}, kit)
    yield channel
    await channel.close()


async def line_up(channel: CmppChannel, gateway: CmppGateway) -> None:
    """Let the channel connect as a worker does, and wait until it has."""
    await channel.tend()
    async with asyncio.timeout(10):
        while not gateway.lines:
            await asyncio.sleep(0.01)


def a_message(number: int = 1, text: str = SHORT, *, to: str = NUMBER) -> Message:
    """Return a notice to a synthetic party."""
    return Message(f"d-{number:04}", to, text, first_tried_at=NOW)
