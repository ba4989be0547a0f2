"""An empty store, once on SQLite and once on PostgreSQL."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

import asyncpg
import pytest
from sqlalchemy import make_url
from sqlalchemy.ext.asyncio import create_async_engine

from broadcaster.adapters.store_sql.engine import SqlStore
from broadcaster.adapters.store_sql.tables import metadata
from broadcaster.adapters.vault_aes import AesVault

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from pathlib import Path


async def _lay_tables(url: str) -> None:
    """Make the tables themselves; test_migrations.py shows that migrations make the same."""
    engine = create_async_engine(url)
    async with engine.begin() as connection:
        await connection.run_sync(metadata.create_all)
    await engine.dispose()


async def _empty_tables(url: str) -> None:
    engine = create_async_engine(url)
    async with engine.begin() as connection:
        await connection.exec_driver_sql(f"TRUNCATE {', '.join(metadata.tables)} RESTART IDENTITY")
    await engine.dispose()


@pytest.fixture(scope="session")
def shared_postgres(postgres_url: str) -> str:
    """Make one database with all tables, which each test finds empty: to make one for each test takes half a second."""
    server = make_url(postgres_url)

    async def create() -> None:
        admin = await asyncpg.connect(host=str(server.query["host"]), user=server.username, database=server.database)
        await admin.execute("CREATE DATABASE court_store")
        await admin.close()

    url = server.set(database="court_store").render_as_string(hide_password=False)
    asyncio.run(create())
    asyncio.run(_lay_tables(url))
    return url


@pytest.fixture(params=["sqlite", "postgresql"])
def store_url(request: pytest.FixtureRequest, data_folder: Path) -> str:
    """Give a database with empty tables."""
    if request.param == "postgresql":
        url = str(request.getfixturevalue("shared_postgres"))
        asyncio.run(_empty_tables(url))
        return url
    url = f"sqlite+aiosqlite:///{data_folder / 'broadcaster.sqlite3'}"
    asyncio.run(_lay_tables(url))
    return url


@pytest.fixture
async def store(store_url: str) -> AsyncIterator[SqlStore]:
    """Open it."""
    opened = SqlStore(store_url, AesVault({1: bytes([1]) * 32}, bytes([2]) * 32))
    yield opened
    await opened.close()
