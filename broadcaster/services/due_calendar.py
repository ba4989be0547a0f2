"""What is due, for staff: overdue, today, this week, the next thirty days; and what a person marks as done."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Final

from broadcaster.domain.deadlines import DeadlineKind
from broadcaster.domain.errors import NotAllowed, WrongState
from broadcaster.domain.users import StaffRole
from broadcaster.ports.office_book import Deed
from broadcaster.services.watchers import PAUSE_UNCONFIRMED, ROSTER_GAP, TAKE_DOWN

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date

    from broadcaster.domain.users import User
    from broadcaster.ports.clock import Clock
    from broadcaster.ports.office_book import Task
    from broadcaster.ports.store import Store

ENDED_BY_FACTS: Final = frozenset({*DeadlineKind, TAKE_DOWN, PAUSE_UNCONFIRMED, ROSTER_GAP, "verify", "co_debtor_paid"}) - {
    DeadlineKind.IDENTITY_DISPUTE
}
"""What only an event, a proof, a shift or a decision on the entry's own page ends; everything else a person marks as done."""
FINISHES: Final = frozenset(StaffRole) - {StaffRole.AUDITOR, StaffRole.AGENCY_CLERK}
_AHEAD: Final = timedelta(days=30)
_MOST: Final = 500


@dataclass(frozen=True, slots=True)
class DuePage:
    """The calendar's page: what is open by span, and how many of each kind are open at any time."""

    today: date
    overdue: tuple[Task, ...]
    due_today: tuple[Task, ...]
    this_week: tuple[Task, ...]
    later: tuple[Task, ...]
    kinds: Mapping[str, int]
    is_cut: bool
    """Whether more is due than a page shows."""


class DueCalendar:
    """Reads the calendar and closes what is done."""

    def __init__(self, *, store: Store, clock: Clock) -> None:
        """Take what it reads from."""
        self._store = store
        self._clock = clock

    async def page(self, kind: str = "") -> DuePage:
        """Return what is due within thirty days, of one kind or all."""
        today = self._clock.now().date()
        sunday = today + timedelta(days=7 - today.isoweekday())
        async with self._store.reading() as books:
            tasks = await books.deadlines.open_until(today + _AHEAD, kinds=[kind] if kind else (), most=_MOST)
            kinds = await books.deadlines.count_kinds()
        return DuePage(
            today=today,
            overdue=_due(tasks, None, today - timedelta(days=1)),
            due_today=_due(tasks, today, today),
            this_week=_due(tasks, today + timedelta(days=1), sunday),
            later=_due(tasks, max(sunday, today) + timedelta(days=1), today + _AHEAD),
            kinds=dict(sorted(kinds.items())),
            is_cut=len(tasks) == _MOST,
        )

    async def finish(self, task: str, user: User, *, note: str) -> None:
        """Mark a task as done by a person. Raises `NotFound`, `NotAllowed`, `WrongState` where only a fact ends it."""
        if not user.roles & FINISHES:
            raise NotAllowed(f"{user.name}: may read, not finish")
        now = self._clock.now()
        async with self._store.writing() as books:
            found = await books.deadlines.open_task(task)
            if found.kind in ENDED_BY_FACTS:
                raise WrongState(f"a task of the kind {found.kind} ends by what the case system or a place reports")
            await books.deadlines.close([task], now)
            await books.office.note(Deed(now, user.name, "task.finish", found.entry, note, found.rule))


def _due(tasks: Sequence[Task], first: date | None, last: date) -> tuple[Task, ...]:
    return tuple(task for task in tasks if (first is None or first <= task.due_on) and task.due_on <= last)
