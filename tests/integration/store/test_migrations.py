"""Migrations lead to exactly the tables that the program uses, on both databases."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy.ext.asyncio import create_async_engine

from broadcaster.adapters.store_sql.migrate import is_current, migrate
from broadcaster.adapters.store_sql.tables import metadata
from broadcaster.domain.errors import Unavailable

if TYPE_CHECKING:
    from sqlalchemy.engine import Connection


def _differences(connection: Connection) -> list[Any]:
    return list(compare_metadata(MigrationContext.configure(connection), metadata))


async def test_migrations_reach_the_head_and_equal_the_tables(database_url: str) -> None:
    """Before, the database is not current; after, it is, and lacks or has nothing more than the tables say."""
    assert not await is_current(database_url)
    await migrate(database_url)
    assert await is_current(database_url)
    engine = create_async_engine(database_url)
    async with engine.connect() as connection:
        assert await connection.run_sync(_differences) == []
    await engine.dispose()


async def test_migrating_again_changes_nothing(database_url: str) -> None:
    """Every start may migrate."""
    await migrate(database_url)
    await migrate(database_url)
    assert await is_current(database_url)


@pytest.mark.parametrize("url", ["postgresql+asyncpg://nobody@127.0.0.1:1/nowhere", "sqlite+aiosqlite:////nowhere/at/all.sqlite3"])
async def test_a_database_out_of_reach_is_unavailable(url: str) -> None:
    """An operator reads that, not a driver's exception."""
    with pytest.raises(Unavailable):
        await migrate(url)
    with pytest.raises(Unavailable):
        await is_current(url)
