"""SMS through Twilio's REST API, against a gateway that refuses what Twilio refuses."""

from __future__ import annotations

from contextlib import AsyncExitStack
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from broadcaster.adapters.http_aiohttp import AiohttpSession
from broadcaster.domain.errors import SettingsError
from broadcaster.ports.channels import Message, Outcome
from broadcaster.testing.channel_contract import NOW, MessageChannelContract
from broadcaster.testing.clock import OwnedClock
from broadcaster.testing.kit import kit_double
from broadcaster.testing.twilio_gateway import TwilioGateway
from channels.sms_twilio import connect

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Sequence
    from pathlib import Path

    from channels.sms_twilio.adapter import TwilioChannel

ACCOUNT = "AC00000000000000000000000000000001"
SECRET = "a-token-that-nobody-may-read"
OPTIONS = {"account_sid": ACCOUNT, "auth_token": SECRET, "from": "12368"}
NUMBER = "+8619900000001"


@pytest.fixture
def clock() -> OwnedClock:
    """Return a clock at eight in the morning."""
    return OwnedClock(NOW)


@pytest.fixture
async def gateway(clock: OwnedClock, tmp_path: Path) -> AsyncIterator[TwilioGateway]:
    """Return a gateway that listens."""
    async with TwilioGateway(clock, account_sid=ACCOUNT, auth_token=SECRET, received=tmp_path / "received.jsonl") as listening:
        yield listening


@pytest.fixture
async def channel(gateway: TwilioGateway, clock: OwnedClock, tmp_path: Path) -> AsyncIterator[TwilioChannel]:
    """Return the channel, connected to the gateway; nobody hears its callbacks."""
    async with AsyncExitStack() as stack:
        http = await stack.enter_async_context(AiohttpSession())
        kit = kit_double(tmp_path, clock, http=http, public_url="http://127.0.0.1:9")
        yield connect({**OPTIONS, "base_url": gateway.base_url}, kit)


@pytest.fixture
def message() -> Message:
    """Return a notice to a synthetic party."""
    return Message("d-0001", "19900000001", "【雨花台法院】您的案件已立案执行，详询12368。", first_tried_at=NOW)


class TestContract(MessageChannelContract):
    """The channel keeps what every message channel keeps."""

    @pytest.fixture
    def channel(self, channel: TwilioChannel) -> TwilioChannel:
        """Return the channel on the gateway."""
        return channel

    @pytest.fixture
    async def unreachable(self, clock: OwnedClock, tmp_path: Path) -> AsyncIterator[TwilioChannel]:
        """Return the channel with a port at which nobody listens."""
        async with AiohttpSession() as http:
            yield connect({**OPTIONS, "base_url": "http://127.0.0.1:9"}, kit_double(tmp_path, clock, http=http))

    @pytest.fixture
    def secrets(self) -> Sequence[str]:
        """Return the account's secret."""
        return [SECRET]


async def test_a_notice_arrives_whole(channel: TwilioChannel, gateway: TwilioGateway, message: Message, tmp_path: Path) -> None:
    """The text reaches the number written as E.164, from the court's sender, and the gateway's id comes back."""
    receipt = await channel.send(message)
    arrived = gateway.messages[0]
    assert (arrived.to, arrived.sender, arrived.body) == (NUMBER, "12368", message.text)
    assert receipt.provider_id == arrived.sid
    assert message.text in (tmp_path / "received.jsonl").read_text("utf-8")


@pytest.mark.parametrize(
    ("bad", "code"),
    [(Message("d", "+0123", "通知"), "21211"), (Message("d", NUMBER, ""), "21602"), (Message("d", NUMBER, "长" * 1601), "21617")],
    ids=["bad number", "no text", "too long"],
)
async def test_a_bad_message_is_rejected(channel: TwilioChannel, bad: Message, code: str) -> None:
    """What will never be taken is rejected and not tried again (R72)."""
    receipt = await channel.send(bad)
    assert (receipt.outcome, receipt.code) == (Outcome.REJECTED, code)


async def test_an_unsubscribed_number_is_rejected(channel: TwilioChannel, gateway: TwilioGateway, message: Message) -> None:
    """Who told the provider to stop gets nothing more (R55)."""
    gateway.troubles.unsubscribed.add(NUMBER)
    assert (await channel.send(message)).outcome is Outcome.REJECTED


async def test_a_refusal_hides_the_number(channel: TwilioChannel, message: Message) -> None:
    """The provider's words are kept, but of a number in them only the last four digits."""
    receipt = await channel.send(replace(message, to="+19900000001234567"))
    assert "is not a valid phone number" in receipt.raw
    assert "9900000001234567" not in repr(receipt)


async def test_a_wrong_secret_is_ours_to_fix(gateway: TwilioGateway, clock: OwnedClock, message: Message, tmp_path: Path) -> None:
    """A refused login is deferred and marked for an operator: the address is not to blame."""
    async with AiohttpSession() as http:
        options = {**OPTIONS, "base_url": gateway.base_url, "auth_token": "old"}
        receipt = await connect(options, kit_double(tmp_path, clock, http=http)).send(message)
    assert (receipt.outcome, receipt.code, receipt.ours_to_fix) == (Outcome.DEFERRED, "20003", True)


