"""A court's web side on a real port, called by HTTP as strangers call it; reviews and numbering are done when the test says so."""

from __future__ import annotations

import asyncio
import json
import signal
import socket
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from aiohttp import ClientSession, ClientTimeout

from broadcaster.bootstrap import House
from broadcaster.entrypoints.processes import GuestServer, server_of
from broadcaster.settings import read_settings
from tests.integration.services.courthouse import Courthouse

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Mapping
    from pathlib import Path

    from broadcaster.bootstrap.rulebook import Rulebook
    from broadcaster.testing.clock import OwnedClock

EVENTS = "/api/v1/events"
BATCH = {"Content-Type": "application/cloudevents-batch+json"}


@dataclass(frozen=True)
class Answer:
    """What a server said."""

    status: int
    headers: Mapping[str, str]
    body: bytes

    @property
    def told(self) -> Any:  # noqa: ANN401 - any JSON
        """The body as JSON."""
        return json.loads(self.body)


@dataclass(frozen=True)
class Online(Courthouse):
    """A courthouse with an address."""

    session: ClientSession
    url: str

    async def ask(self, method: str, path: str, *, key: str = "", body: object = None, **headers: str) -> Answer:
        """Send one request: bytes as they are, anything else as JSON. Header names are written with underscores."""
        told = {name.replace("_", "-"): value for name, value in headers.items()} | ({"Authorization": f"Bearer {key}"} if key else {})
        sent = body if isinstance(body, bytes | None) else json.dumps(body).encode()
        async with self.session.request(method, f"{self.url}{path}", data=sent, headers=told) as answer:
            return Answer(answer.status, answer.headers, await answer.read())

    async def post(self, key: str, *bodies: object) -> Answer:
        """Post a batch of events."""
        return await self.ask("POST", EVENTS, key=key, body=list(bodies), **BATCH)

    async def key(self, scope: str = "events:write", policy: str = "") -> str:
        """Issue a key, to an agency where a policy is named."""
        return await self.house.staff.issue_key(policy or "case-system", scope, policy)


@asynccontextmanager
async def online(home: Path, clock: OwnedClock, rules: Rulebook, redis_url: str) -> AsyncIterator[Online]:
    """Serve the court whose data lies in `home`."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        address = f"127.0.0.1:{probe.getsockname()[1]}"
    house = House(read_settings({"BROADCASTER_HOME": str(home), "BROADCASTER_LISTEN": address, "BROADCASTER_REDIS_URL": redis_url}), clock)
    house.rules = rules
    async with AsyncExitStack() as stack:
        await stack.enter_async_context(house)
        server = server_of(house, GuestServer)
        group = await stack.enter_async_context(asyncio.TaskGroup())
        group.create_task(server.serve())
        stack.callback(server.handle_exit, signal.SIGTERM, None)
        while not server.started:
            await asyncio.sleep(0.01)
        session = await stack.enter_async_context(ClientSession(timeout=ClientTimeout(total=30)))
        yield Online(house, clock, session, f"http://{address}")
