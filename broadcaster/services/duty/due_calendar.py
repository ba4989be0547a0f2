"""What is due, for staff: overdue, today, this week, the next thirty days; and what a person marks as done."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Final

from broadcaster.domain.clues import CLUE_TASK
from broadcaster.domain.deadlines import DeadlineKind
from broadcaster.domain.errors import NotAllowed, WrongState
from broadcaster.domain.objections import OBJECTION_TASK
from broadcaster.domain.surveys import INTEGRITY_TASK
from broadcaster.domain.users import StaffRole
from broadcaster.ports.office_book import Deed
from broadcaster.services.duty.watchers import PAUSE_UNCONFIRMED, ROSTER_GAP, TAKE_DOWN

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date

    from broadcaster.domain.users import User
    from broadcaster.ports.clock import Clock
    from broadcaster.ports.exposure_book import EntryRow
    from broadcaster.ports.office_book import Task
    from broadcaster.ports.store import Store

ENDED_ELSEWHERE: Final = frozenset({*DeadlineKind, TAKE_DOWN, PAUSE_UNCONFIRMED, ROSTER_GAP, CLUE_TASK, OBJECTION_TASK, INTEGRITY_TASK}) - {
    DeadlineKind.IDENTITY_DISPUTE
}
"""What an event, a proof, a shift or a page of its own ends; everything else a person marks as done here."""
FINISHES: Final = frozenset(StaffRole) - {StaffRole.AUDITOR, StaffRole.AGENCY_CLERK}
_AHEAD: Final = timedelta(days=30)
_SOON: Final = timedelta(days=6)
_MOST: Final = 500
_COUNTED: Final = 100_000


@dataclass(frozen=True, slots=True)
class DueCounts:
    """How much a user sees overdue, due today, and due in the six days after."""

    overdue: int
    today: int
    soon: int


@dataclass(frozen=True, slots=True)
class DuePage:
    """The calendar's page: what is open by span, and how many of each kind are open at any time."""

    today: date
    overdue: tuple[Task, ...]
    due_today: tuple[Task, ...]
    this_week: tuple[Task, ...]
    later: tuple[Task, ...]
    kinds: Mapping[str, int]
    entries: Mapping[str, str]
    """By task: the entry of its case that it is about, or the first."""
    is_cut: bool
    """Whether more is due than a page shows."""


class DueCalendar:
    """Reads the calendar and closes what is done."""

    def __init__(self, *, store: Store, clock: Clock) -> None:
        """Take what it reads from."""
        self._store = store
        self._clock = clock

    async def page(self, user: User, kind: str = "") -> DuePage:
        """Return what is due within thirty days and the user may see, of one kind or all."""
        today = self._clock.now().date()
        sunday = today + timedelta(days=7 - today.isoweekday())
        async with self._store.reading() as books:
            found = await books.deadlines.open_until(today + _AHEAD, kinds=[kind] if kind else (), most=_MOST)
            tasks = [task for task in found if _is_shown(task, user, today)]
            kinds = {each: count for each, count in (await books.deadlines.count_kinds()).items() if user.may_see_task(each)}
            rows = await books.exposure.entries_of_cases({task.case_number for task in tasks})
        return DuePage(
            today=today,
            overdue=_due(tasks, None, today - timedelta(days=1)),
            due_today=_due(tasks, today, today),
            this_week=_due(tasks, today + timedelta(days=1), sunday),
            later=_due(tasks, max(sunday, today) + timedelta(days=1), today + _AHEAD),
            kinds=dict(sorted(kinds.items())),
            entries={task.task: entry for task in tasks if (entry := _entry(task, rows))},
            is_cut=len(found) == _MOST,
        )

    async def counts(self, user: User) -> DueCounts:
        """Return how much is due soon."""
        today = self._clock.now().date()
        async with self._store.reading() as books:
            found = await books.deadlines.open_until(today + _SOON, most=_COUNTED)
        days = [task.due_on for task in found if user.may_see_task(task.kind) and task.kind != DeadlineKind.FOLLOW_UP]
        return DueCounts(sum(day < today for day in days), days.count(today), sum(day > today for day in days))

    async def finish(self, task: str, user: User, *, note: str) -> None:
        """Mark a task as done by a person. Raises `NotFound`, `NotAllowed`, `WrongState` where only a fact ends it."""
        if not user.roles & FINISHES:
            raise NotAllowed(f"{user.name}: may read, not finish")
        now = self._clock.now()
        async with self._store.writing() as books:
            found = await books.deadlines.open_task(task)
            if not user.may_see_task(found.kind):
                raise NotAllowed(f"{user.name}: the task is not for everybody")
            if found.kind in ENDED_ELSEWHERE:
                raise WrongState(f"a task of the kind {found.kind} ends by what is reported, or on a page of its own")
            await books.deadlines.close([task], now)
            await books.office.note(Deed(now, user.name, "task.finish", found.entry, note, found.rule))


def _is_shown(task: Task, user: User, today: date) -> bool:
    """Leave out what is not for the user, and a visit that the house makes within the day."""
    return user.may_see_task(task.kind) and (task.kind != DeadlineKind.FOLLOW_UP or task.due_on > today)


def _entry(task: Task, rows: Sequence[EntryRow]) -> str:
    mine = [row for row in rows if row.case_number == task.case_number]
    exact = (row.entry for row in mine if task.entry in (row.entry, row.key.ref))
    return next(exact, mine[0].entry if mine else "")


def _due(tasks: Sequence[Task], first: date | None, last: date) -> tuple[Task, ...]:
    return tuple(task for task in tasks if (first is None or first <= task.due_on) and task.due_on <= last)
