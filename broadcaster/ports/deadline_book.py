"""Where tasks are looked up by case, moment and kind, alarms are remembered, and take-downs wait for their proof."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence
    from datetime import date, datetime

    from broadcaster.ports.office_book import Task


@dataclass(frozen=True, slots=True)
class Hanging:
    """An entry that some places should not show and have not been seen dark."""

    entry: str
    case_number: str
    wanted: str
    since: datetime
    places: int


@dataclass(frozen=True, slots=True)
class Raised:
    """What is remembered of a task after its alarm was judged: the level told (empty: none yet), and when to look again."""

    task: str
    level: str
    next_at: datetime | None


class DeadlineBook(Protocol):
    """Tasks as deadlines."""

    async def of_cases(self, case_numbers: Collection[str], kinds: Collection[str]) -> Sequence[Task]:
        """Return every task of these cases and kinds, done ones too."""
        ...

    async def open_of(self, kinds: Collection[str]) -> Sequence[Task]:
        """Return the open tasks of these kinds, those due first on top."""
        ...

    async def open_until(self, last: date, *, kinds: Collection[str] = (), most: int = 500) -> Sequence[Task]:
        """Return the open tasks due on that day or before, of some kinds or all, those due first on top."""
        ...

    async def count_kinds(self) -> dict[str, int]:
        """Return how many tasks of each kind are open."""
        ...

    async def open_task(self, task: str) -> Task:
        """Return one open task; raise `NotFound`."""
        ...

    async def redate(self, task: Task, at: datetime) -> None:
        """Write another last day for an open task, and have its alarm judged anew."""
        ...

    async def close(self, tasks: Collection[str], at: datetime) -> None:
        """Close these tasks."""
        ...

    async def is_alarm_due(self, now: datetime) -> bool:
        """Say whether a task's alarm is to be judged."""
        ...

    async def claim_alarms(self, now: datetime, most: int) -> Sequence[Task]:
        """Return open tasks whose alarm is to be judged, none that another transaction judges at this moment."""
        ...

    async def alarmed(self, raised: Sequence[Raised]) -> None:
        """Remember what was judged."""
        ...

    async def hanging(self) -> Sequence[Hanging]:
        """Return what should be dark and was not seen so, by entry."""
        ...

    async def tell_once(self, what: str, at: datetime) -> bool:
        """Remember that `what` is told; False where it was told before."""
        ...

    async def was_told(self, what: str) -> bool:
        """Say whether `what` was told."""
        ...
