"""SMS over CMPP, against a gateway that refuses what the protocol's tables refuse."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from broadcaster.domain.errors import SettingsError
from broadcaster.domain.sms import parts
from broadcaster.ports.channels import Outcome
from broadcaster.testing.channel_contract import NOW, MessageChannelContract
from broadcaster.testing.clock import OwnedClock
from broadcaster.testing.cmpp_gateway import Fault
from broadcaster.testing.kit import kit_double
from channels.sms_cmpp import connect
from channels.sms_cmpp.options import read_options
from channels.sms_cmpp.splitting import split
from tests.channels.cmpp_account import ACCOUNT, LONG, NUMBER, SECRET, SHORT, a_message, channel_on, gateway_of

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Sequence
    from pathlib import Path

    from broadcaster.ports.channels import ChannelKit
    from broadcaster.testing.cmpp_gateway import CmppGateway
    from channels.sms_cmpp.adapter import CmppChannel

RARE = "𠮷"
"""A character beyond U+FFFF: two UTF-16 units."""


@pytest.fixture
def clock() -> OwnedClock:
    """Return a clock at eight in the morning."""
    return OwnedClock(NOW)


@pytest.fixture
def kit(clock: OwnedClock, tmp_path: Path) -> ChannelKit:
    """Return a kit in memory."""
    return kit_double(tmp_path, clock)


@pytest.fixture(params=[0x20, 0x30], ids=["2.0", "3.0"])
async def gateway(clock: OwnedClock, request: pytest.FixtureRequest) -> AsyncIterator[CmppGateway]:
    """Return a gateway that listens, in each version."""
    async with gateway_of(clock, version=request.param) as listening:
        yield listening


@pytest.fixture
async def channel(gateway: CmppGateway, kit: ChannelKit) -> AsyncIterator[CmppChannel]:
    """Return the channel on the gateway, in its version."""
    async with channel_on(gateway, kit, version="3.0" if gateway.version == 0x30 else "2.0") as connected:
        yield connected


class TestContract(MessageChannelContract):
    """The channel keeps what every message channel keeps."""

    @pytest.fixture
    def channel(self, channel: CmppChannel) -> CmppChannel:
        """Return the channel on the gateway."""
        return channel

    @pytest.fixture
    def unreachable(self, kit: ChannelKit) -> CmppChannel:
        """Return the channel with a port at which nobody listens."""
        return connect({**ACCOUNT, "port": 9}, kit)

    @pytest.fixture
    def secrets(self) -> Sequence[str]:
        """Return the account's password."""
        return [SECRET]


async def test_a_notice_arrives_whole(channel: CmppChannel, gateway: CmppGateway) -> None:
    """The text reaches the number, and the gateway's id comes back."""
    receipt = await channel.send(a_message())
    arrived = gateway.submits[0]
    assert (arrived.to, arrived.text) == (NUMBER, SHORT)
    assert (receipt.outcome, receipt.provider_id) == (Outcome.ACCEPTED, arrived.msg_id.hex())


async def test_r73_a_long_notice_is_joined_again_on_the_handset(channel: CmppChannel, gateway: CmppGateway) -> None:
    """Its parts bear one reference; it is accepted as a whole, under the first part's id with the number of the others."""
    receipt = await channel.send(a_message(text=LONG))
    first, second = gateway.submits
    assert (first.reference, first.number, second.number) == (second.reference, 1, 2)
    assert (receipt.outcome, receipt.provider_id) == (Outcome.ACCEPTED, f"{first.msg_id.hex()}+1")
    assert gateway.received == {LONG: 1}


@given(st.text(st.sampled_from(["案", "A", RARE]), min_size=1, max_size=500))
def test_r61_no_part_is_too_long_and_no_cut_divides_a_character(text: str) -> None:
    """Each part has at most 140 octets and reads by itself; they are the very parts that staff see counted."""
    contents = split(text, "d-0001")
    assert max(len(content) for content in contents) <= 140
    bodies = contents if len(contents) == 1 else [content[6:] for content in contents]
    assert tuple(body.decode("utf-16-be") for body in bodies) == parts(text)


