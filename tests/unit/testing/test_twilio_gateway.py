"""The local SMS gateway answers as Twilio's documents say, also to a stranger's plain client."""

from __future__ import annotations

from base64 import b64encode
from typing import TYPE_CHECKING, Any

import pytest
from aiohttp import ClientSession

from broadcaster.testing.channel_contract import NOW
from broadcaster.testing.clock import OwnedClock
from broadcaster.testing.twilio_gateway import TwilioGateway

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

NUMBER = "+8619900000001"
FORM = {"To": NUMBER, "From": "12368", "Body": "【雨花台法院】通知"}


def login(secret: str) -> dict[str, str]:
    """Return the header of the account with this secret."""
    return {"Authorization": "Basic " + b64encode(f"AC1:{secret}".encode()).decode()}


@pytest.fixture
async def client() -> AsyncIterator[ClientSession]:
    """Return a client that knows the account's secret; its addresses are those of the gateway."""
    async with (
        TwilioGateway(OwnedClock(NOW), account_sid="AC1", auth_token="token") as gateway,
        ClientSession(f"{gateway.base_url}/2010-04-01/Accounts/", headers=login("token")) as session,
    ):
        yield session


async def post(client: ClientSession, **change: str) -> tuple[int, dict[str, Any]]:
    """Create a message and return status and answer."""
    form = {name: value for name, value in {**FORM, **change}.items() if value}
    async with client.post("AC1/Messages.json", data=form) as answer:
        return answer.status, await answer.json()


@pytest.mark.parametrize(("missing", "code"), [("To", 21604), ("From", 21603), ("Body", 21602)])
async def test_what_is_missing_is_named(client: ClientSession, missing: str, code: int) -> None:
    """A form without number, sender or text is refused with the code of that fault."""
    status, answer = await post(client, **{missing: ""})
    assert (status, answer["code"]) == (400, code)


async def test_messages_are_listed_newest_first_in_pages(client: ClientSession) -> None:
    """A list is filtered by number and leads to its next page."""
    for body in "一二三":
        await post(client, Body=body)
    await post(client, To="+8619900000002")
    async with client.get("AC1/Messages.json", params={"To": NUMBER, "PageSize": "2"}) as answer:
        page = await answer.json()
    async with client.get(page["next_page_uri"]) as answer:
        last = await answer.json()
    assert [message["body"] for message in page["messages"] + last["messages"]] == ["三", "二", "一"]
    assert last["next_page_uri"] is None


async def test_one_message_can_be_fetched(client: ClientSession) -> None:
    """A message is found by its id, with its times in GMT; another id is not found."""
    _, created = await post(client)
    async with client.get(f"AC1/Messages/{created['sid']}.json") as answer:
        assert (await answer.json())["date_created"] == "Sat, 14 Nov 2026 00:00:00 +0000"
    async with client.get("AC1/Messages/SM0.json") as answer:
        assert answer.status == 404


async def test_only_the_accounts_own_secret_opens(client: ClientSession) -> None:
    """A wrong secret and another account are refused."""
    async with client.get("AC1/Messages.json", headers=login("wrong")) as answer:
        assert (answer.status, (await answer.json())["code"]) == (401, 20003)
    async with client.get("AC2/Messages.json") as answer:
        assert (answer.status, (await answer.json())["code"]) == (404, 20404)
