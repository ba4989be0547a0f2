"""The duty roster in SQL."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import delete, select

from broadcaster.adapters.store_sql.duty_tables import duty_shifts
from broadcaster.adapters.store_sql.shelf import Shelf
from broadcaster.adapters.store_sql.upsert import insert_into
from broadcaster.domain.duty_roster import Shift
from broadcaster.domain.errors import NotFound

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from sqlalchemy import Select


class SqlRosterBook(Shelf):
    """Shifts."""

    async def shifts(self, begin: datetime, until: datetime) -> Sequence[Shift]:
        """Return the shifts under way at some moment in between, in order."""
        within = (duty_shifts.c.begins_at < until, duty_shifts.c.ends_at > begin)
        return await self._read(select(duty_shifts).where(*within).order_by(duty_shifts.c.begins_at))

    async def shift(self, begins_at: datetime) -> Shift:
        """Return one; raise `NotFound`."""
        found = await self._read(select(duty_shifts).where(duty_shifts.c.begins_at == begins_at))
        if not found:
            raise NotFound(f"no shift begins on {begins_at:%Y-%m-%d %H:%M}")
        return found[0]

    async def last_before(self, moment: datetime) -> Shift | None:
        """Return the last shift that began before, or None."""
        before = select(duty_shifts).where(duty_shifts.c.begins_at < moment).order_by(duty_shifts.c.begins_at.desc()).limit(1)
        return next(iter(await self._read(before)), None)

    async def next_after(self, moment: datetime) -> Shift | None:
        """Return the first shift that begins after, or None."""
        after = select(duty_shifts).where(duty_shifts.c.begins_at > moment).order_by(duty_shifts.c.begins_at).limit(1)
        return next(iter(await self._read(after)), None)

    async def keep(self, shifts: Sequence[Shift]) -> None:
        """Write shifts; one of the same beginning is replaced."""
        if not shifts:
            return
        statement = insert_into(self._connection, duty_shifts)
        changed = {name: statement.excluded[name] for name in Shift.__dataclass_fields__ if name != "begins_at"}
        rows = [{name: getattr(shift, name) for name in Shift.__dataclass_fields__} for shift in shifts]
        await self._connection.execute(statement.on_conflict_do_update(index_elements=[duty_shifts.c.begins_at], set_=changed), rows)

    async def drop(self, begins: Sequence[datetime]) -> None:
        """Take these shifts out."""
        if begins:
            await self._connection.execute(delete(duty_shifts).where(duty_shifts.c.begins_at.in_(begins)))

    async def _read(self, statement: Select[tuple[object, ...]]) -> list[Shift]:
        return [Shift(**row._mapping) for row in await self._connection.execute(statement)]
