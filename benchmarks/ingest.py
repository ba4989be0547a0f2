"""Events in by HTTP, validated and durable with all that they owe, beside a bare executemany of the same rows."""

from __future__ import annotations

import asyncio
import socket
import sqlite3
import sys
import tempfile
import time
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec
import uvloop

from benchmarks.measure import Measured
from broadcaster import resources
from broadcaster.adapters.embedded_valkey import EmbeddedValkey
from broadcaster.adapters.store_sql.migrate import migrate
from broadcaster.bootstrap import House
from broadcaster.domain.errors import Unavailable
from broadcaster.entrypoints.processes import GuestServer, server_of
from broadcaster.settings import Settings, read_settings

if TYPE_CHECKING:
    from collections.abc import Sequence

BATCH = 100
MONTHS = 6
TABLES = ("events", "deliveries", "reviews")
DATABASE = "broadcaster.sqlite3"
PRAGMAS = ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON")


def events() -> Measured:
    """Count events per CPU-second of the web process, notices and outbox rows included; one batch of 100 is one request."""
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder)
        first, batches = _write_batches(home)
        queue = EmbeddedValkey(home)
        settings = read_settings(
            {"BROADCASTER_HOME": folder, "BROADCASTER_LISTEN": f"127.0.0.1:{_free_port()}", "BROADCASTER_REDIS_URL": queue.start()}
        )
        try:
            uvloop.run(migrate(settings.database_url))
            spent = uvloop.run(_by_http(settings, first, home))
        finally:
            queue.stop()
        ours, baseline = batches * BATCH / spent, batches * BATCH / _bare(home, batches)
    return Measured(value=ours, unit="events per CPU-second", baseline=baseline, ratio=ours / baseline)


def _write_batches(folder: Path) -> tuple[list[object], int]:
    """Write the sample month several times over, each time of other cases; return the first batch, and how many others were written."""
    lines = (resources.folder("sample") / "events.jsonl").read_text("utf-8").splitlines()
    told = [line.replace('"id": "cms-', f'"id": "{n}-').replace("苏0114执", f"苏0114执{n}") for n in range(MONTHS) for line in lines]
    first, *others = [told[start : start + BATCH] for start in range(0, len(told) - BATCH + 1, BATCH)]
    for number, batch in enumerate(others):
        (folder / f"{number:05}.json").write_text(f"[{','.join(batch)}]", "utf-8")
    return [msgspec.json.decode(line) for line in first], len(others)


async def _by_http(settings: Settings, first: list[object], batches: Path) -> float:
    """Return the CPU-seconds that the whole web side took for all batches but the first, on which it warms up."""
    async with House(settings) as house:
        key = await house.staff.issue_key("bench", "events:write")
        server = server_of(house, GuestServer)
        serving = asyncio.create_task(server.serve())
        while not server.started:  # noqa: ASYNC110 - the server sends no signal
            await asyncio.sleep(0.02)
        await house.intake.take(first)
        before = time.process_time()
        poster = str(Path(__file__).with_name("poster.py"))
        client = await asyncio.create_subprocess_exec(sys.executable, poster, f"{settings.public_url}/api/v1/events", key, str(batches))
        if await client.wait():
            raise Unavailable("a batch was not accepted")
        spent = time.process_time() - before
        server.should_exit = True
        await serving
    return spent


def _bare(home: Path, batches: int) -> float:
    """Return the CPU-seconds of writing the rows that ours has written, as many commits as there were requests."""
    full, empty = home / DATABASE, home / "bare.sqlite3"
    uvloop.run(migrate(f"sqlite+aiosqlite:///{empty}"))
    with closing(sqlite3.connect(full)) as source:
        rows = {table: source.execute(f"SELECT * FROM {table}").fetchall() for table in TABLES}  # noqa: S608 - our own names
    with closing(sqlite3.connect(empty)) as target:
        for pragma in PRAGMAS:
            target.execute(f"PRAGMA {pragma}")
        before = time.process_time()
        for number in range(batches):  # the first batch's rows among them: one in a hundred
            with target:
                for table in TABLES:
                    _insert(target, table, _share(rows[table], number, batches))
        return time.process_time() - before


def _insert(target: sqlite3.Connection, table: str, rows: Sequence[tuple[object, ...]]) -> None:
    if rows:
        target.executemany(f"INSERT INTO {table} VALUES ({','.join('?' * len(rows[0]))})", rows)  # noqa: S608 - as above


def _share(rows: Sequence[tuple[object, ...]], number: int, batches: int) -> Sequence[tuple[object, ...]]:
    return rows[len(rows) * number // batches : len(rows) * (number + 1) // batches]


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
