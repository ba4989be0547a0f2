"""The pages in a real browser: whole on an old office PC and on a phone, and alive where something is still open."""

from __future__ import annotations

import asyncio
import itertools
import json
from contextlib import asynccontextmanager
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import aiohttp
import pytest

from broadcaster.ports.channels import Seen, Sight

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from pathlib import Path

    from tests.integration.console.conftest import Office

pytestmark = pytest.mark.browser

OLD_PC, PHONE = (1366, 768), (390, 844)
PAGES = [
    "/",
    "/lists",
    "/lists/exposure-2026-11-1",
    "/placements?state=unsettled",
    "/deliveries",
    "/tasks",
    "/notices",
    "/notices/listed",
    "/notices/listed/change",
    "/deadlines",
    "/duty",
    "/pause",
    "/pause/confirm?act=halt&reach=everything",
    "/pause/watch?reach=everything",
    "/pause/facts?reach=everything",
    "/delegations",
]
FLAGS = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--remote-debugging-port=0",
)
WIDER_THAN_THE_SCREEN = "document.documentElement.scrollWidth - innerWidth"


class Page:
    """One tab, driven over the browser's own protocol."""

    def __init__(self, line: aiohttp.ClientWebSocketResponse) -> None:
        """Take the open line."""
        self._line = line
        self._numbers = itertools.count(1)
        self.complaints: list[str] = []

    async def ask(self, method: str, **given: Any) -> dict[str, Any]:  # noqa: ANN401 - the protocol's own
        """Send one command and return its answer, noting what the page complains of meanwhile."""
        number = next(self._numbers)
        await self._line.send_json({"id": number, "method": method, "params": given})
        while True:
            told = await self._line.receive_json(timeout=30)
            if told.get("method") == "Log.entryAdded" and told["params"]["entry"]["level"] == "error":
                self.complaints.append(told["params"]["entry"]["text"])
            if told.get("id") == number:
                return dict(told["result"])

    async def value(self, expression: str) -> Any:  # noqa: ANN401 - as above
        """Return what a script finds on the page."""
        answer = await self.ask("Runtime.evaluate", expression=expression, awaitPromise=True, returnByValue=True)
        return answer["result"].get("value")

    async def until(self, expression: str) -> None:
        """Wait until a script finds it true."""
        async with asyncio.timeout(30):
            while not await self.value(expression):
                await asyncio.sleep(0.1)

    async def open(self, address: str, size: tuple[int, int]) -> None:
        """Open an address in a window of this size and wait until all is there."""
        await self.ask("Emulation.setDeviceMetricsOverride", width=size[0], height=size[1], deviceScaleFactor=1, mobile=size == PHONE)
        await self.ask("Page.navigate", url=address)
        await self.until(f"location.href == {json.dumps(address)} && document.readyState == 'complete'")


@asynccontextmanager
async def _chromium(program: Path, folder: Path) -> AsyncIterator[Page]:
    running = await asyncio.create_subprocess_exec(program, *FLAGS, f"--user-data-dir={folder}", stderr=asyncio.subprocess.PIPE)
    try:
        assert running.stderr
        port = ""
        while not port:
            line = (await running.stderr.readline()).decode()
            port = line.partition("ws://127.0.0.1:")[2].partition("/")[0]
        async with aiohttp.ClientSession(f"http://127.0.0.1:{port}") as http:
            async with http.put("/json/new?about:blank") as answer:
                tab = await answer.json()
            async with http.ws_connect(tab["webSocketDebuggerUrl"], max_msg_size=0) as line_to_tab:
                page = Page(line_to_tab)
                await page.ask("Log.enable")
                yield page
    finally:
        running.terminate()
        await running.communicate()


@asynccontextmanager
async def _signed_in(office: Office, program: Path, folder: Path) -> AsyncIterator[Page]:
    seat = await office.seat("lin")
    cookie = next(iter(seat.http.cookie_jar))
    async with _chromium(program, folder) as page:
        await page.ask("Network.setCookie", name=cookie.key, value=cookie.value, url=office.address + "/console/", httpOnly=True)
        yield page


@pytest.mark.parametrize("size", [OLD_PC, PHONE], ids=["old_pc", "phone"])
async def test_every_page_fits_its_screen(published: Office, chromium: Path, tmp_path: Path, size: tuple[int, int]) -> None:
    """Nothing is wider than the screen, and the browser refuses nothing on any page."""
    async with _signed_in(published, chromium, tmp_path / "profile") as page:
        for path in PAGES:
            await page.open(f"{published.address}/console{path}", size)
            assert await page.value(WIDER_THAN_THE_SCREEN) <= 0, path
        assert page.complaints == []


async def test_the_approver_s_phone_shows_every_picture_whole(published: Office, chromium: Path, tmp_path: Path) -> None:
    """On a phone a picture fills the width and keeps its proportions."""
    async with _signed_in(published, chromium, tmp_path / "profile") as page:
        await page.open(f"{published.address}/console/lists/exposure-2026-11-1", PHONE)
        await page.until("document.querySelector('.slide img').complete && document.querySelector('.slide img').naturalWidth == 640")
        width, height = await page.value("(i => [i.width, i.height])(document.querySelector('.slide img'))")
        assert width > 350
        assert abs(width / height - 16 / 9) < 0.02


async def test_r91_the_page_shows_by_itself_how_each_place_confirms(published: Office, chromium: Path, tmp_path: Path) -> None:
    """Whoever took an entry down watches the places confirm without touching anything."""
    async with published.house.store.reading() as books:
        placed = await books.exposure.placements(entry=(await books.exposure.placements())[0].entry)
    async with _signed_in(published, chromium, tmp_path / "profile") as page:
        await page.open(f"{published.address}/console/entries/{placed[0].entry}", OLD_PC)
        assert "待确认" in await page.value("document.querySelector('#places').innerText")
        now = published.clock.now() + timedelta(minutes=1)
        async with published.house.store.writing() as books:
            for each in placed:
                await books.exposure.saw({each.placement_id: Seen(Sight.SHOWN, now, "play")}, now)
        await page.until("document.querySelector('#places').innerText.includes('全部相符')")


async def test_r115_a_silence_is_watched_until_every_place_has_confirmed(published: Office, chromium: Path, tmp_path: Path) -> None:
    """On a phone: chosen, confirmed, and the places confirm by themselves on the same page."""
    async with _signed_in(published, chromium, tmp_path / "profile") as page:
        await page.open(f"{published.address}/console/pause", PHONE)
        await page.value("document.querySelector('.switch .stop').click()")
        await page.until("location.pathname == '/console/pause/confirm' && document.readyState == 'complete'")
        assert await page.value("document.querySelector('button.main').getBoundingClientRect().height") >= 44
        await page.value("document.querySelector('[name=reason]').value = '舆情待核实'; document.querySelector('button.main').click()")
        await page.until("location.pathname == '/console/pause/watch' && document.readyState == 'complete'")
        assert "待确认" in await page.value("document.querySelector('#watch').innerText")
        now = published.clock.now() + timedelta(minutes=1)
        async with published.house.store.writing() as books:
            seen = {each.placement_id: Seen(Sight.GONE, now, "play") for each in await books.exposure.placements()}
            await books.exposure.saw(seen, now)
        await page.until("document.querySelector('#watch').innerText.includes('全部相符')")
        assert page.complaints == []
