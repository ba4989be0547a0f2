"""Events in: rejected, known already, or durable with all that they owe before the answer goes out."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from broadcaster.domain.errors import Fault, InvalidInput
from broadcaster.ports.together import Together

if TYPE_CHECKING:
    from collections.abc import Sequence

    from broadcaster.domain.deliveries import Owed
    from broadcaster.ports.bell import Bell
    from broadcaster.ports.case_book import Arrival
    from broadcaster.ports.clock import Clock
    from broadcaster.ports.store import Books, Store
    from broadcaster.services.event_schema import EventSchema
    from broadcaster.services.people.notices import NoticeWriter
    from broadcaster.services.words.wording_in_force import WordingInForce

OTHER_CONTENT = Fault("/id", "an event of this source and id with other content is known already")


@dataclass(frozen=True, slots=True)
class Rejected:
    """One event of a batch that was not taken: its place, its id where it has one, and every fault."""

    index: int
    id: str
    faults: tuple[Fault, ...]


@dataclass(slots=True)
class IntakeAnswer:
    """What became of a batch."""

    accepted: int = 0
    duplicates: int = 0
    rejected: list[Rejected] = field(default_factory=list)


@dataclass(slots=True)
class _Batch:
    arrivals: list[tuple[int, Arrival, list[Owed]]]
    answer: IntakeAnswer


class Intake:
    """Takes batches of decoded events. Batches that arrive together are committed together."""

    def __init__(
        self, *, store: Store, clock: Clock, bell: Bell, schema: EventSchema, notices: NoticeWriter, wording: WordingInForce
    ) -> None:
        """Take what it works with."""
        self._store = store
        self._clock = clock
        self._bell = bell
        self._schema = schema
        self._notices = notices
        self._wording = wording
        self._commits = Together(self._commit)

    async def take(self, bodies: Sequence[object]) -> IntakeAnswer:
        """Take a batch; when this returns, what was accepted is durable. Raises `Unavailable` where nothing was."""
        await self._wording.catch_up()
        batch = _Batch([], IntakeAnswer())
        now = self._clock.now()
        for index, body in enumerate(bodies):
            try:
                arrival = self._schema.read(body)
            except InvalidInput as error:
                batch.answer.rejected.append(Rejected(index, _id_of(body), error.faults))
            else:
                batch.arrivals.append((index, arrival, self._notices.owed_for(arrival, now)))
        if batch.arrivals:
            await self._commits.add(batch)
        return batch.answer

    async def _commit(self, batches: list[_Batch]) -> None:
        async with self._store.writing() as books:
            await self._keep(books, batches)
        await self._bell.ring("review")

    async def _keep(self, books: Books, batches: list[_Batch]) -> None:
        now = self._clock.now()
        known = dict(await books.cases.known({arrival.key for batch in batches for _, arrival, _ in batch.arrivals}))
        fresh: list[Arrival] = []
        owed: list[Owed] = []
        for batch in batches:
            for index, arrival, owes in batch.arrivals:
                if arrival.key not in known:
                    known[arrival.key] = arrival.digest
                    fresh.append(arrival)
                    owed += owes
                    batch.answer.accepted += 1
                elif known[arrival.key] == arrival.digest:
                    batch.answer.duplicates += 1
                else:
                    batch.answer.rejected.append(Rejected(index, arrival.event.id, (OTHER_CONTENT,)))
        if fresh:
            await books.cases.keep(fresh, now)
            await books.deliveries.owe(owed, now)
            await books.cases.want_reviews((arrival.event.case.number for arrival in fresh), now)


def _id_of(body: object) -> str:
    identity = body.get("id") if isinstance(body, dict) else None
    return identity if isinstance(identity, str) else ""
