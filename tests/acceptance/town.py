"""A town with a court: three people listed, three screens, the public pages, one board, and a clock that the test owns."""

from __future__ import annotations

import asyncio
import json
from contextlib import AsyncExitStack
from dataclasses import dataclass
from datetime import date
from io import BytesIO
from typing import TYPE_CHECKING, Any, Self
from urllib.parse import urljoin

from pypdf import PdfReader

from broadcaster.adapters.store_sql.migrate import migrate
from broadcaster.bootstrap import House
from broadcaster.entrypoints.processes import GuestServer, server_of
from broadcaster.settings import read_settings
from broadcaster.testing.board_worker import BoardWorkerDouble
from broadcaster.testing.clock import OwnedClock
from broadcaster.testing.screen import ScreenDouble
from tests.acceptance.running_court import free_port
from tests.builders import Body, case, listed, listing, moment, person
from tests.integration.services.courthouse import MEI, Courthouse

if TYPE_CHECKING:
    from pathlib import Path

    from broadcaster.domain.placements import Placement
    from broadcaster.ports.exposure_book import EntryRow
    from broadcaster.ports.http import HttpAnswer
    from broadcaster.services.places.board_tasks import BoardTask


HOME: Body = {"community_code": "320114002003", "domicile_confirmed_on": "2026-11-01"}
OFFICE = {"office": "civil_servant", "unit": "南京市示例局"}


@dataclass(frozen=True)
class Person:
    """A civil servant in debt, with a case of his own, found living in the community (R37)."""

    name: str
    born: date
    number: int

    @property
    def party(self) -> Body:
        """The party as the case system tells of it."""
        return person(self.name, self.born, **HOME, public_offices=[OFFICE])

    @property
    def case(self) -> Body:
        """His case."""
        return case(f"（2026）苏0114执{self.number}号")

    @property
    def listing_id(self) -> str:
        """The id of his listing."""
        return f"L{self.number}"

    @property
    def listed(self) -> Body:
        """The event that lists him."""
        return listed(self.party, listing(self.listing_id), of=self.case)


CHEN, ZHANG, ZHOU = PEOPLE = (
    Person("陈辉平", date(1980, 5, 6), 100),
    Person("张示例", date(1977, 1, 2), 200),
    Person("周建示", date(1985, 3, 4), 300),
)


def everywhere(*people: Person) -> dict[str, set[str]]:
    """Return what a town looks like in which these people, and no others, hang at every place."""
    return {place: {each.name for each in people} for place in ("screens", "web", "board")}


