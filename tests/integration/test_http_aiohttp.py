"""HTTP out against real servers that answer, hang, break and are not there."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

import pytest
from aiohttp import web

from broadcaster.adapters.http_aiohttp import AiohttpSession
from broadcaster.domain.errors import Unavailable
from broadcaster.ports.http import ConnectionLost

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from broadcaster.ports.http import HttpSession


async def _echo(request: web.Request) -> web.Response:
    return web.Response(status=201, body=await request.read(), headers={"X-Seen": request.headers["X-Case"]})


async def _hang(_request: web.Request) -> web.Response:
    await asyncio.Event().wait()
    raise AssertionError


async def _hang_up(request: web.Request) -> web.Response:
    assert request.transport is not None
    request.transport.abort()
    return web.Response()


async def _elsewhere(_request: web.Request) -> web.Response:
    raise web.HTTPFound("/echo")


@pytest.fixture
async def gateway() -> AsyncIterator[str]:
    """Give the URL of a gateway of every temper."""
    application = web.Application()
    application.add_routes(
        [web.post("/echo", _echo), web.post("/hang", _hang), web.post("/hang-up", _hang_up), web.post("/elsewhere", _elsewhere)]
    )
    runner = web.AppRunner(application, shutdown_timeout=0.1)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    host, port = runner.addresses[0][:2]
    yield f"http://{host}:{port}"
    await runner.cleanup()


@pytest.fixture
async def session() -> AsyncIterator[HttpSession]:
    """Give our session, as the port has it."""
    async with AiohttpSession(connections=2) as session:
        yield session


async def test_an_answer_comes_back_whole(session: HttpSession, gateway: str) -> None:
    """Status, body and headers in lower case."""
    answer = await session.request("POST", f"{gateway}/echo", headers={"X-Case": "案"}, body="执行通知".encode())
    assert (answer.status, answer.body.decode(), answer.headers["x-seen"]) == (201, "执行通知", "案")


async def test_a_redirect_is_an_answer_and_not_an_order(session: HttpSession, gateway: str) -> None:
    """Nobody can send us elsewhere."""
    assert (await session.request("POST", f"{gateway}/elsewhere")).status == 302


async def test_a_server_that_is_not_there_got_nothing(session: HttpSession) -> None:
    """Refused connections may safely be tried again."""
    with pytest.raises(Unavailable, match=r"^POST 127\.0\.0\.1:1: "):
        await session.request("POST", "http://127.0.0.1:1/Messages?To=19900000001")


async def test_a_host_without_an_address_got_nothing(session: HttpSession) -> None:
    """A wrong name is found before anything is sent."""
    with pytest.raises(Unavailable):
        await session.request("POST", "http://nobody.invalid/")


@pytest.mark.parametrize("path", ["hang", "hang-up"])
async def test_after_sending_nobody_knows(session: HttpSession, gateway: str, path: str) -> None:
    """A line that breaks or falls silent after sending is told apart: the other side may have acted."""
    with pytest.raises(ConnectionLost):
        await session.request("POST", f"{gateway}/{path}", body=b"x", seconds=0.4)


async def test_waiting_for_a_free_connection_sends_nothing(session: HttpSession, gateway: str) -> None:
    """With all connections taken, the request that found none never left."""
    taken = [asyncio.create_task(session.request("POST", f"{gateway}/hang", seconds=2)) for _ in range(2)]
    await asyncio.sleep(0.1)
    with pytest.raises(Unavailable):
        await session.request("POST", f"{gateway}/echo", seconds=0.2)
    for outcome in await asyncio.gather(*taken, return_exceptions=True):
        assert isinstance(outcome, ConnectionLost)


async def test_an_error_names_the_host_and_nothing_more(session: HttpSession) -> None:
    """Numbers and passwords in a URL stay out of messages."""
    with pytest.raises(Unavailable) as raised:
        await session.request("POST", "http://user:secret@127.0.0.1:1/19900000001")
    assert "19900000001" not in str(raised.value)
    assert "secret" not in str(raised.value)
