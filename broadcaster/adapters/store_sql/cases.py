"""Events and reviews in SQL."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec
from sqlalchemy import and_, bindparam, case, func, insert, or_, select, tuple_, update

from broadcaster.adapters.store_sql.columns import Moment
from broadcaster.adapters.store_sql.tables import events, reviews
from broadcaster.adapters.store_sql.upsert import insert_into
from broadcaster.domain import case_event
from broadcaster.ports.case_book import DueReview

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping, Sequence
    from datetime import datetime

    from sqlalchemy.ext.asyncio import AsyncConnection

    from broadcaster.domain.case_event import CaseEvent
    from broadcaster.ports.case_book import Arrival, EventKey
    from broadcaster.ports.vault import Vault


_ASKED_AT_ONCE = 1_000
"""Both databases limit the parameters of one statement."""


class SqlCaseBook:
    """Events, sealed whole, and reviews."""

    def __init__(self, connection: AsyncConnection, vault: Vault) -> None:
        """Work inside the connection's transaction."""
        self._connection = connection
        self._vault = vault

    async def known(self, keys: Collection[EventKey]) -> Mapping[EventKey, str]:
        """Return the digests of those events that are kept already."""
        identity, asked = tuple_(events.c.source, events.c.event_id), list(keys)
        found: dict[EventKey, str] = {}
        for start in range(0, len(asked), _ASKED_AT_ONCE):
            some = identity.in_(asked[start : start + _ASKED_AT_ONCE])
            rows = await self._connection.execute(select(events.c.source, events.c.event_id, events.c.digest).where(some))
            found |= {(row.source, row.event_id): row.digest for row in rows}
        return found

    async def keep(self, arrivals: Sequence[Arrival], received_at: datetime) -> None:
        """Keep new events."""
        rows = [
            {
                "source": arrival.event.source,
                "event_id": arrival.event.id,
                "type": arrival.event.type,
                "case_number": arrival.event.case.number,
                "happened_at": arrival.event.time,
                "received_at": received_at,
                "digest": arrival.digest,
                "body": self._vault.seal(arrival.body),
            }
            for arrival in arrivals
        ]
        await self._connection.execute(insert(events), rows)

    async def events_of(self, case_number: str) -> list[CaseEvent]:
        """Return every event of a case."""
        return (await self.events_of_cases([case_number])).get(case_number, [])

    async def events_of_cases(self, case_numbers: Collection[str]) -> Mapping[str, list[CaseEvent]]:
        """Return every event of several cases, by case."""
        statement = select(events.c.case_number, events.c.body).where(events.c.case_number.in_(case_numbers))
        found: dict[str, list[CaseEvent]] = {}
        for row in await self._connection.execute(statement):
            event = case_event.read(msgspec.json.decode(self._vault.unseal(row.body)))
            found.setdefault(row.case_number, []).append(event)
        return found

    async def count_events(self) -> int:
        """Return how many events are kept."""
        return (await self._connection.execute(select(func.count()).select_from(events))).scalar_one()

    async def want_reviews(self, case_numbers: Iterable[str], due_at: datetime) -> None:
        """Have these cases reviewed at `due_at` at the latest."""
        rows = [{"case_number": number, "generation": 1, "due_at": due_at} for number in sorted(set(case_numbers))]
        if not rows:
            return
        statement = insert_into(self._connection, reviews)
        sooner = case((reviews.c.due_at < statement.excluded.due_at, reviews.c.due_at), else_=statement.excluded.due_at)
        await self._connection.execute(
            statement.on_conflict_do_update(
                index_elements=[reviews.c.case_number], set_={"due_at": sooner, "generation": reviews.c.generation + 1}
            ),
            rows,
        )

    async def look_again(self, case_numbers: Collection[str], due_at: datetime) -> None:
        """Have those of these cases that were ever told of reviewed at `due_at` at the latest."""
        rows = [{"number": number} for number in sorted(case_numbers)]
        if rows:
            later = or_(reviews.c.due_at.is_(None), reviews.c.due_at > due_at)
            statement = update(reviews).where(reviews.c.case_number == bindparam("number"), later)
            await self._connection.execute(statement.values(due_at=due_at, generation=reviews.c.generation + 1), rows)

    async def claim_reviews(self, now: datetime, until: datetime, most: int) -> list[DueReview]:
        """Claim due reviews under a lease until `until`."""
        free = or_(reviews.c.leased_until.is_(None), reviews.c.leased_until < now)
        due = select(reviews.c.case_number).where(and_(reviews.c.due_at <= now, free)).order_by(reviews.c.due_at).limit(most)
        rows = await self._connection.execute(
            update(reviews)
            .where(reviews.c.case_number.in_(due.with_for_update(skip_locked=True)))
            .values(leased_until=until)
            .returning(reviews.c.case_number, reviews.c.generation)
        )
        return [DueReview(row.case_number, row.generation) for row in rows]

    async def count_due_reviews(self, now: datetime) -> int:
        """Return how many reviews are due."""
        return (await self._connection.execute(select(func.count()).where(reviews.c.due_at <= now))).scalar_one()

    async def next_due(self) -> datetime | None:
        """Return when the next review is due."""
        statement = select(reviews.c.due_at).where(reviews.c.due_at.is_not(None)).order_by(reviews.c.due_at).limit(1)
        return (await self._connection.execute(statement)).scalar_one_or_none()

    async def finish_reviews(self, finished: Sequence[tuple[DueReview, datetime | None]]) -> None:
        """Give reviews back, each with the next time it is due; one stays due where more has come meanwhile."""
        same = reviews.c.generation == bindparam("seen")
        statement = (
            update(reviews)
            .where(reviews.c.case_number == bindparam("number"))
            .values(leased_until=None, due_at=case((same, bindparam("next_due", type_=Moment)), else_=reviews.c.due_at))
        )
        await self._connection.execute(
            statement, [{"number": review.case_number, "seen": review.generation, "next_due": due_at} for review, due_at in finished]
        )
