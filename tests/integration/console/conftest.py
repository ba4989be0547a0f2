"""A house with the beginning of the sample month, its console on a real port, and people who sit down at it."""

from __future__ import annotations

import asyncio
import json
import re
import shutil
import socket
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING

import aiohttp
import pytest
import uvicorn
from fastapi import FastAPI

from broadcaster import resources
from broadcaster.adapters.store_sql.migrate import migrate
from broadcaster.bootstrap import House
from broadcaster.domain.calendar import COURT_ZONE
from broadcaster.domain.entries import ListKind
from broadcaster.domain.users import StaffRole
from broadcaster.entrypoints.console import console_router
from broadcaster.settings import read_settings
from broadcaster.testing.clock import OwnedClock

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from pathlib import Path

    from broadcaster.settings import Settings

PASSWORD = "the same for all of them"
STAFF = {
    "lin": [StaffRole.PUBLICITY],
    "wang": [StaffRole.BUREAU_CHIEF],
    "zhao": [StaffRole.PUBLICITY, StaffRole.BUREAU_CHIEF],
    "sun": [StaffRole.DUTY_OFFICER],
    "li": [StaffRole.AUDITOR],
    "clerk": [StaffRole.AGENCY_CLERK],
}
SCREENED_AT = datetime(2026, 11, 9, 18, tzinfo=COURT_ZONE)
PUBLISHED_AT = datetime(2026, 11, 14, 8, tzinfo=COURT_ZONE)
LIST = "exposure-2026-11-1"
_CSRF = re.compile(r'name="csrf" value="([^"]+)"')
_CASES = 20


def events_until_screening() -> list[dict[str, object]]:
    """Return what the sample's first cases with a listing had told by the day of the list."""
    lines = (resources.folder("sample") / "events.jsonl").read_text("utf-8").splitlines()
    events = [event for event in map(json.loads, lines) if datetime.fromisoformat(event["time"]) < SCREENED_AT]
    listed = [event["subject"] for event in events if event["type"] == "court.debtor.listed"]
    wanted = set(list(dict.fromkeys(listed))[:_CASES])
    return [event for event in events if event["subject"] in wanted]


@dataclass(slots=True)
class Seat:
    """One person at one browser."""

    address: str
    http: aiohttp.ClientSession = field(repr=False)

    async def get(self, path: str) -> tuple[int, str]:
        """Open a page and return its status and text."""
        async with self.http.get(self.address + path) as answer:
            return answer.status, await answer.text()

    async def post(self, path: str, on: str, **fields: str) -> tuple[int, str]:
        """Send a form that stands on the page `on`, with that page's own secret."""
        _, page = await self.get(on)
        found = _CSRF.search(page)
        async with self.http.post(self.address + path, data={"csrf": found[1] if found else "", **fields}) as answer:
            return answer.status, await answer.text()

    async def sign_in(self, name: str, password: str = PASSWORD) -> tuple[int, str]:
        """Sign in by the form."""
        return await self.post("/console/login", "/console/login", name=name, password=password)


@dataclass(slots=True)
class Office:
    """The running console."""

    house: House
    clock: OwnedClock
    address: str
    seats: list[aiohttp.ClientSession] = field(default_factory=list)

    async def seat(self, name: str = "") -> Seat:
        """Give a new browser, signed in as `name`."""
        session = aiohttp.ClientSession(cookie_jar=aiohttp.CookieJar(unsafe=True))
        self.seats.append(session)
        seat = Seat(self.address, session)
        if name:
            assert (await seat.sign_in(name))[0] == 200
        return seat


def _settings(home: Path) -> Settings:
    return read_settings({"BROADCASTER_HOME": str(home), "BROADCASTER_PHOTOS": str(resources.folder("sample") / "photos")})


@asynccontextmanager
async def _house(home: Path) -> AsyncIterator[tuple[House, OwnedClock]]:
    clock = OwnedClock(SCREENED_AT)
    async with House(_settings(home), clock) as house:
        yield house, clock


async def _prepare(home: Path) -> None:
    await migrate(_settings(home).database_url)
    async with _house(home) as (house, _):
        for name, roles in STAFF.items():
            await house.staff.add(name, roles, PASSWORD)
        await house.intake.take(events_until_screening())
        while await house.review.drain():
            continue
        await house.screening.screen(ListKind.EXPOSURE, "2026-11", await house.staff.user("lin"))


async def _publish(home: Path) -> None:
    async with _house(home) as (house, clock):
        lin, wang = await house.staff.user("lin"), await house.staff.user("wang")
        submitted = await house.approval.submit(LIST, lin, assessment="〔2026〕1号", grants={})
        await house.approval.approve(LIST, wang, digest=submitted.digest)
        clock.set(PUBLISHED_AT)
        await house.publication.publish(LIST, lin)


@pytest.fixture(scope="session")
def _drafted_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    home = tmp_path_factory.mktemp("console") / "home"
    home.mkdir()
    asyncio.run(_prepare(home))
    return home


@pytest.fixture(scope="session")
def _published_home(_drafted_home: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    home = shutil.copytree(_drafted_home, tmp_path_factory.mktemp("console") / "home")
    asyncio.run(_publish(home))
    return home


@asynccontextmanager
async def _open(home: Path, now: datetime) -> AsyncIterator[Office]:
    async with _house(home) as (house, clock):
        clock.set(now)
        app = FastAPI()
        app.include_router(console_router(house))
        with _free_socket() as listener:
            server = uvicorn.Server(uvicorn.Config(app, log_level="error", lifespan="off"))
            serving = asyncio.create_task(server.serve([listener]))
            running = Office(house, clock, f"http://127.0.0.1:{listener.getsockname()[1]}")
            yield running
            for seat in running.seats:
                await seat.close()
            server.should_exit = True
            await serving


@pytest.fixture
async def office(_drafted_home: Path, tmp_path: Path) -> AsyncIterator[Office]:
    """Give the console of a house whose list is drafted."""
    async with _open(shutil.copytree(_drafted_home, tmp_path / "home"), SCREENED_AT) as running:
        yield running


@pytest.fixture
async def published(_published_home: Path, tmp_path: Path) -> AsyncIterator[Office]:
    """Give the console of a house whose list is published."""
    async with _open(shutil.copytree(_published_home, tmp_path / "home"), PUBLISHED_AT) as running:
        yield running


def _free_socket() -> socket.socket:
    listener = socket.socket()
    listener.bind(("127.0.0.1", 0))
    listener.listen()
    return listener