def test_r73_the_same_message_has_the_same_reference_each_time() -> None:
    """Sent again, its parts join those of the first try."""
    assert split(LONG, "d-0001") == split(LONG, "d-0001")
    assert [content[:3] + content[4:6] for content in split(LONG, "d-0001")] == [b"\5\0\3\2\1", b"\5\0\3\2\2"]


@pytest.mark.parametrize("number", ["+8619900000001", NUMBER])
async def test_a_number_goes_out_without_its_country(channel: CmppChannel, gateway: CmppGateway, number: str) -> None:
    """The protocol writes numbers of the country as people do."""
    await channel.send(a_message(to=number))
    assert gateway.submits[0].to == NUMBER


@pytest.mark.parametrize("number", ["+4930123456", "１９９００００００００１", "1" * 22, "12368转2", ""])
async def test_what_is_no_number_of_the_country_is_rejected(channel: CmppChannel, gateway: CmppGateway, number: str) -> None:
    """The carriers' protocol reaches subscribers of the country alone, and cuts what does not fit its field."""
    assert (await channel.send(a_message(to=number))).outcome is Outcome.REJECTED
    assert gateway.submits == []


@pytest.mark.parametrize(
    ("result", "outcome", "ours"),
    [
        (1, Outcome.DEFERRED, True), (5, Outcome.DEFERRED, True), (7, Outcome.DEFERRED, True), (10, Outcome.DEFERRED, True),
        (3, Outcome.DEFERRED, False), (8, Outcome.DEFERRED, False),
        (4, Outcome.REJECTED, False), (6, Outcome.REJECTED, False), (13, Outcome.REJECTED, False), (77, Outcome.REJECTED, False),
    ],
)  # fmt: skip
async def test_r72_a_refusal_is_told_apart(
    channel: CmppChannel, gateway: CmppGateway, result: int, outcome: Outcome, *, ours: bool
) -> None:
    """What an operator must mend, what may work later, and what never will."""
    gateway.troubles.results[NUMBER] = result
    receipt = await channel.send(a_message())
    assert (receipt.outcome, receipt.ours_to_fix, receipt.code) == (outcome, ours, f"result {result}")


async def test_a_part_that_must_wait_is_tried_again_alone(channel: CmppChannel, gateway: CmppGateway) -> None:
    """One part of two throttled: only that one goes again, and the message arrives once."""
    gateway.troubles.faults = iter([Fault.NONE, Fault.THROTTLED, Fault.THROTTLED])
    assert (await channel.send(a_message(text=LONG))).outcome is Outcome.ACCEPTED
    assert gateway.received == {LONG: 1}
    assert [submit.number for submit in gateway.submits] == [1, 2]


async def test_a_message_refused_in_one_part_is_refused(channel: CmppChannel, gateway: CmppGateway) -> None:
    """A text that cannot arrive whole counts as refused, whatever became of the rest."""
    gateway.troubles.faults = iter([Fault.REFUSED, Fault.NONE])
    assert (await channel.send(a_message(text=LONG))).outcome is Outcome.REJECTED


async def test_a_line_cut_after_sending_leaves_a_doubt(channel: CmppChannel, gateway: CmppGateway) -> None:
    """Nobody can say whether it was taken, and nobody can be asked."""
    gateway.troubles.faults = iter([Fault.CUT])
    assert (await channel.send(a_message())).outcome is Outcome.UNKNOWN
    assert not channel.capabilities.can_ask


async def test_no_answer_in_time_leaves_a_doubt(channel: CmppChannel, gateway: CmppGateway) -> None:
    """The line stands, but the answer never comes."""
    gateway.troubles.faults = iter([Fault.SILENT])
    assert (await channel.send(a_message())).outcome is Outcome.UNKNOWN
    assert (await channel.send(a_message(2))).outcome is Outcome.ACCEPTED


