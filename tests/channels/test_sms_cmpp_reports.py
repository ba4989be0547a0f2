"""What comes in over CMPP: reports and replies, whenever they come and however often; nothing is thanked for before it is kept."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from broadcaster.domain.errors import Unavailable
from broadcaster.ports.channels import Outcome
from broadcaster.testing.channel_contract import NOW
from broadcaster.testing.clock import OwnedClock
from broadcaster.testing.cmpp_gateway import CmppGateway, Fault
from broadcaster.testing.kit import InboxDouble, NotebookDouble, kit_double
from channels.sms_cmpp.pdu import Delivered
from channels.sms_cmpp.replies import as_reply
from tests.channels.cmpp_account import LONG, NUMBER, a_message, channel_on, gateway_of, line_up

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Sequence
    from pathlib import Path

    from broadcaster.ports.channels import ChannelKit, Report
    from channels.sms_cmpp.adapter import CmppChannel

THIRD = b"\5\0\3\7\3"
"""The header of a text in three parts, without its last octet."""


class ClosedInbox(InboxDouble):
    """Keeps nothing while it is closed, as a store that is out of reach."""

    def __init__(self) -> None:
        """Begin closed."""
        super().__init__()
        self.is_open = False

    async def reports(self, channel: str, reports: Sequence[Report]) -> None:
        """Take reports, or none."""
        if not self.is_open:
            raise Unavailable
        await super().reports(channel, reports)


class FullNotebook(NotebookDouble):
    """Takes no note."""

    async def write(self, key: str, value: str | None) -> None:  # noqa: ARG002 - as the port says
        """Refuse."""
        raise Unavailable


@pytest.fixture
def clock() -> OwnedClock:
    """Return a clock at eight in the morning."""
    return OwnedClock(NOW)


@pytest.fixture
def inbox() -> InboxDouble:
    """Return an inbox in memory."""
    return InboxDouble()


@pytest.fixture
def kit(clock: OwnedClock, inbox: InboxDouble, tmp_path: Path) -> ChannelKit:
    """Return a kit with that inbox, and one notebook for all who share it."""
    return kit_double(tmp_path, clock, inbox=inbox)


@pytest.fixture
async def gateway(clock: OwnedClock) -> AsyncIterator[CmppGateway]:
    """Return a gateway that listens."""
    async with gateway_of(clock) as listening:
        yield listening


@pytest.fixture
async def channel(gateway: CmppGateway, kit: ChannelKit) -> AsyncIterator[CmppChannel]:
    """Return the channel on the gateway."""
    async with channel_on(gateway, kit) as connected:
        yield connected


def told(inbox: InboxDouble) -> set[tuple[str | None, Outcome]]:
    """Return what was said of which delivery."""
    return {(report.delivery_id, report.receipt.outcome) for report in inbox.reported}


async def test_a_report_reaches_its_delivery(channel: CmppChannel, gateway: CmppGateway, inbox: InboxDouble) -> None:
    """It names the delivery and the id under which it was accepted."""
    receipt = await channel.send(a_message())
    await gateway.reported()
    assert told(inbox) == {("d-0001", Outcome.DELIVERED)}
    assert inbox.reported[0].receipt.provider_id == receipt.provider_id


@pytest.mark.parametrize("fault", [Fault.REPORTED_FIRST, Fault.REPORTED_LATE, Fault.REPORTED_TWICE])
@pytest.mark.parametrize("text", ["【雨花台法院】短", LONG], ids=["short", "long"])
async def test_a_report_may_come_first_late_or_twice(
    channel: CmppChannel, gateway: CmppGateway, inbox: InboxDouble, fault: Fault, text: str
) -> None:
    """Whichever way, the delivery is said to be delivered, and nothing else is said of it."""
    gateway.troubles.faults = iter([fault])
    await channel.send(a_message(text=text))
    await gateway.reported()
    assert {report for report in told(inbox) if report[0]} == {("d-0001", Outcome.DELIVERED)}


@pytest.mark.parametrize(
    ("stat", "outcome"),
    [
        ("UNDELIV", Outcome.REJECTED), ("EXPIRED", Outcome.REJECTED), ("REJECTD", Outcome.REJECTED), ("DELETED", Outcome.REJECTED),
        ("MK:0001", Outcome.REJECTED), ("ACCEPTD", Outcome.ACCEPTED), ("UNKNOWN", Outcome.UNKNOWN), ("MA:0001", Outcome.UNKNOWN),
    ],
)  # fmt: skip
async def test_r72_the_word_in_a_report_is_understood(
    channel: CmppChannel, gateway: CmppGateway, inbox: InboxDouble, stat: str, outcome: Outcome
) -> None:
    """What did not arrive is rejected with the carrier's word; what the carrier does not know stays unknown."""
    gateway.troubles.stats[NUMBER] = stat
    await channel.send(a_message())
    await gateway.reported()
    assert told(inbox) == {("d-0001", outcome)}
    assert inbox.reported[0].receipt.code == stat


