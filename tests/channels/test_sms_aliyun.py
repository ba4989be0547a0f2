"""SMS through Alibaba Cloud by registered templates, against a gateway that checks the signature by itself."""

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
from broadcaster.testing.aliyun_gateway import AliyunGateway
from broadcaster.testing.channel_contract import NOW, MessageChannelContract
from broadcaster.testing.clock import OwnedClock
from broadcaster.testing.kit import kit_double
from channels.sms_aliyun import connect, read_receipts
from channels.sms_aliyun.receipts import of_answer
from channels.sms_aliyun.signing import EMPTY_BODY, authorization, canonical_query

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Sequence
    from pathlib import Path

    from channels.sms_aliyun.adapter import AliyunChannel

KEY, SECRET, TOKEN = "key-of-the-court", "a-secret-that-nobody-may-read", "a-token-in-the-address"
FILING = "${name}：您申请执行的${case}一案已立案执行，详询12368。"
PLAIN = "您有一项司法事务，请拨打12368核实。"
OPTIONS: dict[str, object] = {
    "access_key_id": KEY,
    "access_key_secret": SECRET,
    "sign_name": "雨花台法院",
    "government_account": True,
    "government_approval": "政务〔2026〕1号",
    "callback_token": TOKEN,
    "templates": {"filing": {"id": "SMS_1001", "text": FILING}, "verify_number": {"id": "SMS_1002", "text": PLAIN}},
}
TEXT = "【雨花台法院】陈甲：您申请执行的（2026）苏0114执100号一案已立案执行，详询12368。"
RECEIPTS = f"https://court.example/channels/sms_aliyun/receipts?token={TOKEN}"


@pytest.fixture
def clock() -> OwnedClock:
    """Return a clock at eight in the morning."""
    return OwnedClock(NOW)


@pytest.fixture
async def gateway(clock: OwnedClock) -> AsyncIterator[AliyunGateway]:
    """Return a gateway that knows the court's key, signature and two texts."""
    templates = {"SMS_1001": FILING, "SMS_1002": PLAIN}
    async with AliyunGateway(clock, access_key=(KEY, SECRET), signature="雨花台法院", templates=templates) as listening:
        yield listening


@pytest.fixture
async def http() -> AsyncIterator[AiohttpSession]:
    """Return the house's own HTTP session."""
    async with AiohttpSession() as session:
        yield session


@pytest.fixture
def channel(gateway: AliyunGateway, http: AiohttpSession, clock: OwnedClock, tmp_path: Path) -> AliyunChannel:
    """Return the channel, connected to the gateway."""
    return connect({**OPTIONS, "base_url": gateway.base_url}, kit_double(tmp_path, clock, http=http))


@pytest.fixture
def message() -> Message:
    """Return a notice to a synthetic party, as the house writes it."""
    return Message("d-0001", "19900000001", TEXT, first_tried_at=NOW)


class TestContract(MessageChannelContract):
    """The channel keeps what every message channel keeps."""

    @pytest.fixture
    def channel(self, channel: AliyunChannel) -> AliyunChannel:
        """Return the channel on the gateway."""
        return channel

    @pytest.fixture
    def message(self, message: Message) -> Message:
        """Return a notice whose text is registered."""
        return message

    @pytest.fixture
    def unreachable(self, http: AiohttpSession, clock: OwnedClock, tmp_path: Path) -> AliyunChannel:
        """Return the channel with a port at which nobody listens."""
        return connect({**OPTIONS, "base_url": "http://127.0.0.1:9"}, kit_double(tmp_path, clock, http=http))

    @pytest.fixture
    def secrets(self) -> Sequence[str]:
        """Return the account's secrets."""
        return [SECRET, TOKEN]


def test_the_signature_is_that_of_the_example_in_alibabas_documents() -> None:
    """Their worked example of method V3: fixed key, date, nonce and parameters give their signature."""
    query = canonical_query({"RegionId": "cn-shanghai", "ImageId": "win2019_1809_x64_dtc_zh-cn_40G_alibase_20230811.vhd"})
    headers = {
        "host": "ecs.cn-shanghai.aliyuncs.com",
        "x-acs-action": "RunInstances",
        "x-acs-version": "2014-05-26",
        "x-acs-date": "2023-10-26T10:22:32Z",
        "x-acs-signature-nonce": "3156853299f313e23d1673dc12e1703d",
        "x-acs-content-sha256": EMPTY_BODY,
    }
    assert authorization("YourAccessKeyId", "YourAccessKeySecret", method="POST", query=query, headers=headers) == (
        "ACS3-HMAC-SHA256 Credential=YourAccessKeyId,"
        "SignedHeaders=host;x-acs-action;x-acs-content-sha256;x-acs-date;x-acs-signature-nonce;x-acs-version,"
        "Signature=06563a9e1b43f5dfe96b81484da74bceab24a1d853912eee15083a6f0f3283c0"
    )


