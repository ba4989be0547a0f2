"""What Twilio's status callbacks mean, and that nobody else can send one."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import parse_qsl

import pytest
from aiohttp import web
from hypothesis import given
from hypothesis import strategies as st

from broadcaster.adapters.http_aiohttp import AiohttpSession
from broadcaster.ports.channels import BadSignature, CallbackRequest, Message, Outcome, Report
from broadcaster.ports.http import HttpAnswer
from broadcaster.testing.channel_contract import NOW
from broadcaster.testing.clock import OwnedClock
from broadcaster.testing.kit import kit_double
from broadcaster.testing.twilio_gateway import TwilioGateway
from broadcaster.testing.twilio_wire import sign
from channels.sms_twilio import connect, read_receipts
from channels.sms_twilio.receipts import of_refusal

if TYPE_CHECKING:
    from pathlib import Path

SECRET = "12345"
OPTIONS = {"auth_token": SECRET}
URL = "https://court.example/channels/sms_twilio/receipts?delivery=d-0001"


def callback(form: dict[str, str], *, url: str = URL, secret: str = SECRET) -> CallbackRequest:
    """Return a callback signed as Twilio signs it."""
    return CallbackRequest(url, {"x-twilio-signature": sign(secret, URL, form)}, b"", form)


def read(**form: str) -> Report:
    """Return the one report in a signed callback."""
    [report] = read_receipts(callback({"MessageSid": "SM1", **form}), OPTIONS)
    return report


@pytest.mark.parametrize(
    ("status", "outcome"),
    [("queued", Outcome.ACCEPTED), ("sent", Outcome.ACCEPTED), ("delivered", Outcome.DELIVERED), ("failed", Outcome.REJECTED)],
)
def test_r72_states_are_told_apart(status: str, outcome: Outcome) -> None:
    """R72: sent is not delivered, and delivered is not served."""
    report = read(MessageStatus=status)
    assert (report.receipt.outcome, report.delivery_id, report.receipt.provider_id) == (outcome, "d-0001", "SM1")


@pytest.mark.parametrize(
    ("code", "outcome", "ours"),
    [
        ("30003", Outcome.DEFERRED, False),
        ("30005", Outcome.REJECTED, False),
        ("30006", Outcome.REJECTED, False),
        ("30007", Outcome.REJECTED, False),
        ("30002", Outcome.DEFERRED, True),
        ("99999", Outcome.REJECTED, False),
    ],
    ids=["switched off", "unknown number", "landline", "filtered", "account suspended", "never heard of"],
)
def test_r72_only_known_passing_errors_are_tried_again(code: str, outcome: Outcome, *, ours: bool) -> None:
    """R72: a handset switched off may answer later; a code nobody knows is not tried again."""
    receipt = read(MessageStatus="undelivered", ErrorCode=code).receipt
    assert (receipt.outcome, receipt.code, receipt.ours_to_fix) == (outcome, code, ours)


def test_a_repeated_callback_says_the_same() -> None:
    """Reading twice changes nothing."""
    assert read(MessageStatus="sent") == read(MessageStatus="sent")


def test_a_state_of_no_concern_is_no_report() -> None:
    """A signed callback about something else is taken and means nothing."""
    assert read_receipts(callback({"MessageStatus": "receiving"}), OPTIONS) == []


@pytest.mark.parametrize(
    "request_",
    [
        callback({"MessageStatus": "delivered"}, secret="another"),
        callback({"MessageStatus": "delivered"}, url=URL.replace("d-0001", "d-0002")),
        CallbackRequest(URL, {}, b"", {"MessageStatus": "delivered"}),
    ],
    ids=["another secret", "another delivery", "no signature"],
)
def test_a_callback_that_twilio_did_not_sign_is_refused(request_: CallbackRequest) -> None:
    """Without the provider's signature over this very address nothing is believed."""
    with pytest.raises(BadSignature):
        read_receipts(request_, OPTIONS)


def test_the_gateway_signs_as_twilio_documents_it() -> None:
    """The double's signature is that of the example in Twilio's security guide."""
    form = {"CallSid": "CA1234567890ABCDE", "From": "+12349013030", "To": "+18005551212", "Caller": "+12349013030", "Digits": "1234"}
    assert sign(SECRET, "https://mycompany.com/myapp.php?foo=1&bar=2", form) == "0/KCTR6DLpKmkAf8muzZqo1nDgQ="


@given(status=st.integers(300, 599), body=st.binary(max_size=200) | st.just(b'{"code": "x"}') | st.just(b"[]"))
def test_no_answer_of_a_gateway_is_beyond_words(status: int, body: bytes) -> None:
    """Whatever a gateway answers is a receipt, and a refusal is never taken for success."""
    receipt = of_refusal(HttpAnswer(status, body))
    assert receipt.outcome in {Outcome.DEFERRED, Outcome.REJECTED, Outcome.UNKNOWN}


@pytest.mark.parametrize("status", [502, 504])
def test_what_a_proxy_lost_is_unknown(status: int) -> None:
    """A bad gateway or its time-out does not say whether the message went through, so the provider is asked first."""
    assert of_refusal(HttpAnswer(status, b"<html>")).outcome is Outcome.UNKNOWN


async def test_a_delivery_is_reported_to_the_end(tmp_path: Path) -> None:
    """From the send to the last callback: two reports come in, both for this delivery, the last one says undelivered."""
    clock, reports = OwnedClock(NOW), list[Report]()
    account = {"account_sid": "AC1", "auth_token": SECRET}

    async def receive(request: web.Request) -> web.Response:
        headers = {name.lower(): value for name, value in request.headers.items()}
        body = await request.read()
        seen = CallbackRequest(f"{public_url}{request.raw_path}", headers, body, dict(parse_qsl(body.decode())))
        reports.extend(read_receipts(seen, account))
        return web.Response(status=204)

    app = web.Application()
    app.router.add_post("/channels/sms_twilio/receipts", receive)
    runner = web.AppRunner(app)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    public_url = "http://{}:{}".format(*runner.addresses[0])
    async with AiohttpSession() as http, TwilioGateway(clock, account_sid="AC1", auth_token=SECRET) as gateway:
        gateway.troubles.undelivered["0001"] = 30005
        channel = connect(
            {**account, "from": "12368", "base_url": gateway.base_url}, kit_double(tmp_path, clock, http=http, public_url=public_url)
        )
        await channel.send(Message("立案:7/d", "19900000001", "【雨花台法院】通知"))
        await gateway.reported()
    await runner.cleanup()
    assert [(report.delivery_id, report.receipt.outcome) for report in reports] == [
        ("立案:7/d", Outcome.ACCEPTED), ("立案:7/d", Outcome.REJECTED),
    ]  # fmt: skip