async def test_a_long_message_is_delivered_when_all_its_parts_are(channel: CmppChannel, gateway: CmppGateway, inbox: InboxDouble) -> None:
    """The report on one part says nothing yet."""
    gateway.troubles.faults = iter([Fault.NONE, Fault.NEVER_REPORTED])
    await channel.send(a_message(text=LONG))
    await gateway.reported()
    assert inbox.reported == []
    gateway.report(gateway.submits[1])
    await gateway.reported()
    assert told(inbox) == {("d-0001", Outcome.DELIVERED)}


async def test_a_long_message_fails_with_any_part(channel: CmppChannel, gateway: CmppGateway, inbox: InboxDouble) -> None:
    """One part undelivered: the message did not arrive, whatever is said of the rest."""
    gateway.troubles.faults = iter([Fault.NONE, Fault.NEVER_REPORTED])
    await channel.send(a_message(text=LONG))
    await gateway.reported()
    gateway.troubles.stats[NUMBER] = "UNDELIV"
    gateway.report(gateway.submits[1])
    await gateway.reported()
    assert told(inbox) == {("d-0001", Outcome.REJECTED)}


async def test_a_long_message_is_known_after_a_restart(gateway: CmppGateway, kit: ChannelKit, inbox: InboxDouble) -> None:
    """Its parts are in the notebook: a new process understands their reports, and leaves no note behind."""
    gateway.troubles.faults = iter([Fault.NEVER_REPORTED] * 2)
    async with channel_on(gateway, kit) as before:
        await before.send(a_message(text=LONG))
    async with channel_on(gateway, kit) as after:
        await line_up(after, gateway)
        for submit in gateway.submits:
            gateway.report(submit)
        await gateway.reported()
    assert told(inbox) == {("d-0001", Outcome.DELIVERED)}
    assert [await kit.notebook.read(submit.msg_id.hex()) for submit in gateway.submits] == [None, None]


async def test_a_short_message_is_known_by_its_id_after_a_restart(gateway: CmppGateway, kit: ChannelKit, inbox: InboxDouble) -> None:
    """The store kept that id when it was accepted, and finds the delivery by it."""
    gateway.troubles.faults = iter([Fault.NEVER_REPORTED])
    async with channel_on(gateway, kit) as before:
        receipt = await before.send(a_message())
    async with channel_on(gateway, kit) as after:
        await line_up(after, gateway)
        gateway.report(gateway.submits[0])
        await gateway.reported()
    assert [(report.delivery_id, report.receipt.provider_id) for report in inbox.reported] == [(None, receipt.provider_id)]


async def test_nothing_is_thanked_for_before_it_is_kept(gateway: CmppGateway, kit: ChannelKit) -> None:
    """While the store is out of reach the gateway keeps its report, and sends it again over the next line."""
    inbox = ClosedInbox()
    async with channel_on(gateway, replace(kit, inbox=inbox)) as channel:
        await channel.send(a_message())
        with pytest.raises(TimeoutError):
            await gateway.reported(seconds=0.3)
        inbox.is_open = True
        gateway.cut()
        await gateway.reported()
    assert told(inbox) == {("d-0001", Outcome.DELIVERED)}


@pytest.mark.parametrize("text", ["【雨花台法院】短", LONG], ids=["short", "long"])
@pytest.mark.parametrize("fault", [Fault.CUT, Fault.SILENT])
async def test_a_report_clears_up_a_lost_answer(
    channel: CmppChannel, gateway: CmppGateway, inbox: InboxDouble, fault: Fault, text: str
) -> None:
    """Without an id, the number and the minute of the submit say which message arrived."""
    gateway.troubles.faults = iter([Fault.NEVER_REPORTED, fault][text != LONG :])
    assert (await channel.send(a_message(text=text))).outcome is Outcome.UNKNOWN
    if text == LONG:
        gateway.report(gateway.submits[0])
    await gateway.reported()
    assert told(inbox) == {("d-0001", Outcome.DELIVERED)}


