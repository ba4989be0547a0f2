"""Changes of wording in SQL, and the frozen texts beside them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec
from sqlalchemy import and_, exists, func, insert, select, true, update

from broadcaster.adapters.store_sql.tables import deliveries, events
from broadcaster.adapters.store_sql.wording_tables import wording_revisions
from broadcaster.domain import case_event
from broadcaster.domain.deliveries import DeliveryState
from broadcaster.domain.errors import NotFound, WrongState
from broadcaster.domain.wording_revisions import RevisionState, WordingRevision
from broadcaster.ports.case_book import Arrival
from broadcaster.ports.wording_book import Written

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy import ColumnElement, Row
    from sqlalchemy.ext.asyncio import AsyncConnection

    from broadcaster.ports.vault import Vault
    from broadcaster.ports.wording_book import Decision

_KEPT = [name for name in WordingRevision.__dataclass_fields__ if name != "number"]
_WRITTEN = [deliveries.c[name] for name in Written.__dataclass_fields__]


class SqlWordingBook:
    """Revisions stand open, for they name nobody; frozen texts are sealed."""

    def __init__(self, connection: AsyncConnection, vault: Vault) -> None:
        """Work inside the connection's transaction."""
        self._connection = connection
        self._vault = vault

    async def propose(self, revision: WordingRevision) -> int:
        """Keep a proposal and return its number; raise `WrongState` where one for the kind is open."""
        is_open = and_(wording_revisions.c.kind == revision.kind, wording_revisions.c.state == RevisionState.PROPOSED)
        if (await self._connection.execute(select(exists().where(is_open)))).scalar_one():
            raise WrongState(f"a change of {revision.kind} waits for its decision")
        values = {name: getattr(revision, name) for name in _KEPT} | {"files": dict(revision.files)}
        result = await self._connection.execute(insert(wording_revisions).values(**values).returning(wording_revisions.c.number))
        return int(result.scalar_one())

    async def decide(self, number: int, decision: Decision) -> None:
        """Write a decision; raise `WrongState` where the revision is decided already."""
        undecided = and_(wording_revisions.c.number == number, wording_revisions.c.state == RevisionState.PROPOSED)
        values = {"state": decision.state, "decided_by": decision.who, "decided_at": decision.at, "remark": decision.remark}
        if not (await self._connection.execute(update(wording_revisions).where(undecided).values(**values))).rowcount:
            raise WrongState(f"revision {number} was decided meanwhile")

    async def revision(self, number: int) -> WordingRevision:
        """Return one; raise `NotFound`."""
        found = await self._revisions(wording_revisions.c.number == number)
        if not found:
            raise NotFound(f"no revision {number}")
        return found[0]

    async def revisions(self, kind: str = "") -> list[WordingRevision]:
        """Return those of a kind or all, the newest first."""
        return await self._revisions(wording_revisions.c.kind == kind if kind else true())

    async def in_force(self) -> list[WordingRevision]:
        """Return the newest approved one of each kind."""
        approved = wording_revisions.c.state == RevisionState.APPROVED
        newest = select(func.max(wording_revisions.c.number)).where(approved).group_by(wording_revisions.c.kind)
        return await self._revisions(wording_revisions.c.number.in_(newest))

    async def _revisions(self, which: ColumnElement[bool]) -> list[WordingRevision]:
        statement = select(wording_revisions).where(which).order_by(wording_revisions.c.number.desc())
        return [_revision(row) for row in await self._connection.execute(statement)]

    async def count_approved(self) -> int:
        """Return how many were ever approved."""
        statement = select(func.count()).where(wording_revisions.c.state == RevisionState.APPROVED)
        return (await self._connection.execute(statement)).scalar_one()

    async def written(self, *, kind: str = "", delivery_id: str = "", most: int = 20) -> list[Written]:
        """Return the newest deliveries of a kind that were written, or one delivery, with their frozen texts."""
        which = and_(
            and_(deliveries.c.kind == kind, deliveries.c.version > 0) if kind else true(),
            deliveries.c.delivery_id == delivery_id if delivery_id else true(),
        )
        newest = select(*_WRITTEN).where(which).order_by(deliveries.c.changed_at.desc(), deliveries.c.delivery_id).limit(most)
        rows = await self._connection.execute(newest)
        return [Written(**{**row._mapping, "state": DeliveryState(row.state), "message": self._vault.unseal(row.message)}) for row in rows]

    async def arrivals(self, case_number: str) -> Sequence[Arrival]:
        """Return a case's events as they arrived."""
        rows = await self._connection.execute(select(events.c.digest, events.c.body).where(events.c.case_number == case_number))
        found = [(row.digest, self._vault.unseal(row.body)) for row in rows]
        return [Arrival(case_event.read(msgspec.json.decode(body)), digest, body) for digest, body in found]


def _revision(row: Row[tuple[object, ...]]) -> WordingRevision:
    return WordingRevision(**{**row._mapping, "state": RevisionState(row.state)})
