"""SMS by SMPP 3.4, against an SMSC that others wrote (npm `smpp`)."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

import pytest
import uvloop

from broadcaster.domain.errors import Unavailable
from broadcaster.ports.channels import Message, Outcome
from broadcaster.testing.channel_contract import NOW, MessageChannelContract
from broadcaster.testing.clock import OwnedClock
from broadcaster.testing.kit import InboxDouble, NotebookDouble, kit_double
from channels.sms_smpp import connect
from channels.sms_smpp.splitting import cut
from tests.channels.smpp_simulator.simulator import PASSWORD, smpp_simulator

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Sequence
    from pathlib import Path

    from broadcaster.ports.channels import ChannelKit, Report
    from channels.sms_smpp.adapter import SmppChannel
    from tests.channels.smpp_simulator.simulator import SmppSimulator

NOTICE = "【雨花台法院】您的案件已立案执行，详询12368。"
LONG = "【雨花台法院】" + "案" * 58 + "𠮷" * 50
"""165 units in three parts; the second holds 66, for a cut at 67 would divide a character (R61)."""


@pytest.fixture
async def smsc(node_modules: Path) -> AsyncIterator[SmppSimulator]:
    """Return an SMSC that does everything right until told otherwise."""
    async with smpp_simulator(node_modules) as simulator:
        yield simulator


@pytest.fixture
def inbox() -> InboxDouble:
    """Return where reports and replies arrive."""
    return InboxDouble()


@pytest.fixture
def kit(tmp_path: Path, inbox: InboxDouble) -> ChannelKit:
    """Return what the house lends."""
    return kit_double(tmp_path, OwnedClock(NOW), inbox=inbox)


@pytest.fixture
async def channel(smsc: SmppSimulator, kit: ChannelKit) -> AsyncIterator[SmppChannel]:
    """Return the channel on the SMSC."""
    connected = connect(smsc.options(), kit)
    yield connected
    await connected.close()


@pytest.fixture
def message() -> Message:
    """Return a notice to a synthetic party."""
    return Message("d-0001", "19900000001", NOTICE, first_tried_at=NOW)


class TestContract(MessageChannelContract):
    """The channel keeps what every message channel keeps."""

    @pytest.fixture
    def channel(self, channel: SmppChannel) -> SmppChannel:
        """Return the channel on the SMSC."""
        return channel

    @pytest.fixture
    def unreachable(self, kit: ChannelKit) -> SmppChannel:
        """Return the channel with a port at which nobody listens."""
        return connect({"host": "127.0.0.1", "port": 9, "user": "court", "password": PASSWORD, "source": "12368"}, kit)

    @pytest.fixture
    def secrets(self) -> Sequence[str]:
        """Return the account's password."""
        return [PASSWORD]


async def told(smsc: SmppSimulator, inbox: InboxDouble) -> list[Report]:
    """Return what was reported once the SMSC has nothing more to say."""
    await smsc.reported()
    return inbox.reported


async def test_a_notice_arrives_whole(channel: SmppChannel, smsc: SmppSimulator, message: Message) -> None:
    """The number goes out internationally, the text in UCS-2, from the court's sender, and a receipt is wanted."""
    receipt = await channel.send(message)
    arrived = (await smsc.got())["submits"][0]
    assert receipt.provider_id == "1"
    assert (arrived["to"], arrived["ton"], arrived["npi"], arrived["from"]) == ("8619900000001", 1, 1, "12368")
    assert (arrived["text"], arrived["coding"], arrived["esm"], arrived["receipt"]) == (NOTICE, 8, 0, 1)


@pytest.mark.parametrize(
    ("to", "options", "written"),
    [
        ("+8619900000001", {}, ("8619900000001", 1)),
        ("+85291234567", {"destination_ton": "national"}, ("85291234567", 1)),
        ("19900000001", {"destination_ton": "national"}, ("19900000001", 2)),
    ],
)
async def test_numbers_are_written_as_the_carrier_wants_them(
    smsc: SmppSimulator, kit: ChannelKit, to: str, options: dict[str, object], written: tuple[str, int]
) -> None:
    """With the country or without it; a number abroad always has its own."""
    channel = connect(smsc.options(**options), kit)
    await channel.send(Message("d", to, NOTICE))
    arrived = (await smsc.got())["submits"][0]
    assert (arrived["to"], arrived["ton"]) == written
    await channel.close()


