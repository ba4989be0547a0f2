"""Clues in SQL, sealed; the database counts them in the order they came."""

from __future__ import annotations

from dataclasses import asdict
from datetime import date
from typing import TYPE_CHECKING

import msgspec
from sqlalchemy import func, insert, select, update

from broadcaster.adapters.store_sql.answer_tables import clues
from broadcaster.domain.clues import ClueOutcome, ClueText
from broadcaster.domain.errors import NotFound
from broadcaster.ports.clue_book import ClueRow

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy import Row
    from sqlalchemy.ext.asyncio import AsyncConnection

    from broadcaster.ports.vault import Vault


class SqlClueBook:
    """Clues."""

    def __init__(self, connection: AsyncConnection, vault: Vault) -> None:
        """Work inside the connection's transaction."""
        self._connection = connection
        self._vault = vault

    async def keep(self, clue: ClueRow) -> int:
        """Keep a new clue; return its number."""
        values = {
            "clue_id": clue.clue_id,
            "entry": clue.entry,
            "received_at": clue.received_at,
            "due_on": clue.due_on.isoformat(),
            "urgent": clue.urgent,
            "written": self._vault.seal(msgspec.json.encode(asdict(clue.written))),
            "outcome": "",
            "closed_by": "",
        }
        number: int = (await self._connection.execute(insert(clues).values(**values).returning(clues.c.number))).scalar_one()
        return number

    async def clue(self, clue_id: str) -> ClueRow:
        """Return a clue; raise `NotFound`."""
        row = (await self._connection.execute(select(clues).where(clues.c.clue_id == clue_id))).one_or_none()
        if row is None:
            raise NotFound(f"no clue {clue_id}")
        return self._row(row)

    async def page(self, *, open_only: bool = False, most: int = 200) -> list[ClueRow]:
        """Return clues, the newest first."""
        which = [clues.c.closed_at.is_(None)] if open_only else []
        rows = await self._connection.execute(select(clues).where(*which).order_by(clues.c.number.desc()).limit(most))
        return [self._row(row) for row in rows]

    async def place(self, clue: ClueRow) -> int:
        """Return the clue's place among those to the same bounty, from 1."""
        before = select(func.count()).where(clues.c.entry == clue.entry, clues.c.number <= clue.number)
        return int((await self._connection.execute(before)).scalar_one())

    async def close(self, clue_id: str, outcome: ClueOutcome, by: str, at: datetime) -> bool:
        """Write how a clue was closed; return false where it was closed before."""
        which = (clues.c.clue_id == clue_id, clues.c.closed_at.is_(None))
        result = await self._connection.execute(update(clues).where(*which).values(outcome=outcome, closed_by=by, closed_at=at))
        return result.rowcount > 0

    def _row(self, row: Row[tuple[object, ...]]) -> ClueRow:
        written = msgspec.json.decode(self._vault.unseal(row.written), type=ClueText)
        outcome = ClueOutcome(row.outcome) if row.outcome else None
        return ClueRow(**{**row._mapping, "due_on": date.fromisoformat(row.due_on), "written": written, "outcome": outcome})
