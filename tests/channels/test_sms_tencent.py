"""SMS through Tencent Cloud by registered templates, against a gateway that checks the signature by itself."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from broadcaster.adapters.http_aiohttp import AiohttpSession
from broadcaster.domain.errors import InvalidInput, SettingsError
from broadcaster.ports.channels import BadSignature, CallbackRequest, Message, Outcome
from broadcaster.ports.http import HttpAnswer
from broadcaster.testing.channel_contract import NOW, MessageChannelContract
from broadcaster.testing.clock import OwnedClock
from broadcaster.testing.kit import kit_double
from broadcaster.testing.tencent_gateway import TencentGateway
from channels.sms_tencent import connect, read_receipts
from channels.sms_tencent.receipts import of_answer
from channels.sms_tencent.signing import Credential

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Sequence
    from pathlib import Path

    from channels.sms_tencent.adapter import TencentChannel

KEY, SECRET, TOKEN = "key-of-the-court", "a-secret-that-nobody-may-read", "a-token-in-the-address"
FILING = "{1}：您申请执行的{2}一案已立案执行，详询12368。"
PLAIN = "您有一项司法事务，请拨打12368核实。"
OPTIONS: dict[str, object] = {
    "secret_id": KEY,
    "secret_key": SECRET,
    "sdk_app_id": "1400000001",
    "sign_name": "雨花台法院",
    "government_account": True,
    "government_approval": "政务〔2026〕1号",
    "callback_token": TOKEN,
    "templates": {"filing": {"id": "1001", "text": FILING}, "verify_number": {"id": "1002", "text": PLAIN}},
}
TEXT = "【雨花台法院】陈甲：您申请执行的（2026）苏0114执100号一案已立案执行，详询12368。"
RECEIPTS = f"https://court.example/channels/sms_tencent/receipts?token={TOKEN}"


@pytest.fixture
def clock() -> OwnedClock:
    """Return a clock at eight in the morning."""
    return OwnedClock(NOW)


@pytest.fixture
async def gateway(clock: OwnedClock) -> AsyncIterator[TencentGateway]:
    """Return a gateway that knows the court's key, application, signature and two texts."""
    templates = {"1001": FILING, "1002": PLAIN}
    async with TencentGateway(clock, key=(KEY, SECRET), sdk_app_id="1400000001", signature="雨花台法院", templates=templates) as listening:
        yield listening


@pytest.fixture
async def http() -> AsyncIterator[AiohttpSession]:
    """Return the house's own HTTP session."""
    async with AiohttpSession() as session:
        yield session


@pytest.fixture
def channel(gateway: TencentGateway, http: AiohttpSession, clock: OwnedClock, tmp_path: Path) -> TencentChannel:
    """Return the channel, connected to the gateway."""
    return connect({**OPTIONS, "base_url": gateway.base_url}, kit_double(tmp_path, clock, http=http))


@pytest.fixture
def message() -> Message:
    """Return a notice to a synthetic party, as the house writes it."""
    return Message("d-0001", "19900000001", TEXT, first_tried_at=NOW)


class TestContract(MessageChannelContract):
    """The channel keeps what every message channel keeps."""

    @pytest.fixture
    def channel(self, channel: TencentChannel) -> TencentChannel:
        """Return the channel on the gateway."""
        return channel

    @pytest.fixture
    def message(self, message: Message) -> Message:
        """Return a notice whose text is registered."""
        return message

    @pytest.fixture
    def unreachable(self, http: AiohttpSession, clock: OwnedClock, tmp_path: Path) -> TencentChannel:
        """Return the channel with a port at which nobody listens."""
        return connect({**OPTIONS, "base_url": "http://127.0.0.1:9"}, kit_double(tmp_path, clock, http=http))

    @pytest.fixture
    def secrets(self) -> Sequence[str]:
        """Return the account's secrets."""
        return [SECRET, TOKEN]


@pytest.mark.parametrize(
    ("secret_key", "headers", "signature"),
    [
        ("Gu5t9xGARNpq86cd98joQYCN3EXAMPLE", {}, "72e494ea809ad7a8c8f7a4507b9bddcbaa8e581f516e8da2f66e2c5a96525168"),
        (
            "Gu5t9xGARNpq86cd98joQYCN3*******",
            {"x-tc-action": "DescribeInstances"},
            "be4f67d323c78ab9acb7395e43c0dbcf822a9cfac32fea2449a7bc7726b770a3",
        ),
    ],
    ids=["international documents", "mainland documents"],
)
def test_the_signature_is_that_of_the_example_in_tencents_documents(secret_key: str, headers: dict[str, str], signature: str) -> None:
    """Their worked example of signature v3, as it stands in both of their documents, stars and all."""
    body = rb'{"Limit": 1, "Filters": [{"Values": ["\u672a\u547d\u540d"], "Name": "instance-name"}]}'
    signed = {"content-type": "application/json; charset=utf-8", "host": "cvm.tencentcloudapi.com", **headers}
    authorization = Credential("AKIDz8krbsJ5yKBZQpn74WFkmLPx3EXAMPLE", secret_key, "cvm").authorization(
        timestamp=1551113065, headers=signed, body=body
    )
    assert authorization == (
        "TC3-HMAC-SHA256 Credential=AKIDz8krbsJ5yKBZQpn74WFkmLPx3EXAMPLE/2019-02-25/cvm/tc3_request, "
        f"SignedHeaders={';'.join(sorted(signed))}, Signature={signature}"
    )


