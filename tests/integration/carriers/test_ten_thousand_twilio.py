"""Ten thousand messages through Twilio with five in a hundred going wrong: who can be asked is asked, so nothing comes twice."""

from __future__ import annotations

from collections import Counter
from contextlib import asynccontextmanager
from random import Random
from typing import TYPE_CHECKING

import pytest
from aiohttp import web

from broadcaster.adapters.http_aiohttp import AiohttpSession
from broadcaster.domain.deliveries import DeliveryState
from broadcaster.ports.channels import CallbackRequest
from broadcaster.testing.kit import kit_double
from broadcaster.testing.twilio_gateway import Mishap, TwilioGateway
from channels.sms_twilio import connect, read_receipts
from tests.integration.carriers.ten_thousand import Traffic, check, open_office, send_all

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterator, Mapping
    from pathlib import Path

    from broadcaster.ports.http import HttpAnswer
    from tests.integration.carriers.ten_thousand import Office

COUNT = 10_000
NOBODY = "98"
"""The end of numbers to which Twilio can bring nothing."""
ACCOUNT, SECRET = "AC00000000000000000000000000000001", "only-for-tests"
PATIENCE = 2.0


class HastySession(AiohttpSession):
    """Waits a short while for an answer, so that the test does not wait long."""

    async def request(
        self,
        method: str,
        url: str,
        *,
        headers: Mapping[str, str] | None = None,
        body: bytes | None = None,
        seconds: float = PATIENCE,
    ) -> HttpAnswer:
        """Send, and wait no longer than that."""
        return await super().request(method, url, headers=headers, body=body, seconds=min(seconds, PATIENCE))


@asynccontextmanager
async def web_process(office: Office) -> AsyncIterator[str]:
    """Take callbacks as the web process does: signature checked, then written down; give its public address."""

    async def take(request: web.Request) -> web.Response:
        form = {name: str(value) for name, value in (await request.post()).items()}
        headers = {name.lower(): value for name, value in request.headers.items()}
        called = CallbackRequest(f"{address}{request.path_qs}", headers, b"", form)
        await office.inbox.reports("sms_twilio", read_receipts(called, {"auth_token": SECRET}))
        return web.Response(status=204)

    app = web.Application()
    app.router.add_post("/channels/sms_twilio/receipts", take)
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    address = "http://{}:{}".format(*runner.addresses[0])
    yield address
    await runner.cleanup()


def mishaps(random: Random) -> Iterator[Mishap | None]:
    """Four in a hundred messages meet a mishap, of any sort."""
    while True:
        yield random.choice(list(Mishap)) if random.random() < 0.04 else None


@pytest.mark.slow
async def test_r72_nothing_is_lost_and_nothing_comes_twice(data_folder: Path) -> None:
    """Each message reaches Twilio once, even where its answer was lost; each ends as Twilio says it ended; nothing is left in doubt."""
    office = await open_office(data_folder)
    traffic = Traffic("【雨花台法院】第{:05}号：您的案件已立案执行，详询12368。".format, COUNT)
    received: Counter[str] = Counter()
    gateway = TwilioGateway(office.clock, account_sid=ACCOUNT, auth_token=SECRET)
    async with web_process(office) as public_url, gateway, HastySession() as http:
        gateway.troubles.mishaps = mishaps(Random(7))  # noqa: S311 - dice, no secret
        gateway.troubles.says_sent = False
        gateway.troubles.undelivered = {NOBODY: 30005}
        options = {"base_url": gateway.base_url, "account_sid": ACCOUNT, "auth_token": SECRET, "from": "12368"}
        channel = connect(options, kit_double(data_folder, office.clock, http=http, public_url=public_url))

        async def reported() -> None:
            await gateway.reported()
            received.update(message.body for message in gateway.messages[received.total() :])

        fates = await send_all(channel, office, traffic, received=received, reported=reported)
    await office.store.close()
    ended = check(fates)
    assert received.total() == COUNT
    assert {fate.received for fate in fates} == {1}
    assert ended == {DeliveryState.DELIVERED: COUNT - COUNT // 100, DeliveryState.REJECTED: COUNT // 100}
    assert any(fate.doubts for fate in fates)
