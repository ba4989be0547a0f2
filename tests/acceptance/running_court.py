"""A court that really runs: web and worker as processes on the machine's own clock, with a queue server and an SMS gateway beside them."""

from __future__ import annotations

import asyncio
import os
import socket
import sqlite3
import sys
from collections import Counter
from contextlib import AsyncExitStack, closing
from typing import TYPE_CHECKING, Any, Self

from aiohttp import ClientConnectionError, ClientSession, ClientTimeout

from broadcaster.adapters.clock_system import SystemClock
from broadcaster.adapters.embedded_valkey import EmbeddedValkey
from broadcaster.adapters.store_sql.migrate import migrate
from broadcaster.bootstrap import House
from broadcaster.settings import read_settings
from broadcaster.testing.twilio_gateway import TwilioGateway
from tests.builders import Body, applicant, case, event, person

if TYPE_CHECKING:
    from asyncio.subprocess import Process
    from collections.abc import Collection
    from pathlib import Path

ACCOUNT, TOKEN = "AC00000000000000000000000000000009", "a-token"
BATCH = {"Content-Type": "application/cloudevents-batch+json"}
NOTICES_OF_A_CASE = 3
"""Filing, course of the case and risk, to the applicant."""


class RunningCourt:
    """Enter it inside the running loop."""

    def __init__(self, home: Path) -> None:
        """Keep everything in `home`; nothing is started yet."""
        self.gateway = TwilioGateway(SystemClock(), account_sid=ACCOUNT, auth_token=TOKEN)
        self.queue = EmbeddedValkey(home)
        self._home = home
        self._address = f"127.0.0.1:{free_port()}"
        self._running: dict[str, Process] = {}
        self._open = AsyncExitStack()

    async def __aenter__(self) -> Self:
        """Start the gateway, the queue server, the database and both processes; SMS may go out at any hour."""
        self._session = await self._open.enter_async_context(ClientSession(timeout=ClientTimeout(total=60)))
        self._open.callback(self.queue.stop)
        await self._open.enter_async_context(self.gateway)
        self._environment = os.environ | {
            "BROADCASTER_HOME": str(self._home),
            "BROADCASTER_LISTEN": self._address,
            "BROADCASTER_REDIS_URL": self.queue.start(),
            "BROADCASTER__QUIET_HOURS__FROM": "00:00",
            "BROADCASTER__QUIET_HOURS__UNTIL": "00:00",
            "BROADCASTER__EXPOSURE__NOTICE_DAYS": "0",
            "BROADCASTER__CHANNELS__SMS_TWILIO__BASE_URL": self.gateway.base_url,
            "BROADCASTER__CHANNELS__SMS_TWILIO__ACCOUNT_SID": ACCOUNT,
            "BROADCASTER__CHANNELS__SMS_TWILIO__AUTH_TOKEN": TOKEN,
            "BROADCASTER__CHANNELS__SMS_TWILIO__FROM": "+8612368",
            "BROADCASTER__CHANNELS__SMS_TWILIO__CONCURRENCY": "4",
        }
        settings = read_settings(self._environment)
        await migrate(settings.database_url)
        async with House(settings) as house:
            self._key = await house.staff.issue_key("case-system", "events:write")
        await self.start("worker")
        await self.start("web")
        return self

    async def __aexit__(self, *_: object) -> None:
        """Kill what runs."""
        for role in list(self._running):
            await self.kill(role)
        await self._open.aclose()

    async def start(self, role: str) -> None:
        """Start `web` or `worker`, and wait until the web process answers."""
        self._running[role] = await asyncio.create_subprocess_exec(sys.executable, "-m", "broadcaster", role, env=self._environment)
        while role == "web" and not await self._answers():
            await asyncio.sleep(0.05)

    async def kill(self, role: str) -> None:
        """End a process as a power cut does: SIGKILL."""
        process = self._running.pop(role)
        process.kill()
        await process.wait()

    async def file_cases(self, numbers: range) -> dict[str, Any]:
        """Let the case system tell of new cases, in one request; return what the 202 says."""
        headers = BATCH | {"Authorization": f"Bearer {self._key}"}
        async with self._session.post(self._url("/api/v1/events"), json=[_filed(number) for number in numbers], headers=headers) as answer:
            assert answer.status == 202
            told: dict[str, Any] = await answer.json()
            return told

    def received(self) -> Counter[tuple[str, str]]:
        """Count what arrived at the gateway by number and text."""
        return Counter((message.to, message.body) for message in self.gateway.messages)

    async def until_received(self, number: int) -> None:
        """Wait until so many different messages arrived."""
        async with asyncio.timeout(60):
            while len(self.received()) < number:
                await asyncio.sleep(0.002)

    async def until_given_up(self, deliveries: Collection[str]) -> set[str]:
        """Wait until no claim on these deliveries stands, and return the states that they are in then."""
        async with asyncio.timeout(60):
            while "sending" in (
                states := {state for each, state in self.rows("SELECT delivery_id, state FROM deliveries") if each in deliveries}
            ):
                await asyncio.sleep(0.01)
            return states

    async def until_quiet(self) -> None:
        """Wait until nothing is owed any more."""
        async with asyncio.timeout(60):
            while self.deliveries("state IN ('queued', 'sending', 'deferred', 'unknown')"):
                await asyncio.sleep(0.1)

    def let_leases_end(self) -> None:
        """Let the minutes pass after which what a worker had in hand is taken for lost."""
        for table in ("deliveries", "reviews"):
            self.rows(f"UPDATE {table} SET leased_until = '2026-01-01 00:00:00.000000' WHERE leased_until IS NOT NULL")  # noqa: S608 - our own words

    def deliveries(self, where: str) -> set[str]:
        """Return the ids of the deliveries of which this is true."""
        return {each for (each,) in self.rows(f"SELECT delivery_id FROM deliveries WHERE {where}")}  # noqa: S608 - the test's own words

    def rows(self, query: str) -> list[tuple[Any, ...]]:
        """Ask the database."""
        with closing(sqlite3.connect(self._home / "broadcaster.sqlite3", timeout=30)) as connection, connection:
            return list(connection.execute(query))

    async def _answers(self) -> bool:
        try:
            async with self._session.get(self._url("/readyz")) as answer:
                return answer.status == 200
        except ClientConnectionError:
            return False

    def _url(self, path: str) -> str:
        return f"http://{self._address}{path}"


def _filed(number: int) -> Body:
    told = case(f"（2026）苏0114执{number}号")
    parties = [applicant(f"申请人{number}", party_id=f"A{number}", mobile=f"1990000{number:04}"), person(party_id=f"D{number}")]
    return event("case.filed", of=told, parties=parties)


def free_port() -> int:
    """Return a port of the loopback that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
