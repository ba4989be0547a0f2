"""Opens the database: SQLite in WAL with one writer at a time, or PostgreSQL."""

from __future__ import annotations

from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, Any

from sqlalchemy import event
from sqlalchemy.exc import DBAPIError, IntegrityError, InterfaceError, OperationalError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine

from broadcaster.adapters.store_sql.cases import SqlCaseBook
from broadcaster.adapters.store_sql.clues import SqlClueBook
from broadcaster.adapters.store_sql.deadlines import SqlDeadlineBook
from broadcaster.adapters.store_sql.delegations import SqlDelegationBook
from broadcaster.adapters.store_sql.deliveries import SqlDeliveryBook
from broadcaster.adapters.store_sql.exposure import SqlExposureBook
from broadcaster.adapters.store_sql.feeds import SqlFeedBook
from broadcaster.adapters.store_sql.journal import SqlJournalBook
from broadcaster.adapters.store_sql.objections import SqlObjectionBook
from broadcaster.adapters.store_sql.office import SqlOfficeBook
from broadcaster.adapters.store_sql.replies import SqlReplyBook
from broadcaster.adapters.store_sql.roster import SqlRosterBook
from broadcaster.adapters.store_sql.surveys import SqlSurveyBook
from broadcaster.adapters.store_sql.wording import SqlWordingBook
from broadcaster.domain.errors import Unavailable

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from sqlalchemy.engine import Connection
    from sqlalchemy.engine.interfaces import DBAPIConnection
    from sqlalchemy.pool import ConnectionPoolEntry

    from broadcaster.ports.vault import Vault

_BUSY_SECONDS = 30
_READERS = 8
_PRAGMAS = ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", f"busy_timeout={_BUSY_SECONDS * 1000}")


class SqlBooks:
    """All books on one connection."""

    def __init__(self, connection: AsyncConnection, vault: Vault) -> None:
        """Open the books."""
        self.cases = SqlCaseBook(connection, vault)
        self.deliveries = SqlDeliveryBook(connection, vault)
        self.exposure = SqlExposureBook(connection)
        self.feeds = SqlFeedBook(connection, vault)
        self.office = SqlOfficeBook(connection, vault)
        self.delegations = SqlDelegationBook(connection)
        self.journal = SqlJournalBook(connection)
        self.deadlines = SqlDeadlineBook(connection)
        self.roster = SqlRosterBook(connection)
        self.replies = SqlReplyBook(connection, vault)
        self.surveys = SqlSurveyBook(connection, vault)
        self.clues = SqlClueBook(connection, vault)
        self.objections = SqlObjectionBook(connection, vault)
        self.wording = SqlWordingBook(connection, vault)


class SqlStore:
    """The store over SQLAlchemy Core."""

    def __init__(self, url: str, vault: Vault) -> None:
        """Prepare the engines; nothing is opened yet. `url` is `sqlite+aiosqlite:///...` or `postgresql+asyncpg://...`."""
        self._vault = vault
        is_sqlite = url.startswith("sqlite")
        self._reader = (
            _sqlite(url, "BEGIN", pool_size=_READERS, max_overflow=0)
            if is_sqlite
            else create_async_engine(url, pool_size=_READERS, pool_pre_ping=True)
        )
        self._writer = _sqlite(url, "BEGIN IMMEDIATE", pool_size=1, max_overflow=0) if is_sqlite else self._reader

    @asynccontextmanager
    async def reading(self) -> AsyncIterator[SqlBooks]:
        """Open a transaction that only reads."""
        async with _reachable(self._reader) as connection:
            yield SqlBooks(connection, self._vault)

    @asynccontextmanager
    async def writing(self) -> AsyncIterator[SqlBooks]:
        """Open a transaction that is durable when the block ends."""
        async with _reachable(self._writer) as connection:
            yield SqlBooks(connection, self._vault)

    async def close(self) -> None:
        """Give connections back."""
        await self._reader.dispose()
        await self._writer.dispose()


@asynccontextmanager
async def _reachable(engine: AsyncEngine) -> AsyncIterator[AsyncConnection]:
    try:
        async with engine.begin() as connection:
            yield connection
    except IntegrityError as error:
        raise Unavailable("another process wrote the same at the same moment: try again") from error
    except DBAPIError as error:
        if not _passes(error):
            raise
        raise Unavailable(f"the database does not answer: {type(error).__name__}") from error
    except OSError as error:
        raise Unavailable("the database is out of reach") from error


def _passes(error: DBAPIError) -> bool:
    """Whether an error may be gone at the next try: the line, a lock, a deadlock (SQLSTATE class 40)."""
    is_rolled_back = str(getattr(error.orig, "sqlstate", "") or "").startswith("40")
    return is_rolled_back or isinstance(error, (OperationalError, InterfaceError)) or error.connection_invalidated


def _sqlite(url: str, begin: str, **pool: Any) -> AsyncEngine:  # noqa: ANN401 - handed through to SQLAlchemy
    engine = create_async_engine(url, **pool)

    @event.listens_for(engine.sync_engine, "connect")
    def _prepare(connection: DBAPIConnection, _entry: ConnectionPoolEntry) -> None:
        connection.isolation_level = None
        cursor = connection.cursor()
        for pragma in _PRAGMAS:
            cursor.execute(f"PRAGMA {pragma}")
        cursor.close()

    @event.listens_for(engine.sync_engine, "begin")
    def _begin(connection: Connection) -> None:
        connection.exec_driver_sql(begin)

    return engine