async def test_too_many_requests_are_deferred_for_as_long_as_told(channel: TwilioChannel, gateway: TwilioGateway, message: Message) -> None:
    """A 429 is deferred, and its Retry-After is kept."""
    gateway.troubles.too_many = 1
    receipt = await channel.send(message)
    assert (receipt.outcome, receipt.retry_after) == (Outcome.DEFERRED, timedelta(seconds=3))


async def test_a_failing_gateway_is_deferred(channel: TwilioChannel, gateway: TwilioGateway, message: Message) -> None:
    """A 500 is deferred, and nobody of ours has to mend it."""
    gateway.troubles.failing = 1
    receipt = await channel.send(message)
    assert (receipt.outcome, receipt.ours_to_fix) == (Outcome.DEFERRED, False)


async def test_a_broken_line_is_unknown_until_asked(channel: TwilioChannel, gateway: TwilioGateway, message: Message) -> None:
    """Where the line breaks after sending, the provider is asked before anything is sent again."""
    gateway.troubles.lost_answers = 1
    assert (await channel.send(message)).outcome is Outcome.UNKNOWN
    answer = await channel.ask(message)
    assert answer is not None
    assert answer.provider_id == gateway.messages[0].sid


async def test_last_months_message_is_not_this_one(channel: TwilioChannel, clock: OwnedClock, message: Message) -> None:
    """The same text sent long before the first try is not taken for this message."""
    clock.advance(timedelta(days=-30))
    await channel.send(message)
    assert await channel.ask(message) is None


async def test_a_gateway_that_cannot_be_asked_leaves_it_unknown(channel: TwilioChannel, gateway: TwilioGateway, message: Message) -> None:
    """No answer to the question is not an answer: the message stays unknown."""
    gateway.troubles.failing = 1
    answer = await channel.ask(message)
    assert answer is not None
    assert answer.outcome is Outcome.UNKNOWN


async def test_a_gateway_that_is_too_busy_to_be_asked_leaves_it_unknown(
    channel: TwilioChannel, gateway: TwilioGateway, message: Message
) -> None:
    """A 429 to the question is not an answer either, and nothing is sent again."""
    gateway.troubles.lost_answers = 1
    await channel.send(message)
    gateway.troubles.too_many = 1
    answer = await channel.ask(message)
    assert answer is not None
    assert answer.outcome is Outcome.UNKNOWN
    assert len(gateway.messages) == 1


async def test_what_never_came_through_is_told_from_what_others_got(channel: TwilioChannel, message: Message) -> None:
    """The same text to another number, or another text to the same one, is not this message."""
    await channel.send(replace(message, to="19900000002"))
    await channel.send(replace(message, text=message.text + "另"))
    assert await channel.ask(message) is None


async def test_what_became_of_a_lost_message_is_told_too(channel: TwilioChannel, gateway: TwilioGateway, message: Message) -> None:
    """The question brings the end of a message whose answer was lost, with the carrier's code."""
    gateway.troubles.lost_answers, gateway.troubles.undelivered["0001"] = 1, 30005
    await channel.send(message)
    await gateway.reported()
    answer = await channel.ask(message)
    assert answer is not None
    assert (answer.outcome, answer.code) == (Outcome.REJECTED, "30005")


async def test_every_fault_of_the_options_is_told_at_once(clock: OwnedClock, tmp_path: Path) -> None:
    """Missing and misspelt options are named together, their values never."""
    with pytest.raises(SettingsError) as told:
        connect({"base_url": "ftp://x", "auth_tokem": SECRET}, kit_double(tmp_path, clock))
    assert [problem.split(":")[0].rpartition(".")[2] for problem in told.value.problems] == [
        "base_url", "from", "account_sid", "auth_token", "auth_tokem",
    ]  # fmt: skip
    assert SECRET not in str(told.value)


@pytest.mark.parametrize(
    ("options", "court_content", "cross_border"),
    [
        ({}, False, True),
        ({"base_url": "http://127.0.0.1:8025"}, True, False),
        ({"base_url": "https://10.8.0.3"}, True, False),
        ({"base_url": "https://sms.example.org"}, True, True),
        ({"base_url": "https://sms.court.example", "cross_border": "false"}, True, False),
    ],
)
def test_r41_r69_it_says_what_the_address_allows(
    options: dict[str, str], *, court_content: bool, cross_border: bool, clock: OwnedClock, tmp_path: Path
) -> None:
    """R41, R69: Twilio itself carries no court content and stands abroad; a gateway of the court's own does and does not."""
    can = connect({**OPTIONS, **options}, kit_double(tmp_path, clock)).capabilities
    assert (can.court_content, can.cross_border) == (court_content, cross_border)


@pytest.mark.parametrize("option", [{"court_content": True}, {"cross_border": False}])
def test_r41_r69_twilio_itself_cannot_be_declared_otherwise(option: dict[str, bool], clock: OwnedClock, tmp_path: Path) -> None:
    """R41, R69: no setting makes the public address carry court content or stand in China."""
    with pytest.raises(SettingsError):
        connect({**OPTIONS, **option}, kit_double(tmp_path, clock))
