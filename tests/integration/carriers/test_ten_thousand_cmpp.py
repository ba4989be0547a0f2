"""Ten thousand messages over CMPP with five submits in a hundred going wrong, in every way that CMPP can go wrong."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from random import Random
from typing import TYPE_CHECKING

import pytest

from broadcaster.adapters.channel_notes import StoredNotebook
from broadcaster.domain.deliveries import DeliveryState
from broadcaster.testing.cmpp_gateway import CmppGateway, Fault
from broadcaster.testing.kit import kit_double
from channels.sms_cmpp import connect
from tests.integration.carriers.ten_thousand import Traffic, check, open_office, send_all

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

FAULTS = (
    Fault.THROTTLED, Fault.THROTTLED, Fault.THROTTLED, Fault.THROTTLED, Fault.CUT, Fault.CUT_BEFORE, Fault.SILENT,
    Fault.REPORTED_FIRST, Fault.REPORTED_FIRST, Fault.REPORTED_LATE, Fault.REPORTED_LATE, Fault.REPORTED_TWICE, Fault.REPORTED_TWICE,
)  # fmt: skip
LONG = (
    "【雨花台法院】第{:05}号：您与某某公司买卖合同纠纷一案已立案执行，请于收到本通知之日起十日内履行生效法律文书确定的义务。"
    "法院不会要求扫码付款或转账到个人账户。详询12368。"
)
SHORT = "【雨花台法院】第{:05}号：您的案件已立案执行，详询12368。"
WINDOW = 16


def text(number: int) -> str:
    """One message in four is a long one of two parts."""
    return (LONG if number % 4 == 0 else SHORT).format(number)


def faults(random: Random, met: Counter[Fault]) -> Iterator[Fault]:
    """Return what happens to each submit: five in a hundred go wrong, in every way; count them."""
    while True:
        fault = random.choice(FAULTS) if random.random() < 0.05 else Fault.NONE
        met[fault] += 1
        yield fault


@pytest.mark.slow
@pytest.mark.parametrize(("version", "spoken", "count"), [("2.0", 0x20, 1_000), ("3.0", 0x30, 10_000)])
async def test_r72_nothing_is_lost_and_nothing_comes_twice(data_folder: Path, version: str, spoken: int, count: int) -> None:
    """What the carrier took it took once, and its report says so in the end; what stays in doubt was under way when a line was cut."""
    office, met = await open_office(data_folder), Counter[Fault]()
    async with CmppGateway(office.clock, user="900001", password="secret", version=spoken) as gateway:
        gateway.troubles.faults = faults(Random(7), met)  # noqa: S311 - which ones go wrong is no secret
        options = {"host": "127.0.0.1", "port": gateway.port, "user": "900001", "password": "secret", "source": "12368", "rate": 0}
        kit = replace(kit_double(data_folder, office.clock), inbox=office.inbox, notebook=StoredNotebook(office.store, "sms_cmpp"))
        channel = connect({**options, "version": version, "window": WINDOW, "connections": 2, "seconds": 1}, kit)
        fates = await send_all(channel, office, Traffic(text, count), received=gateway.received, reported=gateway.reported)
        await channel.close()
    await office.store.close()
    ended = check(fates)
    assert {fate.state for fate in fates if fate.received} == {DeliveryState.DELIVERED}
    assert sum(gateway.received.values()) == ended[DeliveryState.DELIVERED]
    assert ended[DeliveryState.UNKNOWN] <= WINDOW * (met[Fault.CUT] + met[Fault.CUT_BEFORE])
    assert set(met) == {*FAULTS, Fault.NONE}
