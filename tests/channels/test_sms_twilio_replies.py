"""What people write back through Twilio's inbound webhook, and that nobody else can write in their name."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING
from urllib.parse import parse_qsl

import pytest
from aiohttp import web

from broadcaster.domain.errors import InvalidInput, SettingsError
from broadcaster.ports.channels import BadSignature, CallbackRequest, Listens
from broadcaster.ports.inbox import Reply
from broadcaster.testing.channel_contract import NOW
from broadcaster.testing.clock import OwnedClock
from broadcaster.testing.kit import kit_double
from broadcaster.testing.twilio_gateway import TwilioGateway
from broadcaster.testing.twilio_wire import sign
from channels import sms_twilio
from channels.sms_twilio import connect, read_replies

if TYPE_CHECKING:
    from pathlib import Path

SECRET = "12345"
OPTIONS = {"auth_token": SECRET}
URL = "https://court.example/channels/sms_twilio/inbound"
FORM = {"MessageSid": "SM1", "From": "+8619900000001", "To": "12368", "Body": "不是本人，号码有误"}


def inbound(form: dict[str, str], *, secret: str = SECRET) -> CallbackRequest:
    """Return an inbound call signed as Twilio signs it."""
    return CallbackRequest(URL, {"x-twilio-signature": sign(secret, URL, form)}, b"", form)


def test_the_channel_listens() -> None:
    """The house finds out by itself that this provider hands over what people write."""
    assert isinstance(sms_twilio, Listens)


def test_a_reply_is_known_by_its_id_and_the_number_as_the_house_writes_it() -> None:
    """The number comes without its country, as the parties' numbers stand in the cases."""
    [reply] = read_replies(inbound(FORM), OPTIONS)
    assert (reply.provider_id, reply.sender, reply.text) == ("SM1", "19900000001", "不是本人，号码有误")


@pytest.mark.parametrize(("sender", "kept"), [("+85251234567", "+85251234567"), ("10086", "10086")])
def test_a_sender_from_elsewhere_keeps_its_number(sender: str, kept: str) -> None:
    """Only the mainland's country code is left away."""
    [reply] = read_replies(inbound({**FORM, "From": sender}), OPTIONS)
    assert reply.sender == kept


def test_an_empty_reply_is_a_reply() -> None:
    """A picture without a word brings an empty text."""
    [reply] = read_replies(inbound({"MessageSid": "SM2", "From": "+8619900000001"}), OPTIONS)
    assert reply.text == ""


def test_a_reply_printed_by_accident_tells_neither_number_nor_text() -> None:
    """R32: what somebody wrote is in no log."""
    shown = repr(read_replies(inbound(FORM), OPTIONS))
    assert "1990000" not in shown
    assert "号码有误" not in shown


@pytest.mark.parametrize(
    "request_",
    [
        inbound(FORM, secret="another"),
        CallbackRequest(URL, {}, b"", FORM),
        replace(inbound(FORM), form={**FORM, "Body": "TD"}),
    ],
    ids=["another secret", "no signature", "another text"],
)
def test_a_reply_that_twilio_did_not_sign_is_refused(request_: CallbackRequest) -> None:
    """Nobody stops another person's messages by writing in his name."""
    with pytest.raises(BadSignature):
        read_replies(request_, OPTIONS)


@pytest.mark.parametrize("missing", ["MessageSid", "From"])
def test_a_reply_without_id_or_sender_is_bad_input(missing: str) -> None:
    """The fault is named by its field."""
    with pytest.raises(InvalidInput, match=missing):
        read_replies(inbound({**FORM, missing: ""}), OPTIONS)


def test_r69_twilio_itself_brings_no_answers_from_china(tmp_path: Path) -> None:
    """R69: a gateway of the court's own may; Twilio itself cannot be declared to."""
    kit, account = kit_double(tmp_path, OwnedClock(NOW)), {"account_sid": "AC1", "auth_token": SECRET, "from": "12368", "two_way": True}
    assert connect({**account, "base_url": "https://10.8.0.3"}, kit).capabilities.two_way
    with pytest.raises(SettingsError, match="two_way"):
        connect(account, kit)


async def test_the_gateway_hands_over_what_somebody_wrote() -> None:
    """From the handset to the house: one signed call that the channel understands."""
    replies = list[Reply]()

    async def receive(request: web.Request) -> web.Response:
        headers = {name.lower(): value for name, value in request.headers.items()}
        body = await request.read()
        seen = CallbackRequest(f"{public_url}{request.raw_path}", headers, body, dict(parse_qsl(body.decode(), keep_blank_values=True)))
        replies.extend(read_replies(seen, OPTIONS))
        return web.Response(status=204)

    app = web.Application()
    app.router.add_post("/channels/sms_twilio/inbound", receive)
    runner = web.AppRunner(app)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    public_url = "http://{}:{}".format(*runner.addresses[0])
    async with TwilioGateway(OwnedClock(NOW), account_sid="AC1", auth_token=SECRET) as gateway:
        assert await gateway.reply(f"{public_url}/channels/sms_twilio/inbound", sender="+8619900000001", text="退订") == 204
    await runner.cleanup()
    assert [(reply.sender, reply.text) for reply in replies] == [("19900000001", "退订")]
