"""The world around the demo: gateways for SMS and mail, screens and community workers, and the house itself in one process."""

from __future__ import annotations

import asyncio
import socket
from contextlib import AsyncExitStack
from datetime import datetime
from typing import TYPE_CHECKING, Self

from broadcaster import resources
from broadcaster.adapters.embedded_valkey import EmbeddedValkey
from broadcaster.adapters.store_sql.migrate import migrate
from broadcaster.bootstrap import House
from broadcaster.domain.calendar import COURT_ZONE
from broadcaster.entrypoints.processes import GuestServer, on_signals, server_of
from broadcaster.settings import read_settings
from broadcaster.testing.board_worker import BoardWorkerDouble
from broadcaster.testing.clock import OwnedClock
from broadcaster.testing.screen import ScreenDouble
from broadcaster.testing.smtp_gateway import SmtpGateway
from broadcaster.testing.twilio_gateway import TwilioGateway

if TYPE_CHECKING:
    from pathlib import Path
    from types import TracebackType

    from broadcaster.settings import Settings

_LOOK_EVERY = 0.04
_ACCOUNT, _TOKEN = "ACdemo00000000000000000000000000", "demo-gateway-token"
_SERVED_AT = "127.0.0.1:8000"


class World:
    """Everything that runs. Enter it inside the running loop."""

    def __init__(self, out: Path, home: Path, *, serve: bool) -> None:
        """Keep what arrives below `out/received`, and the house's own files in `home`."""
        self.out = out
        self._home = home
        self._serve = serve
        self.clock = OwnedClock(datetime(2026, 11, 1, tzinfo=COURT_ZONE))
        self.screens: list[ScreenDouble] = []

    async def __aenter__(self) -> Self:
        """Start everything; where something does not start, what did is stopped."""
        async with AsyncExitStack() as opening:
            await self._start(opening)
            self._open = opening.pop_all()
        return self

    async def _start(self, opening: AsyncExitStack) -> None:
        received = self.out / "received"
        received.mkdir(parents=True)
        self._home.mkdir(parents=True, exist_ok=True)
        self.mail = await opening.enter_async_context(SmtpGateway(folder=received / "mail"))
        queue = EmbeddedValkey(self._home)
        opening.callback(queue.stop)
        await asyncio.to_thread(queue.start)
        # The gateway is asked for its address before the house exists, and is closed before the web server that it reports to.
        serving = await opening.enter_async_context(AsyncExitStack())
        gateway = TwilioGateway(self.clock, account_sid=_ACCOUNT, auth_token=_TOKEN, received=received / "sms.jsonl")
        self.sms = await opening.enter_async_context(gateway)
        settings = self._settings()
        await migrate(settings.database_url)
        await self._serve_house(serving, settings)

    def _settings(self) -> Settings:
        listen = _SERVED_AT if self._serve else f"127.0.0.1:{_free_port()}"
        return read_settings(
            {
                "BROADCASTER_HOME": str(self._home),
                "BROADCASTER_LISTEN": listen,
                "BROADCASTER_PHOTOS": str(resources.folder("sample") / "photos"),
                "BROADCASTER__CHANNELS__SMS_TWILIO__BASE_URL": self.sms.base_url,
                "BROADCASTER__CHANNELS__SMS_TWILIO__ACCOUNT_SID": _ACCOUNT,
                "BROADCASTER__CHANNELS__SMS_TWILIO__AUTH_TOKEN": _TOKEN,
                "BROADCASTER__CHANNELS__SMS_TWILIO__FROM": "+8612368",
                "BROADCASTER__CHANNELS__EMAIL_SMTP__HOST": self.mail.host,
                "BROADCASTER__CHANNELS__EMAIL_SMTP__PORT": str(self.mail.port),
                "BROADCASTER__CHANNELS__EMAIL_SMTP__TLS": "none",
                "BROADCASTER__CHANNELS__EMAIL_SMTP__FROM": "notice@court.example.gov.cn",
            }
        )

    async def _serve_house(self, serving: AsyncExitStack, settings: Settings) -> None:
        self.house = await serving.enter_async_context(House(settings, self.clock))
        self._server = server_of(self.house, GuestServer)
        group = await serving.enter_async_context(asyncio.TaskGroup())
        serving.callback(self._stop)
        group.create_task(self._server.serve())
        group.create_task(self.house.answerer.run())
        while not self._server.started:  # noqa: ASYNC110 - the server sends no signal
            await asyncio.sleep(_LOOK_EVERY)
        for name in settings.placements.screens:
            key = await self.house.staff.issue_key(name, "screen")
            self.screens.append(ScreenDouble(self.house.http, settings.public_url, name, key, self.clock))
        self.worker = BoardWorkerDouble(self.house.http, settings.public_url, self.clock)

    def _stop(self) -> None:
        self._server.should_exit = True
        self.house.answerer.stop()

    async def __aexit__(self, kind: type[BaseException] | None, error: BaseException | None, where: TracebackType | None) -> None:
        """Stop everything, the last first; where the worker or the web server failed, its error comes out here."""
        await self._open.__aexit__(kind, error, where)

    async def until_signal(self) -> None:
        """Wait for Ctrl-C."""
        stopped = asyncio.Event()
        on_signals(stopped.set)
        await stopped.wait()

    async def settle(self) -> None:
        """Let the house work until nothing is due at this moment, every provider has reported and every place was driven."""
        await self._until_idle()
        await self._visit_places()

    async def _until_idle(self) -> None:
        while True:
            await self.sms.reported()
            now = self.clock.now()
            async with self.house.store.reading() as books:
                due = await books.cases.count_due_reviews(now) or await books.deliveries.is_due(now)
            if not due:
                return
            await asyncio.sleep(_LOOK_EVERY)

    async def _visit_places(self) -> None:
        """Let screens poll and community workers walk until every place shows what is wanted."""
        while True:
            async with self.house.store.reading() as books:
                unsettled, untold = await books.exposure.count_unsettled()
            if not unsettled:
                return
            if not untold:
                for screen in self.screens:
                    await screen.visit()
                for task in await self.house.board_tasks.tasks():
                    if not task.is_done:
                        await self.worker.do(task.token)
            await self.house.bell.ring("placing")
            await asyncio.sleep(_LOOK_EVERY)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