async def test_r61_a_long_text_is_joined_again(channel: SmppChannel, smsc: SmppSimulator) -> None:
    """Its parts carry one reference and their numbers, no character is divided, and the SMSC reads the same text."""
    await channel.send(Message("d", "19900000001", LONG))
    got = await smsc.got()
    assert got["received"] == {LONG: 1}
    assert [each["part"][1:] for each in got["submits"]] == [[3, 1], [3, 2], [3, 3]]
    assert [len(each["text"].encode("utf-16-le")) // 2 for each in got["submits"]] == [67, 66, 32]
    assert len({each["part"][0] for each in got["submits"]}) == 1


async def test_the_smsc_may_cut_instead(smsc: SmppSimulator, kit: ChannelKit) -> None:
    """With message_payload a long text is one submit."""
    channel = connect(smsc.options(long_messages="payload"), kit)
    await channel.send(Message("d", "19900000001", LONG))
    got = await smsc.got()
    assert (got["received"], got["taken"]) == ({LONG: 1}, 1)
    await channel.close()


@pytest.mark.parametrize(
    ("fault", "expected"),
    [
        ("throttle", (Outcome.DEFERRED, False)),
        ("full", (Outcome.DEFERRED, False)),
        ("ESME_RSYSERR", (Outcome.DEFERRED, False)),
        ("ESME_RINVDSTADR", (Outcome.REJECTED, False)),
        ("ESME_RINVMSGLEN", (Outcome.REJECTED, False)),
        ("ESME_RINVSRCADR", (Outcome.DEFERRED, True)),
        ("vendor", (Outcome.REJECTED, False)),
    ],
)
async def test_a_refusal_is_a_receipt(
    channel: SmppChannel, smsc: SmppSimulator, message: Message, fault: str, expected: tuple[Outcome, bool]
) -> None:
    """Later, never, and ours to fix are told apart, the maker's own codes included; the line stays open."""
    await smsc.set(faults=[fault])
    receipt = await channel.send(message)
    assert (receipt.outcome, receipt.ours_to_fix) == expected
    assert (await channel.send(message)).outcome is Outcome.ACCEPTED
    assert (await smsc.got())["binds"] == 1


@pytest.mark.parametrize("wrong", [{"user": "nobody"}, {"password": "wrong"}])
async def test_a_refused_bind_is_ours_to_fix(smsc: SmppSimulator, kit: ChannelKit, message: Message, wrong: dict[str, object]) -> None:
    """The address is not to blame for our account."""
    channel = connect(smsc.options(**wrong), kit)
    receipt = await channel.send(message)
    assert (receipt.outcome, receipt.ours_to_fix) == (Outcome.DEFERRED, True)
    await channel.close()


@pytest.mark.parametrize("to", ["not a number", "", "1" * 21, "１９９００００００００"])
async def test_what_is_no_number_is_rejected(channel: SmppChannel, smsc: SmppSimulator, to: str) -> None:
    """It does not even go out."""
    assert (await channel.send(Message("d", to, NOTICE))).outcome is Outcome.REJECTED
    assert (await smsc.got())["taken"] == 0


@pytest.mark.parametrize("fault", ["cut", "cut_after", "silent"])
async def test_an_answer_that_never_comes_is_unknown(smsc: SmppSimulator, kit: ChannelKit, message: Message, fault: str) -> None:
    """Where the line broke after the submit, or nothing was answered in time, nobody knows; the next one goes out again."""
    channel = connect(smsc.options(seconds=1), kit)
    await smsc.set(faults=[fault])
    assert (await channel.send(message)).outcome is Outcome.UNKNOWN
    assert (await channel.send(message)).outcome is Outcome.ACCEPTED
    await channel.close()


async def test_what_waited_for_the_window_goes_out_on_the_next_line(smsc: SmppSimulator, kit: ChannelKit) -> None:
    """Only what was in the air when the line broke is unknown."""
    channel = connect(smsc.options(window=1), kit)
    await smsc.set(faults=["cut"])
    receipts = await asyncio.gather(*(channel.send(Message(f"d{n}", "19900000001", f"{NOTICE}{n}")) for n in range(4)))
    assert [receipt.outcome for receipt in receipts] == [Outcome.UNKNOWN, *[Outcome.ACCEPTED] * 3]
    await channel.close()


async def test_no_more_are_in_the_air_than_the_window_allows(smsc: SmppSimulator, kit: ChannelKit) -> None:
    """An SMSC that answers slowly is not flooded."""
    channel = connect(smsc.options(window=3), kit)
    await smsc.set(faults=["slow"] * 6)
    sends = [asyncio.create_task(channel.send(Message(f"d{n}", "19900000001", NOTICE))) for n in range(6)]
    while (got := await smsc.got())["taken"] < 3:
        await asyncio.sleep(0.01)
    assert got["taken"] == 3
    await asyncio.gather(*sends)
    assert (await smsc.got())["taken"] == 6
    await channel.close()


async def test_a_later_part_waits_for_its_turn(channel: SmppChannel, smsc: SmppSimulator) -> None:
    """Where the first part went and the second must wait, not the whole text goes out again."""
    await smsc.set(faults=["", "throttle", "full"])
    assert (await channel.send(Message("d", "19900000001", LONG))).outcome is Outcome.ACCEPTED
    got = await smsc.got()
    assert (got["received"], got["taken"]) == ({LONG: 1}, 3)


async def test_a_receipt_finds_its_delivery(channel: SmppChannel, smsc: SmppSimulator, inbox: InboxDouble, message: Message) -> None:
    """The state is told with the SMSC's words, the beginning of the text left out."""
    await channel.send(message)
    (report,) = await told(smsc, inbox)
    assert (report.delivery_id, report.receipt.outcome, report.receipt.provider_id) == ("d-0001", Outcome.DELIVERED, "1")
    assert report.receipt.raw == "id=1 stat=DELIVRD err=0A1 done=261114080105"


@pytest.mark.parametrize(
    ("state", "outcome"), [("EXPIRED", Outcome.REJECTED), ("UNDELIV", Outcome.REJECTED), ("REJECTD", Outcome.REJECTED)]
)
@pytest.mark.parametrize("form", ["text", "parameters"])
async def test_a_bad_end_is_told(  # noqa: PLR0917
    channel: SmppChannel, smsc: SmppSimulator, inbox: InboxDouble, message: Message, state: str, outcome: Outcome, form: str
) -> None:
    """Whether the SMSC writes it into the text or into optional parameters alone."""
    await smsc.set(state=state, form=form)
    await channel.send(message)
    (report,) = await told(smsc, inbox)
    assert (report.delivery_id, report.receipt.outcome, report.receipt.code) == ("d-0001", outcome, state)


@pytest.mark.parametrize("ids", ["decimal", "hex"])
async def test_ids_may_be_written_in_two_ways(smsc: SmppSimulator, kit: ChannelKit, inbox: InboxDouble, ids: str) -> None:
    """Where answers count in sixteens and receipts in tens, or the other way round, they are still the same message."""
    await smsc.set(ids=ids)
    channel = connect(smsc.options(receipt_ids=ids), kit)
    await asyncio.gather(*(channel.send(Message(f"d{n}", "19900000001", NOTICE)) for n in range(12)))
    assert {report.delivery_id for report in await told(smsc, inbox)} == {f"d{n}" for n in range(12)}
    await channel.close()


async def test_a_receipt_before_the_answer_waits(channel: SmppChannel, smsc: SmppSimulator, inbox: InboxDouble, message: Message) -> None:
    """It waits for the answer that names its message."""
    await smsc.set(faults=["early"])
    assert (await channel.send(message)).outcome is Outcome.ACCEPTED
    assert [report.delivery_id for report in await told(smsc, inbox)] == ["d-0001"]


async def test_a_repeated_receipt_is_told_once(channel: SmppChannel, smsc: SmppSimulator, inbox: InboxDouble, message: Message) -> None:
    """The second is answered at once and says nothing new."""
    await smsc.set(faults=["twice", "late"])
    await channel.send(message)
    await channel.send(Message("d-0002", "19900000001", NOTICE))
    await asyncio.sleep(0.4)
    assert {report.delivery_id for report in await told(smsc, inbox)} == {"d-0001", "d-0002"}


async def test_delivered_is_said_when_every_part_arrived(channel: SmppChannel, smsc: SmppSimulator, inbox: InboxDouble) -> None:
    """Three parts, three receipts, one report."""
    await smsc.set(faults=["", "late", ""])
    await channel.send(Message("d", "19900000001", LONG))
    await smsc.reported()
    assert inbox.reported == []
    await asyncio.sleep(0.4)
    assert [(report.delivery_id, report.receipt.outcome) for report in await told(smsc, inbox)] == [("d", Outcome.DELIVERED)]


async def test_one_lost_part_is_a_lost_text(channel: SmppChannel, smsc: SmppSimulator, inbox: InboxDouble) -> None:
    """The handset shows nothing before it has all."""
    await smsc.set(faults=["", "end:UNDELIV", ""])
    await channel.send(Message("d", "19900000001", LONG))
    assert [(report.delivery_id, report.receipt.outcome) for report in await told(smsc, inbox)] == [("d", Outcome.REJECTED)]


async def test_receipts_find_their_deliveries_after_a_restart(
    smsc: SmppSimulator, kit: ChannelKit, inbox: InboxDouble, message: Message
) -> None:
    """What one process sent another understands, parts of long texts too: their ids stand in the notebook."""
    await smsc.set(hold=True)
    first = connect(smsc.options(), kit)
    await first.send(message)
    await first.send(Message("d-0002", "19900000001", LONG))
    await first.close()
    second = connect(smsc.options(), kit)
    await second.tend()
    while (await smsc.got())["binds"] < 2:
        await asyncio.sleep(0.01)
    await smsc.told("release")
    assert {report.delivery_id for report in await told(smsc, inbox)} == {"d-0001", "d-0002"}
    await second.close()


async def test_nothing_is_noted_any_more_once_it_was_told(channel: SmppChannel, smsc: SmppSimulator, kit: ChannelKit) -> None:
    """The notebook does not grow with every message."""
    await channel.send(Message("d", "19900000001", LONG))
    await smsc.reported()
    await channel.close()
    assert isinstance(kit.notebook, NotebookDouble)
    assert kit.notebook.notes == {}


async def test_a_lost_answer_is_cleared_up_by_its_receipt(
    smsc: SmppSimulator, kit: ChannelKit, inbox: InboxDouble, message: Message
) -> None:
    """The receipt's id belongs to nobody else's message, and only one text to that number is in doubt."""
    channel = connect(smsc.options(seconds=1), kit)
    await smsc.set(faults=["silent"])
    assert (await channel.send(message)).outcome is Outcome.UNKNOWN
    assert [(report.delivery_id, report.receipt.outcome) for report in await told(smsc, inbox)] == [("d-0001", Outcome.DELIVERED)]
    await channel.close()


async def test_a_reply_arrives(channel: SmppChannel, smsc: SmppSimulator, inbox: InboxDouble) -> None:
    """With its sender and its words; sent twice within the hour it is one reply with one id."""
    await channel.tend()
    reply = {"source_addr": "8619900000001", "destination_addr": "12368", "data_coding": 8, "hex": "收到".encode("utf-16-be").hex()}
    await smsc.told("say", messages=[reply, reply])
    await smsc.reported()
    assert {(each.sender, each.text) for each in inbox.replied} == {("8619900000001", "收到")}
    assert len({each.provider_id for each in inbox.replied}) == 1


async def test_a_long_reply_is_joined(channel: SmppChannel, smsc: SmppSimulator, inbox: InboxDouble) -> None:
    """Its parts may come in any order."""
    await channel.tend()
    reply = {"source_addr": "8619900000001", "destination_addr": "12368", "data_coding": 8, "esm_class": 0x40}
    parts = [{**reply, "hex": content.hex()} for content in cut(LONG, 7)]
    await smsc.told("say", messages=[parts[2], parts[0], parts[1]])
    await smsc.reported()
    assert [each.text for each in inbox.replied] == [LONG]


class FullInbox(InboxDouble):
    """An inbox whose database is away for the first reports."""

    async def reports(self, channel: str, reports: Sequence[Report]) -> None:
        """Refuse once, then take."""
        if not self.reported:
            self.reported += reports
            raise Unavailable
        await super().reports(channel, reports)


async def test_what_cannot_be_kept_is_delivered_again(smsc: SmppSimulator, tmp_path: Path, message: Message) -> None:
    """The SMSC hears that we have a receipt only when it is durable."""
    inbox = FullInbox()
    channel = connect(smsc.options(), kit_double(tmp_path, OwnedClock(NOW), inbox=inbox))
    await channel.send(message)
    assert len(await told(smsc, inbox)) == 2
    await channel.close()


async def test_the_line_is_opened_again(channel: SmppChannel, smsc: SmppSimulator, message: Message) -> None:
    """After the SMSC hung up or took leave, without anything to send."""
    await channel.send(message)
    for binds, goodbye in ((2, "cut"), (3, "unbind")):
        await smsc.told(goodbye)
        while (await smsc.got())["binds"] < binds:
            await asyncio.sleep(0.02)
    assert (await channel.send(message)).outcome is Outcome.ACCEPTED


async def test_a_silent_smsc_is_left(smsc: SmppSimulator, kit: ChannelKit) -> None:
    """Who does not answer whether he is there gets a new connection."""
    channel = connect(smsc.options(enquire_link=1, seconds=1), kit)
    await channel.tend()
    await smsc.set(quiet=True)
    while (await smsc.got())["binds"] < 2:
        await asyncio.sleep(0.05)
    await channel.close()


def test_it_runs_on_the_workers_loop(node_modules: Path, kit: ChannelKit, message: Message) -> None:
    """Workers run on uvloop, whose connections are of another make."""

    async def send() -> Outcome:
        async with smpp_simulator(node_modules) as smsc:
            channel = connect(smsc.options(), kit)
            receipt = await channel.send(message)
            await channel.close()
        return receipt.outcome

    assert uvloop.run(send()) is Outcome.ACCEPTED