async def test_r65_the_vendor_makes_the_very_text_from_template_and_variables(
    channel: AliyunChannel, gateway: AliyunGateway, message: Message
) -> None:
    """R63, R65: what arrives is what was approved here, with one signature, placed by the vendor."""
    receipt = await channel.send(message)
    [arrived] = gateway.messages
    assert (arrived.text, arrived.template_id, arrived.ours) == (TEXT, "SMS_1001", "d-0001")
    assert (receipt.outcome, receipt.provider_id) == (Outcome.ACCEPTED, arrived.serial)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("【雨花台法院】您的案件已立案执行，详询12368。", "R65.not_registered"),
        (TEXT.replace("陈甲", "https://example.test/a"), "R66.link_in_variable"),
        (TEXT.replace("陈甲", "yhtfy.example.com"), "R66.link_in_variable"),
        (TEXT.replace("【雨花台法院】", "【另一法院】"), "R63.signature"),
        (TEXT.replace("【雨花台法院】", ""), "R63.signature"),
    ],
)
async def test_r65_what_is_not_registered_is_refused_before_it_leaves(
    channel: AliyunChannel, gateway: AliyunGateway, message: Message, text: str, code: str
) -> None:
    """R63, R65, R66: a text without template, a link in a variable or another signature never goes out, and staff are told."""
    receipt = await channel.send(replace(message, text=text))
    assert (receipt.outcome, receipt.code, receipt.ours_to_fix) == (Outcome.REJECTED, code, True)
    assert gateway.messages == []


@pytest.mark.parametrize(
    ("code", "outcome", "ours", "wait"),
    [
        ("isv.MOBILE_NUMBER_ILLEGAL", Outcome.REJECTED, False, None),
        ("isv.BUSINESS_LIMIT_CONTROL", Outcome.DEFERRED, False, timedelta(hours=1)),
        ("isv.AMOUNT_NOT_ENOUGH", Outcome.DEFERRED, True, None),
        ("isv.SMS_TEMPLATE_ILLEGAL", Outcome.DEFERRED, True, None),
        ("isv.BLACK_KEY_CONTROL_LIMIT", Outcome.REJECTED, True, None),
        ("isp.SYSTEM_ERROR", Outcome.DEFERRED, False, None),
        ("isv.NEVER_HEARD_OF", Outcome.REJECTED, False, None),
    ],
)
async def test_r72_bad_number_later_and_ours_to_fix_are_told_apart(
    channel: AliyunChannel, gateway: AliyunGateway, message: Message, code: str, *, outcome: Outcome, ours: bool, wait: timedelta | None
) -> None:
    """R70, R72: each of the vendor's codes means one of ours; a code nobody knows is not tried again."""
    gateway.troubles.refused["0001"] = code
    receipt = await channel.send(message)
    assert (receipt.outcome, receipt.code, receipt.ours_to_fix, receipt.retry_after) == (outcome, code, ours, wait)


async def test_too_many_requests_are_deferred_without_blame(channel: AliyunChannel, gateway: AliyunGateway, message: Message) -> None:
    """Throttled is told to wait, which is no failure of the carrier."""
    gateway.troubles.too_many = 1
    receipt = await channel.send(message)
    assert (receipt.outcome, receipt.retry_after) == (Outcome.DEFERRED, timedelta(seconds=1))


@pytest.mark.parametrize("wrong", [{"access_key_id": "another"}, {"access_key_secret": "another"}])
async def test_a_refused_key_is_ours_to_fix(
    gateway: AliyunGateway, http: AiohttpSession, message: Message, tmp_path: Path, *, wrong: dict[str, str]
) -> None:
    """A wrong key or secret is deferred and alarms an operator."""
    strange = connect({**OPTIONS, **wrong, "base_url": gateway.base_url}, kit_double(tmp_path, OwnedClock(NOW), http=http))
    receipt = await strange.send(message)
    assert (receipt.outcome, receipt.ours_to_fix) == (Outcome.DEFERRED, True)


async def test_a_lost_answer_is_unknown_until_asked(channel: AliyunChannel, gateway: AliyunGateway, message: Message) -> None:
    """The vendor promises nothing about repeats, so it is asked by our own id before anything is sent again."""
    gateway.troubles.lost_answers = 1
    assert (await channel.send(message)).outcome is Outcome.UNKNOWN
    answer = await channel.ask(message)
    assert answer is not None
    assert answer.outcome is Outcome.DELIVERED


