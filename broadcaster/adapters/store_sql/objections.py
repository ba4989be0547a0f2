"""Objections in SQL, sealed; each file of proof in a row of its own, so that a list reads none."""

from __future__ import annotations

from dataclasses import asdict
from datetime import date
from typing import TYPE_CHECKING

import msgspec
from sqlalchemy import insert, select, update

from broadcaster.adapters.store_sql.objection_tables import objection_proofs, objections
from broadcaster.adapters.store_sql.upsert import insert_into
from broadcaster.domain.errors import NotFound
from broadcaster.domain.objections import ObjectionKind, ObjectionOutcome, ObjectionText, Proof
from broadcaster.ports.objection_book import ObjectionRow

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from sqlalchemy import ColumnElement, Row
    from sqlalchemy.ext.asyncio import AsyncConnection

    from broadcaster.ports.vault import Vault

_SHOWN = [objections.c[name] for name in ObjectionRow.__dataclass_fields__]


class SqlObjectionBook:
    """Objections."""

    def __init__(self, connection: AsyncConnection, vault: Vault) -> None:
        """Work inside the connection's transaction."""
        self._connection = connection
        self._vault = vault

    async def keep(self, objection: ObjectionRow, proofs: Sequence[Proof], form_key: str) -> ObjectionRow:
        """Keep a new objection with its files; return it, or the one that was kept under the same `form_key` before."""
        values = {
            "objection_id": objection.objection_id,
            "form_key": form_key,
            "entry": objection.entry,
            "kind": objection.kind,
            "received_at": objection.received_at,
            "due_on": objection.due_on.isoformat(),
            "written": self._vault.seal(msgspec.json.encode(asdict(objection.written))),
            "proofs": [each.media_type for each in proofs],
            "outcome": "",
            "remark": self._vault.seal(b""),
            "closed_by": "",
        }
        statement = insert_into(self._connection, objections).values(**values)
        result = await self._connection.execute(statement.on_conflict_do_nothing(index_elements=[objections.c.form_key]))
        if result.rowcount:
            await self._keep_proofs(objection.objection_id, proofs)
        return await self._one(objections.c.form_key == form_key)

    async def _keep_proofs(self, objection_id: str, proofs: Sequence[Proof]) -> None:
        for position, each in enumerate(proofs, start=1):
            values = {"objection_id": objection_id, "position": position, "media_type": each.media_type}
            await self._connection.execute(insert(objection_proofs).values(**values, content=self._vault.seal(each.content)))

    async def objection(self, objection_id: str) -> ObjectionRow:
        """Return an objection; raise `NotFound`."""
        return await self._one(objections.c.objection_id == objection_id)

    async def _one(self, which: ColumnElement[bool]) -> ObjectionRow:
        row = (await self._connection.execute(select(*_SHOWN).where(which))).one_or_none()
        if row is None:
            raise NotFound("no such objection")
        return self._row(row)

    async def page(self, *, open_only: bool = False, most: int = 200) -> list[ObjectionRow]:
        """Return objections, the newest first."""
        which = [objections.c.closed_at.is_(None)] if open_only else []
        newest = (objections.c.received_at.desc(), objections.c.objection_id)
        rows = await self._connection.execute(select(*_SHOWN).where(*which).order_by(*newest).limit(most))
        return [self._row(row) for row in rows]

    async def proof(self, objection_id: str, position: int) -> Proof:
        """Return a file, counted from 1; raise `NotFound`."""
        which = (objection_proofs.c.objection_id == objection_id, objection_proofs.c.position == position)
        row = (await self._connection.execute(select(objection_proofs).where(*which))).one_or_none()
        if row is None:
            raise NotFound("no such file")
        return Proof(row.media_type, self._vault.unseal(row.content))

    async def close(self, objection_id: str, outcome: ObjectionOutcome, remark: str, *, by: str, at: datetime) -> bool:
        """Write what was found; return false where that was done before."""
        which = (objections.c.objection_id == objection_id, objections.c.closed_at.is_(None))
        values = {"outcome": outcome, "remark": self._vault.seal(remark.encode()), "closed_by": by, "closed_at": at}
        return (await self._connection.execute(update(objections).where(*which).values(**values))).rowcount > 0

    def _row(self, row: Row[tuple[object, ...]]) -> ObjectionRow:
        told = {
            "kind": ObjectionKind(row.kind),
            "due_on": date.fromisoformat(row.due_on),
            "written": msgspec.json.decode(self._vault.unseal(row.written), type=ObjectionText),
            "proofs": tuple(row.proofs),
            "outcome": ObjectionOutcome(row.outcome) if row.outcome else None,
            "remark": self._vault.unseal(row.remark).decode(),
        }
        return ObjectionRow(**{**row._mapping, **told})