async def test_a_report_on_another_time_clears_up_nothing(
    channel: CmppChannel, gateway: CmppGateway, inbox: InboxDouble, clock: OwnedClock
) -> None:
    """A message to the same number of an hour later is another one."""
    gateway.troubles.faults = iter([Fault.NEVER_REPORTED, Fault.CUT_BEFORE])
    await channel.send(a_message(2))
    assert (await channel.send(a_message())).outcome is Outcome.UNKNOWN
    clock.advance(timedelta(hours=1))
    gateway.report(replace(gateway.submits[0], msg_id=gateway.new_id()))
    await gateway.reported()
    assert ("d-0001", Outcome.DELIVERED) not in told(inbox)


@pytest.mark.parametrize(("result", "outcome"), [(0, Outcome.ACCEPTED), (8, Outcome.DEFERRED), (13, Outcome.REJECTED)])
async def test_a_late_answer_clears_up_a_doubt(
    channel: CmppChannel, gateway: CmppGateway, inbox: InboxDouble, result: int, outcome: Outcome
) -> None:
    """What was given up as unknown is told after all."""
    gateway.troubles.faults = iter([Fault.SILENT_UNREPORTED])
    assert (await channel.send(a_message())).outcome is Outcome.UNKNOWN
    gateway.answer_at_last(result)
    while not inbox.reported:
        await asyncio.sleep(0.01)
    assert told(inbox) == {("d-0001", outcome)}


async def test_a_long_message_that_could_not_be_noted_is_in_doubt(gateway: CmppGateway, kit: ChannelKit, inbox: InboxDouble) -> None:
    """After a restart its reports would not be understood: so it is not called accepted, until a report clears it up."""
    async with channel_on(gateway, replace(kit, notebook=FullNotebook())) as channel:
        assert (await channel.send(a_message(text=LONG))).outcome is Outcome.UNKNOWN
        await gateway.reported()
    assert told(inbox) == {("d-0001", Outcome.DELIVERED)}


@pytest.mark.parametrize(("coding", "octets"), [(8, "我要举报"), (15, "我要举报"), (0, "TD")])
async def test_what_people_write_back_is_handed_over(
    channel: CmppChannel, gateway: CmppGateway, inbox: InboxDouble, coding: int, octets: str
) -> None:
    """In whichever coding the handset chose, from the number without its country."""
    await line_up(channel, gateway)
    gateway.say("8619900000002", octets.encode({8: "utf-16-be", 15: "gb18030", 0: "ascii"}[coding]), coding=coding)
    await gateway.reported()
    assert [(reply.sender, reply.text) for reply in inbox.replied] == [("19900000002", octets)]


async def test_a_long_reply_is_put_together(channel: CmppChannel, gateway: CmppGateway, inbox: InboxDouble) -> None:
    """Its parts may come in any order, and it is thanked for when it is whole."""
    await line_up(channel, gateway)
    parts = [THIRD + bytes((number,)) + text.encode("utf-16-be") for number, text in ((3, "号楼。"), (1, "他现在住在"), (2, "翠竹园三"))]
    gateway.say("19900000002", *parts)
    await gateway.reported()
    assert [reply.text for reply in inbox.replied] == ["他现在住在翠竹园三号楼。"]


async def test_a_text_with_another_header_is_a_text(channel: CmppChannel, gateway: CmppGateway, inbox: InboxDouble) -> None:
    """Ports in a header, or a header that is cut short, make no long message."""
    await line_up(channel, gateway)
    for header in (b"\6\5\4\x0b\x84\x23\xf0", b"\0"):
        gateway.say("19900000002", header + "好".encode("utf-16-be"), has_header=True)
    await gateway.reported()
    assert [reply.text for reply in inbox.replied] == ["好", "好"]


async def test_a_character_that_the_handset_cut_in_two_is_whole_again(
    channel: CmppChannel, gateway: CmppGateway, inbox: InboxDouble
) -> None:
    """Handsets cut where 134 octets end, be it within a rare character."""
    await line_up(channel, gateway)
    octets = "翠𠮷".encode("utf-16-be")
    gateway.say("19900000002", b"\5\0\3\7\2\1" + octets[:4], b"\5\0\3\7\2\2" + octets[4:])
    await gateway.reported()
    assert [reply.text for reply in inbox.replied] == ["翠𠮷"]


@pytest.mark.parametrize(("numbers", "text"), [("1", "一……"), ("2", "……二……"), ("13", "一……三……"), ("4", "……四"), ("1234", "一二三四")])
def test_a_part_that_never_came_leaves_a_mark(numbers: str, text: str) -> None:
    """One mark for each gap, of whatever length."""
    header = b"\5\0\3\7\4"
    contents = {number: header + bytes((number,)) + "一二三四"[number - 1].encode("utf-16-be") for number in map(int, numbers)}
    parts = {number: Delivered(1, b"m", b"own", NUMBER, has_header=True, coding=8, content=each) for number, each in contents.items()}
    assert as_reply(parts).text == text