async def test_r65_the_vendor_makes_the_very_text_from_template_and_variables(
    channel: TencentChannel, gateway: TencentGateway, message: Message
) -> None:
    """R63, R65: what arrives is what was approved here, with one signature, placed by the vendor."""
    receipt = await channel.send(message)
    [arrived] = gateway.messages
    assert (arrived.text, arrived.template_id, arrived.ours) == (TEXT, "1001", "d-0001")
    assert (receipt.outcome, receipt.provider_id) == (Outcome.ACCEPTED, arrived.serial)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("【雨花台法院】您的案件已立案执行，详询12368。", "R65.not_registered"),
        (TEXT.replace("陈甲", "https://example.test/a"), "R66.link_in_variable"),
        (TEXT.replace("【雨花台法院】", "【另一法院】"), "R63.signature"),
    ],
)
async def test_r65_what_is_not_registered_is_refused_before_it_leaves(
    channel: TencentChannel, gateway: TencentGateway, message: Message, text: str, code: str
) -> None:
    """R63, R65, R66: a text without template, a link in a variable or another signature never goes out, and staff are told."""
    receipt = await channel.send(replace(message, text=text))
    assert (receipt.outcome, receipt.code, receipt.ours_to_fix) == (Outcome.REJECTED, code, True)
    assert gateway.messages == []


@pytest.mark.parametrize(
    ("code", "outcome", "ours", "wait"),
    [
        ("InvalidParameterValue.IncorrectPhoneNumber", Outcome.REJECTED, False, None),
        ("FailedOperation.PhoneNumberInBlacklist", Outcome.REJECTED, False, None),
        ("LimitExceeded.PhoneNumberOneHourLimit", Outcome.DEFERRED, False, timedelta(hours=1)),
        ("FailedOperation.InsufficientBalanceInSmsPackage", Outcome.DEFERRED, True, None),
        ("FailedOperation.TemplateIncorrectOrUnapproved", Outcome.DEFERRED, True, None),
        ("FailedOperation.ContainSensitiveWord", Outcome.REJECTED, True, None),
        ("InternalError.Timeout", Outcome.UNKNOWN, False, None),
        ("InternalError.OtherError", Outcome.DEFERRED, False, None),
        ("FailedOperation.NeverHeardOf", Outcome.REJECTED, False, None),
    ],
)
async def test_r72_bad_number_later_and_ours_to_fix_are_told_apart(
    channel: TencentChannel, gateway: TencentGateway, message: Message, code: str, *, outcome: Outcome, ours: bool, wait: timedelta | None
) -> None:
    """R72: each of the vendor's codes means one of ours; a code nobody knows is not tried again."""
    gateway.troubles.refused["0001"] = code
    receipt = await channel.send(message)
    assert (receipt.outcome, receipt.code, receipt.ours_to_fix, receipt.retry_after) == (outcome, code, ours, wait)


async def test_r70_a_second_message_within_half_a_minute_waits_that_long(channel: TencentChannel, message: Message) -> None:
    """The vendor's limit on one number is kept, and is no failure of the carrier."""
    await channel.send(message)
    receipt = await channel.send(replace(message, delivery_id="d-0002"))
    assert (receipt.outcome, receipt.retry_after) == (Outcome.DEFERRED, timedelta(seconds=30))


async def test_too_many_requests_are_deferred_without_blame(channel: TencentChannel, gateway: TencentGateway, message: Message) -> None:
    """Throttled is told to wait, which is no failure of the carrier."""
    gateway.troubles.too_many = 1
    receipt = await channel.send(message)
    assert (receipt.outcome, receipt.retry_after) == (Outcome.DEFERRED, timedelta(seconds=1))


@pytest.mark.parametrize("wrong", [{"secret_id": "another"}, {"secret_key": "another"}, {"sdk_app_id": "1400000002"}])
async def test_a_refused_key_is_ours_to_fix(
    gateway: TencentGateway, http: AiohttpSession, message: Message, tmp_path: Path, *, wrong: dict[str, str]
) -> None:
    """A wrong key, secret or application is deferred and alarms an operator."""
    strange = connect({**OPTIONS, **wrong, "base_url": gateway.base_url}, kit_double(tmp_path, OwnedClock(NOW), http=http))
    receipt = await strange.send(message)
    assert (receipt.outcome, receipt.ours_to_fix) == (Outcome.DEFERRED, True)


