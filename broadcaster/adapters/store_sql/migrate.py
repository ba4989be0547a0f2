"""Brings a database to this version of the program, and says which version it has."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import make_url
from sqlalchemy.exc import InterfaceError, OperationalError
from sqlalchemy.ext.asyncio import create_async_engine

from broadcaster.domain.errors import Unavailable

if TYPE_CHECKING:
    from sqlalchemy.engine import Connection
    from sqlalchemy.ext.asyncio import AsyncEngine

_MIGRATIONS = Path(__file__).parent / "migrations"


async def migrate(url: str) -> None:
    """Bring the database at `url` to the newest version."""
    engine = _engine(url)
    try:
        async with engine.begin() as connection:
            await connection.run_sync(_upgrade)
    except (OperationalError, InterfaceError, OSError) as error:
        raise Unavailable(f"the database does not answer: {type(error).__name__}") from error
    finally:
        await engine.dispose()


async def is_current(url: str) -> bool:
    """Return whether the database has the newest version."""
    engine = _engine(url)
    try:
        async with engine.connect() as connection:
            return await connection.run_sync(_version) == ScriptDirectory(str(_MIGRATIONS)).get_current_head()
    except (OperationalError, InterfaceError, OSError) as error:
        raise Unavailable(f"the database does not answer: {type(error).__name__}") from error
    finally:
        await engine.dispose()


def _engine(url: str) -> AsyncEngine:
    """Return an engine; a SQLite file whose folder is not there is refused in words, before a driver trips over it."""
    database = make_url(url).database
    if url.startswith("sqlite") and database and not Path(database).parent.is_dir():
        raise Unavailable(f"the database's folder is not there: {Path(database).parent}")
    return create_async_engine(url)


def _config(connection: Connection) -> Config:
    config = Config()
    config.set_main_option("script_location", str(_MIGRATIONS))
    config.attributes["connection"] = connection
    return config


def _upgrade(connection: Connection) -> None:
    command.upgrade(_config(connection), "head")


def _version(connection: Connection) -> str | None:
    return MigrationContext.configure(connection).get_current_revision()