async def test_a_batch_goes_out_side_by_side(channel: CmppChannel, gateway: CmppGateway) -> None:
    """Many messages find their answers by their sequence numbers, however many are on their way."""
    receipts = await asyncio.gather(*(channel.send(a_message(number, f"{SHORT}{number}")) for number in range(200)))
    ids = {submit.text: submit.msg_id.hex() for submit in gateway.submits}
    assert [receipt.provider_id for receipt in receipts] == [ids[f"{SHORT}{number}"] for number in range(200)]


async def test_no_more_wait_for_an_answer_than_the_window_allows(gateway: CmppGateway, kit: ChannelKit) -> None:
    """A silent gateway is sent as many as the window holds, and not one more until it answers."""
    gateway.troubles.faults = iter([Fault.SILENT] * 5)
    options = {"version": "3.0" if gateway.version == 0x30 else "2.0", "window": 2, "seconds": 30}
    async with channel_on(gateway, kit, **options) as channel:
        sends = [asyncio.create_task(channel.send(a_message(number))) for number in range(5)]
        for under_way in (2, 2, 1):
            while len(gateway.unanswered) < under_way:
                await asyncio.sleep(0.01)
            await asyncio.sleep(0.05)
            assert len(gateway.unanswered) == under_way
            gateway.answer_at_last()
        assert {receipt.outcome for receipt in await asyncio.gather(*sends)} == {Outcome.ACCEPTED}


async def test_every_fault_of_the_options_is_told_at_once(kit: ChannelKit) -> None:
    """Missing, misspelt and ill-fitting options are named together, those of each gateway too, their values never."""
    given = {"host": "10.8.0.3", "user": "9000001", "pasword": SECRET, "source": "1" * 22, "window": 0, "version": "4",
             "gateways": {"reserve": {"rate": "fast", "user": SECRET}}}  # fmt: skip
    with pytest.raises(SettingsError) as told:
        connect(given, kit)
    assert sorted(problem.split(":")[0].removeprefix("channels.sms_cmpp.") for problem in told.value.problems) == [
        "gateways.reserve.host", "gateways.reserve.rate", "gateways.reserve.user", "password", "pasword", "source", "user",
        "version", "window",
    ]  # fmt: skip
    assert SECRET not in str(told.value)


@pytest.mark.parametrize(
    ("options", "cross_border"),
    [
        ({"host": "127.0.0.1"}, False),
        ({"host": "10.8.0.3"}, False),
        ({"host": "ismg.example.org"}, True),
        ({"host": "ismg.example.org", "cross_border": "false"}, False),
        ({"host": "10.8.0.3", "gateways": {"far": {"host": "203.0.114.5"}}}, True),
    ],
)
def test_r41_r69_it_says_what_it_may_carry(options: dict[str, object], *, cross_border: bool) -> None:
    """R41, R69: court content, links, surveys and replies; abroad only by an address that may be abroad."""
    can = read_options({**ACCOUNT, **options}).capabilities
    assert (can.court_content, can.links, can.survey, can.two_way, can.cross_border) == (True, True, True, True, cross_border)


def test_another_gateway_takes_from_the_first_what_it_does_not_say() -> None:
    """Account, version and speed are said once; what is said differs."""
    section = {**ACCOUNT, "version": "3.0", "window": 32, "gateways": {"reserve": {"host": "10.8.0.4", "rate": 5}}}
    main, reserve = read_options(section).gateways
    assert (main.name, main.priority, reserve.name, reserve.priority) == ("main", 1, "reserve", 2)
    assert (reserve.host, reserve.user, reserve.version, reserve.window, reserve.rate) == ("10.8.0.4", "900001", 0x30, 32, 5)