class Town:
    """Enter it inside the running loop."""

    def __init__(self, home: Path, redis_url: str) -> None:
        """Keep everything in `home`."""
        listen = f"127.0.0.1:{free_port()}"
        self._home = home
        self._settings = read_settings({"BROADCASTER_HOME": str(home), "BROADCASTER_REDIS_URL": redis_url, "BROADCASTER_LISTEN": listen})
        self._open = AsyncExitStack()

    async def __aenter__(self) -> Self:
        """Open the house and its web server; give each screen its key."""
        await migrate(self._settings.database_url)
        clock = OwnedClock(moment("2026-11-05", "10:00"))
        self.house = await self._open.enter_async_context(House(self._settings, clock))
        self.court = Courthouse(self.house, clock)
        self._server = server = server_of(self.house, GuestServer)
        group = await self._open.enter_async_context(asyncio.TaskGroup())
        self._open.callback(self._stop)
        group.create_task(server.serve())
        while not server.started:
            await asyncio.sleep(0.01)
        self.screens = [await self._screen(name, clock) for name in self._settings.placements.screens]
        self._worker = BoardWorkerDouble(self.house.http, self._settings.public_url, clock)
        return self

    def _stop(self) -> None:
        self._server.should_exit = True

    async def __aexit__(self, *_: object) -> None:
        """Close everything."""
        await self._open.aclose()

    async def _screen(self, name: str, clock: OwnedClock) -> ScreenDouble:
        return ScreenDouble(self.house.http, self._settings.public_url, name, await self.house.staff.issue_key(name, "screen"), clock)

    async def publish_all(self) -> None:
        """Take the three from their listing to every place, as a month does."""
        await self.tell(*(each.listed for each in PEOPLE))
        await self.court.publish()
        await self.settle()

    async def publish_december(self) -> None:
        """Take the next month's list from its screening to every place."""
        await self.court.pass_to(moment("2026-12-09"))
        approved = await self.court.approve(await self.court.screen(month="2026-12"))
        await self.court.pass_to(moment("2026-12-14"))
        await self.house.publication.publish(approved.list_id, MEI)
        await self.settle()

    async def tell(self, *bodies: Body) -> None:
        """Let a minute pass, let the case system tell events, and let every place follow."""
        await self.court.later(minutes=1)
        assert not (await self.court.tell(*bodies)).rejected
        await self.settle()

    async def settle(self) -> None:
        """Let the house drive its places, and let screens and community worker visit, until each shows what is wanted of it."""
        async with asyncio.timeout(30):
            while await self._visit():
                continue

    async def _visit(self) -> int:
        await self.court.work()
        await self.house.placing.drain()
        for screen in self.screens:
            await screen.visit()
        for task in await self.house.board_tasks.tasks():
            if not task.is_done:
                await self._worker.do(task.token)
        await self.house.placing.drain()
        return sum(not each.is_settled for each in await self.court.placed())

    async def showing(self) -> dict[str, set[str]]:
        """Return whom a passer-by sees, by kind of place."""
        name_of = {(await self.entry(each)).entry: each.name for each in PEOPLE}
        screened = {name_of[painted.entry] for screen in self.screens for painted in screen.shown()}
        pages = {each.name: await self.public_page(each) for each in PEOPLE}
        on_web = {name for name, page in pages.items() if page.status == 200 and name in page.body.decode()}
        sheets = [sheet_text(self.house.blobs.get(digest)) for digest in self._worker.hanging.values()]
        return {"screens": screened, "web": on_web, "board": {each.name for each in PEOPLE for text in sheets if each.name in text}}

    async def entry(self, who: Person) -> EntryRow:
        """Return a person's entry."""
        return next(row for row in await self.court.entries() if row.key.ref == who.listing_id)

    async def placed(self, who: Person) -> list[Placement]:
        """Return a person's placements."""
        return await self.court.placed(entry=(await self.entry(who)).entry)

    async def public_page(self, who: Person) -> HttpAnswer:
        """Open a person's page as the public does."""
        return await self.get(f"/exposure/{(await self.entry(who)).code}")

    async def verification(self, who: Person) -> HttpAnswer:
        """Scan the code that is printed beside a person."""
        return await self.get(f"/v/{(await self.entry(who)).code}")

    async def static_page(self, who: Person) -> str:
        """Read a person's page in the folder that the public web server serves."""
        (page,) = self._home.rglob(f"{(await self.entry(who)).code}/index.html")
        return page.read_text("utf-8")

    async def board_task(self) -> BoardTask:
        """Return the one task of the community's worker."""
        (task,) = await self.house.board_tasks.tasks()
        return task

    async def manifest(self) -> dict[str, Any]:
        """Fetch what the first screen is to play; the screens themselves check its signature."""
        told: dict[str, Any] = json.loads((await self.get(f"/screens/{self.screens[0].screen}/manifest.json")).body)
        return told

    async def feed(self, agency: str) -> list[dict[str, Any]]:
        """Read an agency's feed of dishonest debtors with a key of its own."""
        key = await self.house.staff.issue_key(agency, "feeds:read", agency)
        answer = await self.get("/feeds/v1/dishonest/events", Authorization=f"Bearer {key}")
        events: list[dict[str, Any]] = json.loads(answer.body)
        return events

    async def get(self, path: str, **headers: str) -> HttpAnswer:
        """Open an address of the court's web server."""
        return await self.house.http.request("GET", urljoin(self._settings.public_url, path), headers=headers)


def sheet_text(pdf: bytes) -> str:
    """Return what a printed sheet says, spaces left out."""
    return "".join("".join(page.extract_text() for page in PdfReader(BytesIO(pdf)).pages).split())