async def test_yesterdays_message_is_found_after_midnight(
    channel: AliyunChannel, gateway: AliyunGateway, clock: OwnedClock, message: Message
) -> None:
    """Records are kept by day; both days are looked through."""
    gateway.troubles.lost_answers = 1
    await channel.send(message)
    clock.advance(timedelta(hours=20))
    assert await channel.ask(message) is not None


async def test_a_gateway_that_cannot_be_asked_leaves_it_unknown(channel: AliyunChannel, gateway: AliyunGateway, message: Message) -> None:
    """No answer to the question is not an answer."""
    gateway.troubles.failing = 1
    answer = await channel.ask(message)
    assert answer is not None
    assert answer.outcome is Outcome.UNKNOWN


async def test_pushed_reports_find_their_deliveries(channel: AliyunChannel, gateway: AliyunGateway, message: Message) -> None:
    """Several reports come in one call; each brings our own id, what became of it and when."""
    gateway.troubles.undelivered |= {"0002": "INVALID_NUMBER", "0003": "MOBILE_NOT_ON_SERVICE"}
    for number in ("19900000001", "19900000002", "19900000003"):
        await channel.send(replace(message, delivery_id=f"d-{number[-4:]}", to=number))
    reports = read_receipts(CallbackRequest(RECEIPTS, {}, msgspec.json.encode(gateway.reports()), {}), OPTIONS)
    assert [(each.delivery_id, each.receipt.outcome) for each in reports] == [
        ("d-0001", Outcome.DELIVERED), ("d-0002", Outcome.REJECTED), ("d-0003", Outcome.DEFERRED),
    ]  # fmt: skip
    assert {each.at for each in reports} == {NOW + timedelta(seconds=3)}
    assert "1990000" not in repr(reports)


@pytest.mark.parametrize("url", [RECEIPTS.partition("?")[0], RECEIPTS + "x"], ids=["no token", "another token"])
def test_a_report_without_the_secret_in_its_address_is_refused(url: str) -> None:
    """The vendor signs nothing; whoever does not know the address is not believed, and without a secret nobody is."""
    for options in (OPTIONS, {**OPTIONS, "callback_token": ""}):
        with pytest.raises(BadSignature):
            read_receipts(CallbackRequest(url, {}, b"[]", {}), options)


@pytest.mark.parametrize("body", [b"", b"{}", b'[{"success": "perhaps"}]', b"\xff"])
def test_a_report_that_cannot_be_read_is_bad_input(body: bytes) -> None:
    """Nothing is guessed."""
    with pytest.raises(InvalidInput):
        read_receipts(CallbackRequest(RECEIPTS, {}, body, {}), OPTIONS)


@given(status=st.integers(200, 599), body=st.binary(max_size=200) | st.just(b'{"Code": 1}') | st.just(b"[]"))
def test_no_answer_of_a_gateway_is_beyond_words(status: int, body: bytes) -> None:
    """Whatever a gateway answers is a receipt, and what is no OK is never taken for success."""
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
    [
        ("", False),
        ("https://dysmsapi.cn-shanghai.aliyuncs.com", False),
        ("https://dysmsapi.cn-hongkong.aliyuncs.com", True),
        ("https://dysmsapi.ap-southeast-1.aliyuncs.com", True),
        ("https://aliyuncs.example", True),
    ],
)
def test_r41_only_addresses_in_the_mainland_are_no_border(base_url: str, *, abroad: bool, clock: OwnedClock, tmp_path: Path) -> None:
    """R41: an address elsewhere counts as abroad."""
    assert connect({**OPTIONS, "base_url": base_url}, kit_double(tmp_path, clock)).capabilities.cross_border is abroad


@pytest.mark.parametrize(
    ("text", "told"),
    [("${a}${b}好", "R65"), ("${a}", "R65"), ("【雨花台法院】您好", "R63")],
    ids=["side by side", "nothing else", "with a signature"],
)
def test_r65_a_template_that_cannot_be_registered_is_refused_at_start(text: str, told: str, clock: OwnedClock, tmp_path: Path) -> None:
    """R63, R65: every fault is named with its template, beside those of the other options."""
    with pytest.raises(SettingsError, match=rf"templates\.bad\.text.*{told}"):
        connect({**OPTIONS, "templates": {"bad": {"id": "SMS_1", "text": text}}}, kit_double(tmp_path, clock))
