"""Delegations in SQL."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import insert, select, update

from broadcaster.adapters.store_sql.delegation_tables import delegations
from broadcaster.adapters.store_sql.shelf import Shelf
from broadcaster.domain.delegation import Delegation
from broadcaster.domain.errors import NotFound

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from sqlalchemy import Select

_COLUMNS = tuple(Delegation.__dataclass_fields__)


class SqlDelegationBook(Shelf):
    """Delegations, never deleted."""

    async def keep(self, delegation: Delegation) -> None:
        """Write a new one."""
        await self._connection.execute(insert(delegations).values({name: getattr(delegation, name) for name in _COLUMNS}))

    async def end(self, delegation_id: str, at: datetime) -> None:
        """End one before its time."""
        await self._connection.execute(update(delegations).where(delegations.c.delegation_id == delegation_id).values(ended_at=at))

    async def delegation(self, delegation_id: str) -> Delegation:
        """Return one; raise `NotFound`."""
        found = await self._read(select(delegations).where(delegations.c.delegation_id == delegation_id))
        if not found:
            raise NotFound(f"no delegation {delegation_id}")
        return found[0]

    async def newest(self, most: int) -> Sequence[Delegation]:
        """Return those that end last on top."""
        return await self._read(select(delegations).order_by(delegations.c.until.desc(), delegations.c.delegation_id).limit(most))

    async def to(self, user: str) -> Sequence[Delegation]:
        """Return what was ever delegated to a user."""
        return await self._read(select(delegations).where(delegations.c.to == user).order_by(delegations.c.since))

    async def _read(self, statement: Select[tuple[object, ...]]) -> list[Delegation]:
        return [Delegation(**row._mapping) for row in await self._connection.execute(statement)]
