"""Connections to CMPP gateways: made again when lost, moved to the next gateway and back, tested while silent, ended politely."""

from __future__ import annotations

import asyncio
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

import pytest

from broadcaster.ports.channels import Outcome
from broadcaster.testing.channel_contract import NOW
from broadcaster.testing.clock import OwnedClock
from broadcaster.testing.cmpp_gateway import CmppGateway, Fault
from broadcaster.testing.cmpp_wire import ACTIVE_TEST, ANSWER, CONNECT, TERMINATE
from broadcaster.testing.kit import kit_double
from channels.sms_cmpp import connect
from tests.channels.cmpp_account import ACCOUNT, SHORT, a_message, channel_on, gateway_of, line_up

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable
    from pathlib import Path

    from broadcaster.ports.channels import ChannelKit
    from channels.sms_cmpp.adapter import CmppChannel


@pytest.fixture
def clock() -> OwnedClock:
    """Return a clock at eight in the morning."""
    return OwnedClock(NOW)


@pytest.fixture
def kit(clock: OwnedClock, tmp_path: Path) -> ChannelKit:
    """Return a kit in memory."""
    return kit_double(tmp_path, clock)


@pytest.fixture
async def gateway(clock: OwnedClock) -> AsyncIterator[CmppGateway]:
    """Return a gateway that listens."""
    async with gateway_of(clock) as listening:
        yield listening


async def until(holds: Callable[[], bool]) -> None:
    """Wait for what the other side does."""
    async with asyncio.timeout(10):
        while not holds():
            await asyncio.sleep(0.01)


async def sent_through(channel: CmppChannel, gateway: CmppGateway) -> None:
    """Send until this gateway takes one."""
    for number in range(1000):
        if gateway.submits:
            return
        await channel.send(a_message(number))
        await asyncio.sleep(0.01)
    pytest.fail("the gateway took nothing")


async def test_nothing_is_opened_before_the_first_message(gateway: CmppGateway, kit: ChannelKit) -> None:
    """A process that only reads the settings takes none of the connections that the contract counts."""
    async with channel_on(gateway, kit):
        await asyncio.sleep(0.05)
        assert gateway.lines == []


async def test_it_opens_as_many_connections_as_told(gateway: CmppGateway, kit: ChannelKit) -> None:
    """And spreads what it sends over them."""
    async with channel_on(gateway, kit, connections=3) as channel:
        await line_up(channel, gateway)
        await until(lambda: len(gateway.lines) == 3)
        await asyncio.gather(*(channel.send(a_message(number)) for number in range(30)))
        assert channel.capabilities.concurrency == 3 * 16
        assert all(line.heard[4] for line in gateway.lines)


async def test_a_lost_line_is_made_again(gateway: CmppGateway, kit: ChannelKit) -> None:
    """A line that breaks for a moment defers nothing."""
    async with channel_on(gateway, kit) as channel:
        await channel.send(a_message())
        line = gateway.lines[0]
        gateway.cut()
        await until(lambda: line not in gateway.lines)
        assert (await channel.send(a_message(2))).outcome is Outcome.ACCEPTED


async def test_a_line_that_is_cut_defers_or_doubts_but_loses_nothing(gateway: CmppGateway, kit: ChannelKit) -> None:
    """Each message is taken or not, and none that was taken is called anything but accepted or unknown."""
    gateway.troubles.faults = iter([Fault.NONE] * 20 + [Fault.CUT])
    async with channel_on(gateway, kit) as channel:
        texts = [f"{SHORT}{number}" for number in range(100)]
        receipts = await asyncio.gather(*(channel.send(a_message(number, text)) for number, text in enumerate(texts)))
    taken = {text for text, receipt in zip(texts, receipts, strict=True) if receipt.outcome is Outcome.ACCEPTED}
    doubtful = {text for text, receipt in zip(texts, receipts, strict=True) if receipt.outcome is Outcome.UNKNOWN}
    assert taken <= set(gateway.received) <= taken | doubtful
    assert 1 <= len(doubtful) <= 16


async def test_a_wrong_password_is_ours_to_fix(gateway: CmppGateway, kit: ChannelKit) -> None:
    """The gateway says so; nothing is sent."""
    async with channel_on(gateway, kit, password="old") as channel:
        receipt = await channel.send(a_message())
    assert (receipt.outcome, receipt.code, receipt.ours_to_fix) == (Outcome.DEFERRED, "login 3", True)


async def test_a_version_too_high_is_ours_to_fix(gateway: CmppGateway, kit: ChannelKit) -> None:
    """A gateway of version 2.0 refuses 3.0."""
    async with channel_on(gateway, kit, version="3.0") as channel:
        receipt = await channel.send(a_message())
    assert (receipt.outcome, receipt.code, receipt.ours_to_fix) == (Outcome.DEFERRED, "login 4", True)


