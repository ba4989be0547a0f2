"""Where case events are kept, and which cases are to be reviewed."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping, Sequence
    from datetime import datetime

    from broadcaster.domain.case_event import CaseEvent

EventKey = tuple[str, str]
"""(source, id)."""


@dataclass(frozen=True, slots=True)
class Arrival:
    """An event about to be kept: read, with its canonical bytes and their digest."""

    event: CaseEvent
    digest: str
    body: bytes = field(repr=False)

    @property
    def key(self) -> EventKey:
        """The event's identity."""
        return self.event.source, self.event.id


@dataclass(frozen=True, slots=True)
class DueReview:
    """A case to look at again. `generation` tells whether more has come since it was claimed."""

    case_number: str
    generation: int


class CaseBook(Protocol):
    """Events and reviews."""

    async def known(self, keys: Collection[EventKey]) -> Mapping[EventKey, str]:
        """Return the digests of those events that are kept already."""
        ...

    async def keep(self, arrivals: Sequence[Arrival], received_at: datetime) -> None:
        """Keep new events."""
        ...

    async def events_of(self, case_number: str) -> list[CaseEvent]:
        """Return every event of a case."""
        ...

    async def events_of_cases(self, case_numbers: Collection[str]) -> Mapping[str, list[CaseEvent]]:
        """Return every event of several cases, by case."""
        ...

    async def count_events(self) -> int:
        """Return how many events are kept."""
        ...

    async def want_reviews(self, case_numbers: Iterable[str], due_at: datetime) -> None:
        """Have these cases reviewed at `due_at` at the latest."""
        ...

    async def look_again(self, case_numbers: Collection[str], due_at: datetime) -> None:
        """Have those of these cases that were ever told of reviewed at `due_at` at the latest."""
        ...

    async def claim_reviews(self, now: datetime, until: datetime, most: int) -> list[DueReview]:
        """Claim due reviews under a lease until `until`."""
        ...

    async def count_due_reviews(self, now: datetime) -> int:
        """Return how many reviews are due."""
        ...

    async def next_due(self) -> datetime | None:
        """Return when the next review is due."""
        ...

    async def finish_reviews(self, finished: Sequence[tuple[DueReview, datetime | None]]) -> None:
        """Give reviews back, each with the next time it is due; one stays due where more has come meanwhile."""
        ...
