"""The processes: web, worker, and the parent that keeps both and the queue server alive."""

from __future__ import annotations

import asyncio
import signal
import sys
from contextlib import nullcontext
from typing import TYPE_CHECKING

import structlog
import uvicorn

from broadcaster.adapters.embedded_valkey import EmbeddedValkey
from broadcaster.adapters.store_sql.migrate import migrate
from broadcaster.bootstrap import House
from broadcaster.entrypoints.web.app import web_app

if TYPE_CHECKING:
    from collections.abc import Callable
    from contextlib import AbstractContextManager

    from broadcaster.settings import Settings

_log = structlog.get_logger()
_RESTART_AFTER = 1.0
_STOP_WITHIN = 20.0


class GuestServer(uvicorn.Server):
    """A web server inside somebody else's process: signals are its host's affair."""

    def capture_signals(self) -> AbstractContextManager[None]:  # type: ignore[override]
        """Leave signals alone."""
        return nullcontext()


def server_of(house: House, kind: type[uvicorn.Server] = uvicorn.Server) -> uvicorn.Server:
    """Return the web server of a house, not yet started."""
    settings = house.settings
    config = uvicorn.Config(
        web_app(house),
        host=settings.host,
        port=settings.port,
        log_level="warning",
        lifespan="off",
        access_log=False,
        timeout_graceful_shutdown=5,
    )
    return kind(config)


async def web(settings: Settings) -> None:
    """Serve until a signal comes."""
    async with House(settings) as house:
        tell_test_mode(house)
        await server_of(house).serve()


async def worker(settings: Settings) -> None:
    """Work until a signal comes; a batch begun is finished first."""
    async with House(settings) as house:
        tell_test_mode(house)
        on_signals(house.answerer.stop)
        await house.answerer.run()


def tell_test_mode(house: House) -> None:
    """Warn where messages are kept from those they are written to."""
    if house.rehearsal.is_on:
        _log.warning("test_mode.on", guests=len(house.rehearsal.guests), dry_run=house.rehearsal.dry_run)


def on_signals(stop: Callable[[], None]) -> None:
    """Call `stop` at SIGINT and SIGTERM."""
    loop = asyncio.get_running_loop()
    for each in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(each, stop)


async def up(settings: Settings) -> None:
    """Bring the database up to date, start the queue server, and keep one web and one worker process running."""
    settings.home.mkdir(parents=True, exist_ok=True)
    await migrate(settings.database_url)
    queue = None if settings.redis_url else EmbeddedValkey(settings.home)
    if queue:
        queue.start()
    stopping = asyncio.Event()
    on_signals(stopping.set)
    print(f"http://{settings.host}:{settings.port}/console/", flush=True)
    try:
        async with asyncio.TaskGroup() as group:
            for role in ("web", "worker"):
                group.create_task(_keep(role, stopping))
            if queue:
                group.create_task(_keep_queue(queue, stopping))
    finally:
        if queue:
            queue.stop()


async def _keep(role: str, stopping: asyncio.Event) -> None:
    """Run one child process, again whenever it ends, until we stop."""
    while not stopping.is_set():
        child = await asyncio.create_subprocess_exec(sys.executable, "-m", "broadcaster", role)
        ended = asyncio.create_task(child.wait())
        stopped = asyncio.create_task(stopping.wait())
        await asyncio.wait((ended, stopped), return_when=asyncio.FIRST_COMPLETED)
        stopped.cancel()
        if not ended.done():
            await _end(child, ended)
            return
        _log.warning("process.ended", role=role, code=child.returncode)
        await asyncio.sleep(_RESTART_AFTER)


async def _end(child: asyncio.subprocess.Process, ended: asyncio.Task[int]) -> None:
    child.terminate()
    await asyncio.wait((ended,), timeout=_STOP_WITHIN)
    if not ended.done():
        child.kill()
        await ended


async def _keep_queue(queue: EmbeddedValkey, stopping: asyncio.Event) -> None:
    """Start the queue server again whenever it does not answer."""
    while not stopping.is_set():
        if not await asyncio.to_thread(queue.answers):
            await asyncio.to_thread(queue.start)
        try:
            await asyncio.wait_for(stopping.wait(), 2)
        except TimeoutError:
            continue
