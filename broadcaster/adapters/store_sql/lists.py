"""Lists and their artifacts in SQL."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec
from sqlalchemy import select

from broadcaster.adapters.store_sql.shelf import Shelf
from broadcaster.adapters.store_sql.tables import artifacts, lists
from broadcaster.adapters.store_sql.upsert import insert_into
from broadcaster.domain.entries import ListKind
from broadcaster.domain.errors import NotFound
from broadcaster.domain.exposure_lists import ExposureList, Line, ListState
from broadcaster.ports.exposure_book import Artifact

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy import Row


class SqlListBook(Shelf):
    """Lists and artifacts."""

    async def keep_list(self, exposure_list: ExposureList) -> None:
        """Write a list as it now is."""
        values = {name: getattr(exposure_list, name) for name in ExposureList.__dataclass_fields__}
        values["lines"] = msgspec.to_builtins(exposure_list.lines)
        statement = insert_into(self._connection, lists).values(**values)
        await self._connection.execute(statement.on_conflict_do_update(index_elements=[lists.c.list_id], set_=values))

    async def exposure_list(self, list_id: str) -> ExposureList:
        """Return a list; raise `NotFound`."""
        row = (await self._connection.execute(select(lists).where(lists.c.list_id == list_id))).one_or_none()
        if row is None:
            raise NotFound(f"no list {list_id}")
        return _list(row)

    async def lists(self) -> list[ExposureList]:
        """Return all lists, newest first."""
        rows = await self._connection.execute(select(lists).order_by(lists.c.drafted_at.desc(), lists.c.list_id))
        return [_list(row) for row in rows]

    async def list_of_month(self, kind: ListKind, month: str) -> ExposureList | None:
        """Return the month's list of a kind that was not rejected."""
        rows = await self._connection.execute(
            select(lists).where(lists.c.kind == kind, lists.c.month == month, lists.c.state != ListState.REJECTED)
        )
        row = rows.first()
        return _list(row) if row else None

    async def keep_artifacts(self, kept: Sequence[Artifact]) -> None:
        """Write artifacts; one of the same kind and subject is replaced."""
        if not kept:
            return
        statement = insert_into(self._connection, artifacts)
        changed = {name: statement.excluded[name] for name in ("sha256", "media_type", "entries", "replaces")}
        key = [artifacts.c.list_id, artifacts.c.kind, artifacts.c.subject]
        rows = [{name: getattr(each, name) for name in Artifact.__dataclass_fields__} | {"entries": list(each.entries)} for each in kept]
        await self._connection.execute(statement.on_conflict_do_update(index_elements=key, set_=changed), rows)

    async def artifacts(self, list_id: str) -> list[Artifact]:
        """Return the artifacts of a list."""
        rows = await self._connection.execute(
            select(artifacts).where(artifacts.c.list_id == list_id).order_by(artifacts.c.kind, artifacts.c.subject)
        )
        return [Artifact(**{**row._mapping, "entries": tuple(row.entries)}) for row in rows]


def _list(row: Row[tuple[object, ...]]) -> ExposureList:
    values = dict(row._mapping)
    values["lines"] = msgspec.convert(values["lines"], tuple[Line, ...])
    return ExposureList(**{**values, "kind": ListKind(row.kind), "state": ListState(row.state)})
