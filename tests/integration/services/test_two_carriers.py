"""A court with two routes for SMS: when the first one is down, notices go by the second, and come back slowly."""

from __future__ import annotations

import shutil
from contextlib import AsyncExitStack
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from broadcaster.bootstrap import House
from broadcaster.domain.circuit_breaker import BreakerState
from broadcaster.domain.deliveries import DeliveryState
from broadcaster.domain.errors import SettingsError
from broadcaster.settings import read_settings
from broadcaster.testing.aliyun_gateway import AliyunGateway
from broadcaster.testing.clock import OwnedClock
from broadcaster.testing.twilio_gateway import TwilioGateway
from tests.builders import applicant, event, moment, owed
from tests.integration.services.courthouse import Courthouse

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from pathlib import Path

FILING = (
    "${name}：您申请执行的${cause}一案，本院已于${date}立案执行，案号${number}。承办人${officer}，电话${phone}。"
    "凭有效证件可到本院诉讼服务中心查阅案件，咨询12368。以书面法律文书为准。法院不会要求扫码付款或转账到个人账户。"
)
SETTINGS = """
mode = "{mode}"
public_url = "https://yhtfy.court.gov.cn"
[media]
sms = ["sms_twilio", "sms_aliyun"]
[carriers.sms_aliyun]
cost = 0.045
per_second = 1000
"""
ALIYUN = f"""
access_key_id = "key"
access_key_secret = "secret"
sign_name = "雨花台法院"
government_account = true
government_approval = "政务〔2026〕1号"
[templates.filing]
id = "SMS_1001"
text = "{FILING}"
[templates.any]
id = "SMS_1002"
text = "第${{number}}号"
"""


def two_routes(folder: Path, **gateways: str) -> dict[str, str]:
    """Write the court's own settings; return the environment that names them and the gateways."""
    (folder / "channels").mkdir(parents=True)
    (folder / "settings.toml").write_text(SETTINGS.format(mode="trial"), "utf-8")
    (folder / "channels" / "sms_aliyun.toml").write_text(ALIYUN, "utf-8")
    account = {"ACCOUNT_SID": "AC1", "AUTH_TOKEN": "token", "FROM": "12368"}
    told = {f"BROADCASTER__CHANNELS__SMS_TWILIO__{name}": value for name, value in account.items()}
    addresses = {f"BROADCASTER__CHANNELS__{name.upper()}__BASE_URL": address for name, address in gateways.items()}
    return {"BROADCASTER_CONFIG": str(folder), **told, **addresses}


@pytest.fixture
def clock() -> OwnedClock:
    """Return a clock on a working day's morning."""
    return OwnedClock(moment("2026-11-05", "10:00"))


@pytest.fixture
async def twilio(clock: OwnedClock) -> AsyncIterator[TwilioGateway]:
    """Return the gateway of the first route."""
    async with TwilioGateway(clock, account_sid="AC1", auth_token="token") as gateway:
        yield gateway


@pytest.fixture
async def aliyun(clock: OwnedClock) -> AsyncIterator[AliyunGateway]:
    """Return the gateway of the second route."""
    templates = {"SMS_1001": FILING, "SMS_1002": "第${number}号"}
    async with AliyunGateway(clock, access_key=("key", "secret"), signature="雨花台法院", templates=templates) as gateway:
        yield gateway


@pytest.fixture
async def court(  # noqa: PLR0917 - a whole court
    data_folder: Path, blank_database: Path, valkey_url: str, clock: OwnedClock, twilio: TwilioGateway, aliyun: AliyunGateway
) -> AsyncIterator[Courthouse]:
    """Open a house with both routes."""
    shutil.copy(blank_database, data_folder / "broadcaster.sqlite3")
    own = two_routes(data_folder / "config", sms_twilio=twilio.base_url, sms_aliyun=aliyun.base_url)
    settings = read_settings({**own, "BROADCASTER_HOME": str(data_folder), "BROADCASTER_REDIS_URL": valkey_url})
    async with AsyncExitStack() as stack:
        yield Courthouse(await stack.enter_async_context(House(settings, clock)), clock)