async def test_a_lost_answer_is_unknown_and_nobody_can_be_asked(channel: TencentChannel, gateway: TencentGateway, message: Message) -> None:
    """The vendor lists nothing by our id, so the house waits and then asks a person."""
    gateway.troubles.lost_answers = 1
    assert (await channel.send(message)).outcome is Outcome.UNKNOWN
    assert not channel.capabilities.can_ask


async def test_reports_called_back_find_their_deliveries_by_the_vendors_id(
    channel: TencentChannel, gateway: TencentGateway, message: Message
) -> None:
    """Several reports come in one call; each brings the id that the send was answered with."""
    gateway.troubles.undelivered |= {"0002": "MK:0001", "0003": "EXPIRED"}
    sent = [
        await channel.send(replace(message, delivery_id=f"d-{number}", to=f"1990000000{number}"))
        for number in range(1, 4)
    ]  # fmt: skip
    reports = read_receipts(CallbackRequest(RECEIPTS, {}, msgspec.json.encode(gateway.reports()), {}), OPTIONS)
    assert [each.receipt.provider_id for each in reports] == [each.provider_id for each in sent]
    assert [each.receipt.outcome for each in reports] == [Outcome.DELIVERED, Outcome.REJECTED, Outcome.DEFERRED]
    assert {each.at for each in reports} == {NOW}
    assert "1990000" not in repr(reports)


@pytest.mark.parametrize("url", [RECEIPTS.partition("?")[0], RECEIPTS + "x"], ids=["no token", "another token"])
def test_a_report_without_the_secret_in_its_address_is_refused(url: str) -> None:
    """The vendor signs nothing; whoever does not know the address is not believed, and without a secret nobody is."""
    for options in (OPTIONS, {**OPTIONS, "callback_token": ""}):
        with pytest.raises(BadSignature):
            read_receipts(CallbackRequest(url, {}, b"[]", {}), options)


@pytest.mark.parametrize("body", [b"", b"{}", b'[{"sid": 1}]', b"\xff"])
def test_a_report_that_cannot_be_read_is_bad_input(body: bytes) -> None:
    """Nothing is guessed."""
    with pytest.raises(InvalidInput):
        read_receipts(CallbackRequest(RECEIPTS, {}, body, {}), OPTIONS)


@given(status=st.integers(200, 599), body=st.binary(max_size=200) | st.just(b'{"Response": {"SendStatusSet": []}}') | st.just(b"[]"))
def test_no_answer_of_a_gateway_is_beyond_words(status: int, body: bytes) -> None:
    """Whatever a gateway answers is a receipt, and what is no Ok is never taken for success."""
    assert of_answer(HttpAnswer(status, body)).outcome in {Outcome.DEFERRED, Outcome.REJECTED, Outcome.UNKNOWN}


def test_r69_court_content_needs_a_government_account_with_its_approval(clock: OwnedClock, tmp_path: Path) -> None:
    """R69: by default the vendor forbids a court's content; questionnaires, links and answers it never carries."""
    kit = kit_double(tmp_path, clock)
    ordinary = connect({**OPTIONS, "government_account": False}, kit).capabilities
    government = connect(OPTIONS, kit).capabilities
    assert (ordinary.court_content, government.court_content) == (False, True)
    assert not any((government.survey, government.links, government.two_way, government.cross_border))
    with pytest.raises(SettingsError, match="government_approval"):
        connect({**OPTIONS, "government_approval": ""}, kit)


@pytest.mark.parametrize(
    ("base_url", "abroad"),
    [("", False), ("https://sms.ap-nanjing.tencentcloudapi.com", False), ("https://sms.ap-singapore.tencentcloudapi.com", True)],
)
def test_r41_only_addresses_in_the_mainland_are_no_border(base_url: str, *, abroad: bool, clock: OwnedClock, tmp_path: Path) -> None:
    """R41: an address elsewhere counts as abroad."""
    assert connect({**OPTIONS, "base_url": base_url}, kit_double(tmp_path, clock)).capabilities.cross_border is abroad


def test_every_fault_of_the_options_is_told_at_once(clock: OwnedClock, tmp_path: Path) -> None:
    """Missing and misspelt options are named together, those of templates too, their values never."""
    with pytest.raises(SettingsError) as told:
        connect({"region": "ap-mars", "secret_kye": SECRET, "templates": {"bad": {"text": "{1}{2}"}}}, kit_double(tmp_path, clock))
    said = str(told.value)
    assert all(name in said for name in ("region", "secret_id", "secret_key:", "sdk_app_id", "sign_name", "secret_kye", "templates.bad.id"))
    assert SECRET not in said