async def test_a_gateway_in_trouble_is_not_ours_to_fix(gateway: CmppGateway, kit: ChannelKit) -> None:
    """A login refused for the gateway's own reasons is tried again later."""
    gateway.troubles.status = 5
    async with channel_on(gateway, kit) as channel:
        receipt = await channel.send(a_message())
    assert (receipt.outcome, receipt.ours_to_fix) == (Outcome.DEFERRED, False)


async def test_a_stranger_at_the_gateways_address_gets_nothing(clock: OwnedClock, kit: ChannelKit) -> None:
    """Who lets us in without knowing our password is not the gateway."""
    async with gateway_of(clock) as gateway, channel_on(gateway, kit) as channel:
        gateway.troubles.proof = bytes(16)
        receipt = await channel.send(a_message())
        assert (receipt.outcome, receipt.ours_to_fix, gateway.submits) == (Outcome.DEFERRED, True, [])


async def test_what_does_not_speak_cmpp_is_not_reached(kit: ChannelKit) -> None:
    """A web server at the address answers nonsense; that is no connection."""

    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.read(100)
        writer.write(b"HTTP/1.1 400 Bad Request\r\n\r\n")
        writer.close()

    server = await asyncio.start_server(answer, "127.0.0.1", 0)
    async with server:
        channel = connect({**ACCOUNT, "port": server.sockets[0].getsockname()[1]}, kit)
        assert (await channel.send(a_message())).outcome is Outcome.DEFERRED
        await channel.close()


@asynccontextmanager
async def two_gateways(clock: OwnedClock, kit: ChannelKit) -> AsyncIterator[tuple[CmppGateway, CmppGateway, CmppChannel]]:
    """Give a first gateway, a reserve and the channel on both."""
    async with (
        gateway_of(clock) as first,
        gateway_of(clock) as reserve,
        channel_on(first, kit, gateways={"reserve": {"host": "127.0.0.1", "port": reserve.port}}) as channel,
    ):
        yield first, reserve, channel


async def test_the_first_gateway_is_used_while_it_is_there(clock: OwnedClock, kit: ChannelKit) -> None:
    """The reserve is connected, and gets nothing."""
    async with two_gateways(clock, kit) as (first, reserve, channel):
        await line_up(channel, first)
        await until(lambda: len(first.lines) == len(reserve.lines) == 1)
        await asyncio.gather(*(channel.send(a_message(number)) for number in range(40)))
        assert (len(first.submits), len(reserve.submits)) == (40, 0)


async def test_the_reserve_is_used_while_the_first_is_away_and_no_longer(clock: OwnedClock, kit: ChannelKit) -> None:
    """And its reports still come in when messages go to the first again."""
    async with two_gateways(clock, kit) as (first, reserve, channel):
        reserve.troubles.faults = iter([Fault.NEVER_REPORTED])
        await line_up(channel, first)
        await first.stop()
        await sent_through(channel, reserve)
        await first.listen()
        await sent_through(channel, first)
        reserve.report(reserve.submits[0])
        await reserve.reported()


async def test_a_silent_line_is_tested(gateway: CmppGateway, kit: ChannelKit) -> None:
    """So that a firewall does not forget it and a dead one is noticed."""
    async with channel_on(gateway, kit, heartbeat=1) as channel:
        await line_up(channel, gateway)
        await until(lambda: bool(gateway.lines and gateway.lines[0].heard[ACTIVE_TEST]))


async def test_a_dead_line_is_given_up(gateway: CmppGateway, kit: ChannelKit) -> None:
    """Where a test is not answered the connection is made anew."""
    async with channel_on(gateway, kit, heartbeat=1) as channel:
        await line_up(channel, gateway)
        dead = gateway.lines[0]
        dead.is_dead = True
        await until(lambda: gateway.lines != [dead] and bool(gateway.lines))


async def test_a_test_of_the_gateway_is_answered(gateway: CmppGateway, kit: ChannelKit) -> None:
    """Else the gateway would give the line up."""
    async with channel_on(gateway, kit) as channel:
        await line_up(channel, gateway)
        gateway.lines[0].ask(ACTIVE_TEST)
        await until(lambda: bool(gateway.lines[0].heard[ANSWER | ACTIVE_TEST]))


async def test_it_takes_its_leave(gateway: CmppGateway, kit: ChannelKit) -> None:
    """A closing channel says so, and the gateway's counter of connections is right at once."""
    async with channel_on(gateway, kit) as channel:
        await line_up(channel, gateway)
        line = gateway.lines[0]
    assert (line.heard[CONNECT], line.heard[TERMINATE], gateway.lines) == (1, 1, [])


async def test_a_gateway_that_takes_its_leave_is_answered_and_reached_again(gateway: CmppGateway, kit: ChannelKit) -> None:
    """As when it is restarted at night."""
    async with channel_on(gateway, kit) as channel:
        await channel.send(a_message())
        line = gateway.lines[0]
        line.ask(TERMINATE)
        await until(lambda: line not in gateway.lines)
        assert line.heard[ANSWER | TERMINATE] == 1
        assert (await channel.send(a_message(2))).outcome is Outcome.ACCEPTED
