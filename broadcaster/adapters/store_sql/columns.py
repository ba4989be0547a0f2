"""Column types that SQLite and PostgreSQL keep alike."""

from __future__ import annotations

from datetime import UTC, datetime
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from sqlalchemy import BigInteger, DateTime, Integer, LargeBinary
from sqlalchemy.types import TypeDecorator

from broadcaster.domain.calendar import COURT_ZONE

if TYPE_CHECKING:
    from sqlalchemy.engine import Dialect

ROW_NUMBER = BigInteger().with_variant(Integer, "sqlite")
"""A number that the database gives; SQLite gives one to INTEGER alone."""


class Moment(TypeDecorator[datetime]):
    """An aware moment: kept in UTC, read back in the court's zone."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Turn an aware moment into what the database keeps."""
        if value is None:
            return None
        return _naive_utc(value) if dialect.name == "sqlite" else value.astimezone(UTC)

    def process_result_value(self, value: Any | None, dialect: Dialect) -> datetime | None:  # noqa: ANN401, ARG002 - the base class says so
        """Turn what the database kept into an aware moment."""
        if value is None:
            return None
        moment: datetime = value if value.tzinfo else value.replace(tzinfo=UTC)
        return moment.astimezone(COURT_ZONE)


@lru_cache(maxsize=1024)
def _naive_utc(moment: datetime) -> datetime:
    """Return the moment as SQLite keeps it; a batch of rows has few different ones."""
    return moment.astimezone(UTC).replace(tzinfo=None)


class Sealed(LargeBinary):
    """Bytes from the vault, handed to the driver as they are: both drivers take them without the wrapping that is the default."""

    def bind_processor(self, dialect: Dialect) -> None:
        """Wrap nothing."""
