"""Tasks as deadlines, their alarms, and take-downs that wait for proof, in SQL."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import and_, bindparam, exists, func, select, true, update

from broadcaster.adapters.store_sql.duty_tables import told_once
from broadcaster.adapters.store_sql.office import task_of
from broadcaster.adapters.store_sql.shelf import Shelf
from broadcaster.adapters.store_sql.tables import HANGING, TASK_OPEN, entries, placements, tasks
from broadcaster.adapters.store_sql.upsert import insert_into
from broadcaster.domain.errors import NotFound
from broadcaster.ports.deadline_book import Hanging

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence
    from datetime import date, datetime

    from sqlalchemy import ColumnElement

    from broadcaster.ports.deadline_book import Raised
    from broadcaster.ports.office_book import Task

_MOST = 100_000


class SqlDeadlineBook(Shelf):
    """Deadlines."""

    async def of_cases(self, case_numbers: Collection[str], kinds: Collection[str]) -> Sequence[Task]:
        """Return every task of these cases and kinds, done ones too."""
        which = and_(tasks.c.case_number.in_(case_numbers), tasks.c.kind.in_(kinds))
        return [task_of(row) for row in await self._connection.execute(select(tasks).where(which))]

    async def open_of(self, kinds: Collection[str]) -> Sequence[Task]:
        """Return the open tasks of these kinds, those due first on top."""
        return await self._open(tasks.c.kind.in_(kinds), _MOST)

    async def open_until(self, last: date, *, kinds: Collection[str] = (), most: int = 500) -> Sequence[Task]:
        """Return the open tasks due on that day or before, of some kinds or all, those due first on top."""
        return await self._open(and_(tasks.c.due_on <= last.isoformat(), tasks.c.kind.in_(kinds) if kinds else true()), most)

    async def _open(self, which: ColumnElement[bool], most: int) -> list[Task]:
        statement = select(tasks).where(TASK_OPEN, which).order_by(tasks.c.due_on, tasks.c.task).limit(most)
        return [task_of(row) for row in await self._connection.execute(statement)]

    async def count_kinds(self) -> dict[str, int]:
        """Return how many tasks of each kind are open."""
        statement = select(tasks.c.kind, func.count().label("n")).where(TASK_OPEN).group_by(tasks.c.kind)
        return {row.kind: row.n for row in await self._connection.execute(statement)}

    async def open_task(self, task: str) -> Task:
        """Return one open task; raise `NotFound`."""
        found = await self._open(tasks.c.task == task, 1)
        if not found:
            raise NotFound(f"no open task {task}")
        return found[0]

    async def redate(self, task: Task, at: datetime) -> None:
        """Write another last day for an open task, and have its alarm judged anew."""
        values = {"due_on": task.due_on.isoformat(), "official": task.official, "alarm_at": at}
        await self._connection.execute(update(tasks).where(tasks.c.task == task.task).values(**values))

    async def close(self, closed: Collection[str], at: datetime) -> None:
        """Close these tasks."""
        if closed:
            await self._connection.execute(update(tasks).where(tasks.c.task.in_(closed), tasks.c.done_at.is_(None)).values(done_at=at))

    async def is_alarm_due(self, now: datetime) -> bool:
        """Say whether a task's alarm is to be judged."""
        return (await self._connection.execute(select(exists().where(TASK_OPEN, tasks.c.alarm_at <= now)))).scalar_one()

    async def claim_alarms(self, now: datetime, most: int) -> Sequence[Task]:
        """Return open tasks whose alarm is to be judged, none that another transaction judges at this moment."""
        statement = select(tasks).where(TASK_OPEN, tasks.c.alarm_at <= now).order_by(tasks.c.alarm_at, tasks.c.task).limit(most)
        return [task_of(row) for row in await self._connection.execute(statement.with_for_update(skip_locked=True))]

    async def alarmed(self, raised: Sequence[Raised]) -> None:
        """Remember what was judged."""
        if not raised:
            return
        statement = update(tasks).where(tasks.c.task == bindparam("which"))
        rows = [{"which": each.task, "told": each.level, "next": each.next_at} for each in raised]
        await self._connection.execute(statement.values(level=bindparam("told"), alarm_at=bindparam("next")), rows)

    async def hanging(self) -> Sequence[Hanging]:
        """Return what should be dark and was not seen so, by entry."""
        since, count = func.min(placements.c.wanted_since).label("since"), func.count().label("places")
        statement = (
            select(placements.c.entry, entries.c.case_number, placements.c.wanted, since, count)
            .join(entries, entries.c.entry == placements.c.entry)
            .where(HANGING)
            .group_by(placements.c.entry, entries.c.case_number, placements.c.wanted)
            .order_by(since, placements.c.entry)
        )
        return [Hanging(**row._mapping) for row in await self._connection.execute(statement)]

    async def tell_once(self, what: str, at: datetime) -> bool:
        """Remember that `what` is told; False where it was told before."""
        statement = insert_into(self._connection, told_once).values(what=what, told_at=at).on_conflict_do_nothing()
        return (await self._connection.execute(statement)).rowcount > 0

    async def was_told(self, what: str) -> bool:
        """Say whether `what` was told."""
        return (await self._connection.execute(select(exists().where(told_once.c.what == what)))).scalar_one()
