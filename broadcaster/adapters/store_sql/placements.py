"""Placements, their history and what places reported, in SQL."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import and_, bindparam, delete, func, insert, or_, select, true, update

from broadcaster.adapters.store_sql.shelf import Shelf
from broadcaster.adapters.store_sql.tables import placement_history, placements, sightings
from broadcaster.adapters.store_sql.upsert import insert_into
from broadcaster.domain.errors import NotFound
from broadcaster.domain.placements import Placement, Wanted
from broadcaster.ports.channels import Seen, Sight

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence
    from datetime import datetime

    from sqlalchemy import ColumnElement, Row

_HISTORY = ("placement_id", "wanted", "seen", "artifact", "reason", "proof")

_UNSETTLED = or_(
    and_(placements.c.wanted == Wanted.SHOWN, placements.c.seen != Sight.SHOWN),
    and_(placements.c.wanted != Wanted.SHOWN, placements.c.seen != Sight.GONE),
)


class SqlPlacementBook(Shelf):
    """Placements and sightings."""

    async def place(self, placed: Sequence[Placement], at: datetime) -> None:
        """Write new placements; one that exists for the same list, entry, channel and place is left alone."""
        if placed:
            rows = [{name: getattr(each, name) for name in Placement.__dataclass_fields__} for each in placed]
            await self._connection.execute(insert_into(self._connection, placements).on_conflict_do_nothing(), rows)
            await self._remember([each.placement_id for each in placed], at)

    async def placements(
        self, *, entry: str = "", list_id: str = "", channel: str = "", place: str = "", artifact: str = "", wanted: Wanted | None = None
    ) -> list[Placement]:
        """Return placements that match all that is given."""
        given = {"entry": entry, "list_id": list_id, "channel": channel, "place": place, "artifact": artifact, "wanted": wanted}
        which = and_(true(), *(placements.c[name] == value for name, value in given.items() if value))
        return await self._placed(which)

    async def placements_of(self, entries: Collection[str]) -> list[Placement]:
        """Return the placements of several entries."""
        return await self._placed(placements.c.entry.in_(entries)) if entries else []

    async def _placed(self, which: ColumnElement[bool], most: int | None = None) -> list[Placement]:
        statement = select(placements).where(which).order_by(placements.c.wanted_since, placements.c.placement_id).limit(most)
        return [_placement(row) for row in await self._connection.execute(statement)]

    async def placement(self, placement_id: str) -> Placement:
        """Return one; raise `NotFound`."""
        found = await self._placed(placements.c.placement_id == placement_id)
        if not found:
            raise NotFound(f"no placement {placement_id}")
        return found[0]

    async def want(self, placement_ids: Collection[str], wanted: Wanted, reason: str, at: datetime) -> None:
        """Write what is wanted from now on."""
        await self._change(placement_ids, at, wanted=wanted, wanted_since=at, reason=reason, told_at=None)

    async def swap_artifact(self, placement_ids: Collection[str], sha256: str, at: datetime) -> None:
        """Want another artifact at the same place (R89); what was seen of the one before counts no more."""
        await self._connection.execute(delete(sightings).where(sightings.c.placement_id.in_(placement_ids)))
        await self._change(placement_ids, at, artifact=sha256, wanted_since=at, seen="never", seen_at=None, proof="", told_at=None)

    async def overdue(self, now: datetime) -> list[str]:
        """Return the ids of what is shown longer than it may be."""
        overdue = and_(placements.c.wanted == Wanted.SHOWN, placements.c.shown_until <= now)
        return list((await self._connection.execute(select(placements.c.placement_id).where(overdue))).scalars())

    async def count_unsettled(self) -> tuple[int, int]:
        """Return how many placements are unsettled, and to how many of them nobody has spoken yet."""
        untold = func.count().filter(placements.c.told_at.is_(None))
        row = (await self._connection.execute(select(func.count().label("all"), untold.label("untold")).where(_UNSETTLED))).one()
        return row.all, row.untold

    async def unsettled(self, most: int) -> list[Placement]:
        """Return placements whose seen is not yet their wanted."""
        return await self._placed(_UNSETTLED, most)

    async def told(self, placement_ids: Collection[str], at: datetime) -> None:
        """Remember that their channels took over what is wanted now."""
        await self._connection.execute(update(placements).where(placements.c.placement_id.in_(placement_ids)).values(told_at=at))

    async def saw(self, seen: Mapping[str, Seen], at: datetime) -> None:
        """Write observations, by placement."""
        if not seen:
            return
        statement = (
            update(placements)
            .where(placements.c.placement_id == bindparam("which"))
            .values(seen=bindparam("sight"), seen_at=bindparam("observed_at"), proof=bindparam("proven"))
        )
        rows = [{"which": name, "sight": each.sight, "observed_at": each.at or at, "proven": each.proof} for name, each in seen.items()]
        await self._connection.execute(statement, rows)
        await self._remember(list(seen), at)

    async def _change(self, placement_ids: Collection[str], at: datetime, **values: object) -> None:
        await self._connection.execute(update(placements).where(placements.c.placement_id.in_(placement_ids)).values(**values))
        await self._remember(placement_ids, at)

    async def _remember(self, placement_ids: Collection[str], at: datetime) -> None:
        rows = await self._connection.execute(
            select(*(placements.c[name] for name in _HISTORY)).where(placements.c.placement_id.in_(placement_ids))
        )
        remembered = [{**row._mapping, "at": at} for row in rows]
        if remembered:
            await self._connection.execute(insert(placement_history), remembered)

    async def sighted(self, seen: Mapping[str, Seen]) -> None:
        """Keep what places themselves reported, by placement, for their channels to read."""
        if not seen:
            return
        statement = insert_into(self._connection, sightings)
        newest = {name: statement.excluded[name] for name in ("sight", "at", "proof")}
        rows = [{"placement_id": name, "sight": each.sight, "at": each.at, "proof": each.proof} for name, each in seen.items()]
        await self._connection.execute(statement.on_conflict_do_update(index_elements=[sightings.c.placement_id], set_=newest), rows)

    async def last_sightings(self, placement_ids: Collection[str]) -> Mapping[str, Seen]:
        """Return the newest report of each place that reported."""
        rows = await self._connection.execute(select(sightings).where(sightings.c.placement_id.in_(placement_ids)))
        return {row.placement_id: Seen(Sight(row.sight), row.at, row.proof) for row in rows}

    async def count_placements(self) -> Mapping[tuple[str, str], int]:
        """Return how many placements each (channel, wanted) has."""
        rows = await self._connection.execute(
            select(placements.c.channel, placements.c.wanted, func.count().label("n")).group_by(placements.c.channel, placements.c.wanted)
        )
        return {(row.channel, row.wanted): row.n for row in rows}


def _placement(row: Row[tuple[object, ...]]) -> Placement:
    return Placement(**{**row._mapping, "wanted": Wanted(row.wanted)})
