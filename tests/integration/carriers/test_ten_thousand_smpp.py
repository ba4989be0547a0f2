"""Ten thousand messages over SMPP with five submits in a hundred going wrong, through an SMSC that others wrote."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from broadcaster.adapters.channel_notes import StoredNotebook
from broadcaster.domain.deliveries import DeliveryState
from broadcaster.testing.kit import kit_double
from channels.sms_smpp import connect
from tests.channels.smpp_simulator.simulator import smpp_simulator
from tests.integration.carriers.ten_thousand import Traffic, check, open_office, send_all

if TYPE_CHECKING:
    from pathlib import Path

COUNT = 10_000
ONE_IN = 20
FAULTS = ["cut", "cut_after", "silent", *(["throttle", "full", "early", "late", "twice", "slow"] * 4)]
"""A line that breaks takes along all that is in the air, so it breaks less often than the rest goes wrong."""
LONG = (
    "【雨花台法院】第{:05}号：您与某某公司买卖合同纠纷一案已立案执行，请于收到本通知之日起十日内履行生效法律文书确定的义务。"
    "法院不会要求扫码付款或转账到个人账户。详询12368。"
)
SHORT = "【雨花台法院】第{:05}号：您的案件已立案执行，详询12368。"


def text(number: int) -> str:
    """One message in four is a long one of two parts."""
    return (LONG if number % 4 == 0 else SHORT).format(number)


@pytest.mark.slow
async def test_r72_nothing_is_lost_and_nothing_comes_twice(data_folder: Path, node_modules: Path) -> None:
    """What we call delivered the SMSC has, once; what remains in doubt was in the air when a line broke and never arrived there."""
    office = await open_office(data_folder)
    kit = replace(kit_double(data_folder, office.clock), inbox=office.inbox, notebook=StoredNotebook(office.store, "sms_smpp"))
    received: dict[str, int] = {}
    async with smpp_simulator(node_modules) as smsc:
        await smsc.set(every=ONE_IN, kinds=FAULTS)
        channel = connect(smsc.options(seconds=1, window=32), kit)

        async def reported() -> None:
            await smsc.reported()
            received.update(await smsc.told("texts"))

        fates = await send_all(channel, office, Traffic(text, COUNT), received=received, reported=reported)
        await channel.close()
    await office.store.close()
    ended = check(fates)
    assert sum(received.values()) == sum(fate.received for fate in fates)
    assert [fate for fate in fates if fate.state is DeliveryState.UNKNOWN and fate.received] == []
    assert ended[DeliveryState.DELIVERED] >= COUNT * 0.96
