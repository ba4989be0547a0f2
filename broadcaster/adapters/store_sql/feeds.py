"""Agency feeds in SQL: events are appended unnumbered, and numbered by one caller at a time."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import bindparam, exists, func, select, update

from broadcaster.adapters.store_sql.tables import feed_events, feed_states
from broadcaster.adapters.store_sql.upsert import insert_into
from broadcaster.ports.feed_book import FeedEvent, FeedState

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

    from sqlalchemy import Row
    from sqlalchemy.ext.asyncio import AsyncConnection

    from broadcaster.ports.vault import Vault

_AT_ONCE = 5_000


class SqlFeedBook:
    """Feed events, sealed, and the state each agency was left in."""

    def __init__(self, connection: AsyncConnection, vault: Vault) -> None:
        """Work inside the connection's transaction."""
        self._connection = connection
        self._vault = vault

    async def feed_states(self, entries: Collection[str]) -> Mapping[tuple[str, str, str], FeedState]:
        """Return what each (agency, feed) was last told of each of these entries."""
        if not entries:
            return {}
        rows = await self._connection.execute(select(feed_states).where(feed_states.c.entry.in_(entries)))
        return {(row.agency, row.feed, row.entry): FeedState(row.revision, row.digest, row.published, row.published_on) for row in rows}

    async def tell(self, event: FeedEvent, state: FeedState) -> None:
        """Append an event, unnumbered, and the state it leads to."""
        values = {name: getattr(event, name) for name in FeedEvent.__dataclass_fields__} | {"body": self._vault.seal(event.body)}
        await self._connection.execute(insert_into(self._connection, feed_events).values(**values))
        key = {"agency": event.agency, "feed": event.feed, "entry": event.entry}
        left = {name: getattr(state, name) for name in FeedState.__dataclass_fields__}
        statement = insert_into(self._connection, feed_states).values(**key, **left)
        await self._connection.execute(statement.on_conflict_do_update(index_elements=[feed_states.c[name] for name in key], set_=left))

    async def is_unnumbered(self) -> bool:
        """Say whether an event waits for its sequence."""
        return (await self._connection.execute(select(exists().where(feed_events.c.sequence.is_(None))))).scalar_one()

    async def number_feeds(self) -> int:
        """Number what is unnumbered, gapless per agency and feed; one caller at a time."""
        rows = (
            await self._connection.execute(
                select(feed_events.c.row, feed_events.c.agency, feed_events.c.feed)
                .where(feed_events.c.sequence.is_(None))
                .order_by(feed_events.c.row)
                .limit(_AT_ONCE)
            )
        ).all()
        heads = {key: await self.feed_head(*key) for key in {(row.agency, row.feed) for row in rows}}
        numbered = []
        for row in rows:
            heads[row.agency, row.feed] += 1
            numbered.append({"which": row.row, "number": heads[row.agency, row.feed]})
        if numbered:
            statement = update(feed_events).where(feed_events.c.row == bindparam("which")).values(sequence=bindparam("number"))
            await self._connection.execute(statement, numbered)
        return len(rows)

    async def feed_page(self, agency: str, feed: str, after: int, most: int) -> Sequence[FeedEvent]:
        """Return numbered events after a sequence."""
        rows = await self._connection.execute(
            select(feed_events)
            .where(feed_events.c.agency == agency, feed_events.c.feed == feed, feed_events.c.sequence > after)
            .order_by(feed_events.c.sequence)
            .limit(most)
        )
        return [self._event(row) for row in rows]

    def _event(self, row: Row[tuple[object, ...]]) -> FeedEvent:
        values = {name: value for name, value in row._mapping.items() if name != "row"}
        return FeedEvent(**{**values, "body": self._vault.unseal(row.body)})

    async def feed_head(self, agency: str, feed: str) -> int:
        """Return the last sequence, 0 where there is none."""
        statement = select(func.max(feed_events.c.sequence)).where(feed_events.c.agency == agency, feed_events.c.feed == feed)
        return (await self._connection.execute(statement)).scalar_one() or 0

    async def state_lines(self, agency: str, feed: str, upto: int) -> list[str]:
        """Return the sorted lines `entry:revision:digest` of what is published at a sequence."""
        rows = await self._connection.execute(
            select(feed_events.c.entry, feed_events.c.revision, feed_events.c.digest, feed_events.c.type)
            .where(feed_events.c.agency == agency, feed_events.c.feed == feed, feed_events.c.sequence <= upto)
            .order_by(feed_events.c.sequence)
        )
        lines: dict[str, str] = {}
        for row in rows:
            lines.pop(row.entry, None)
            if row.type.endswith((".published", ".corrected")):
                lines[row.entry] = f"{row.entry}:{row.revision}:{row.digest}"
        return sorted(lines.values())

    async def count_feed(self, agency: str, feed: str) -> Mapping[str, int]:
        """Return `head`, and how many entries are `published` and `withdrawn`."""
        rows = await self._connection.execute(
            select(feed_states.c.published, func.count().label("n"))
            .where(feed_states.c.agency == agency, feed_states.c.feed == feed)
            .group_by(feed_states.c.published)
        )
        counted = {bool(row.published): row.n for row in rows}
        head = await self.feed_head(agency, feed)
        return {"head": head, "published": counted.get(True, 0), "withdrawn": counted.get(False, 0)}