async def send(court: Courthouse, first: int, count: int) -> None:
    """Owe so many plain messages and send what is due."""
    texts = {number: f'{{"text":"【雨花台法院】第{number}号"}}'.encode() for number in range(first, first + count)}
    async with court.house.store.writing() as books:
        await books.deliveries.owe([owed(number, message=text, medium="sms") for number, text in texts.items()], court.clock.now())
    await court.house.dispatch.drain()


async def test_a_notice_whose_first_route_is_down_goes_by_the_second(
    court: Courthouse, twilio: TwilioGateway, aliyun: AliyunGateway
) -> None:
    """The applicant gets the filing notice half a minute later, in the very words, by the vendor's registered template."""
    twilio.troubles.failing = 100
    await court.tell(event("case.filed", parties=[applicant()]))
    for _ in range(2):
        await court.house.dispatch.drain()
        await court.later(seconds=31)
    assert twilio.messages == []
    assert [each.template_id for each in aliyun.messages] == ["SMS_1001"]
    assert aliyun.messages[0].text.startswith("【雨花台法院】")


async def test_five_failures_open_the_first_route_and_one_probe_mends_it(
    court: Courthouse, twilio: TwilioGateway, aliyun: AliyunGateway
) -> None:
    """While it is open nobody waits for it; one probe finds it well, and traffic comes back by a tenth a minute."""
    twilio.troubles.failing = 5
    await send(court, 1, 5)
    assert court.house.routing.health()[0].state is BreakerState.OPEN
    await send(court, 101, 10)
    assert (len(twilio.messages), len(aliyun.messages)) == (0, 10)
    court.clock.advance(timedelta(seconds=31))
    await send(court, 201, 10)
    assert len(twilio.messages) == 1
    assert court.house.routing.health()[0].state is BreakerState.CLOSED
    await send(court, 301, 10)
    assert len(twilio.messages) == 1
    assert {row.state for row in await court.deliveries()} == {DeliveryState.ACCEPTED}


async def test_what_became_of_a_message_stands_with_the_carrier_that_took_it(
    court: Courthouse, twilio: TwilioGateway, aliyun: AliyunGateway
) -> None:
    """Its later report comes from there, and is looked for there."""
    twilio.troubles.failing = 1
    await send(court, 1, 1)
    await court.later(seconds=31)
    await court.house.dispatch.drain()
    [row] = await court.deliveries()
    assert (row.channel, row.state) == ("sms_aliyun", DeliveryState.ACCEPTED)
    assert len(aliyun.messages) == 1


async def test_r69_production_does_not_start_where_one_of_the_routes_may_not_carry_court_content(data_folder: Path) -> None:
    """R69: each channel of the list is checked, not the first alone; a channel of another medium is refused too."""
    own = two_routes(data_folder / "config", sms_twilio="http://10.8.0.3", sms_aliyun="http://10.8.0.4")
    (data_folder / "config" / "settings.toml").write_text(SETTINGS.format(mode="production"), "utf-8")
    refused = {"BROADCASTER__CHANNELS__SMS_ALIYUN__GOVERNMENT_ACCOUNT": "false"}
    async with House(read_settings({**own, **refused, "BROADCASTER_HOME": str(data_folder)})) as house:
        with pytest.raises(SettingsError, match="sms_aliyun: may not carry court content"):
            _ = house.outlets.message_channels
    async with House(read_settings({**own, "BROADCASTER__MEDIA__EMAIL": "sms_aliyun", "BROADCASTER_HOME": str(data_folder)})) as house:
        with pytest.raises(SettingsError, match="sms_aliyun does not carry email"):
            _ = house.outlets.message_channels
