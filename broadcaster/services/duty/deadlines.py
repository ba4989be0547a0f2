"""Follows a case with its deadlines: each is a task with a last day, opened and closed by what the file says (R8, R16, R58, R59)."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, time
from typing import TYPE_CHECKING, Final

from broadcaster.domain.calendar import COURT_ZONE
from broadcaster.domain.deadlines import DONE_BY_HAND, DeadlineKind, open_deadlines
from broadcaster.ports.office_book import Task

if TYPE_CHECKING:
    from collections.abc import Mapping

    from broadcaster.domain.calendar import WorkingCalendar
    from broadcaster.domain.case_file import CaseFile
    from broadcaster.domain.deadlines import Deadline, Terms
    from broadcaster.ports.store import Books

KINDS: Final = tuple(DeadlineKind)


class Deadlines:
    """Keeps the tasks that follow from case files. The same files change nothing a second time."""

    def __init__(self, calendar: WorkingCalendar, terms: Terms) -> None:
        """Take the days that are worked, and the court's own terms."""
        self._calendar = calendar
        self._terms = terms

    async def follow(self, books: Books, files: Mapping[str, CaseFile], now: datetime) -> None:
        """Open what several cases owe, bring last days up to date, and close what they owe no more."""
        known = {task.task: task for task in await books.deadlines.of_cases(files, KINDS)}
        owed = {each.key: each for file in files.values() for each in open_deadlines(file, self._calendar, self._terms)}
        for key, deadline in owed.items():
            await self._hold_to(books, deadline, known.get(key), now)
        await books.deadlines.close([key for key, task in known.items() if key not in owed and task.done_at is None], now)

    async def _hold_to(self, books: Books, deadline: Deadline, known: Task | None, now: datetime) -> None:
        if known is None or (known.done_at and deadline.kind not in DONE_BY_HAND):
            await books.office.open_task(_task(deadline, now))
        elif known.done_at is None and (known.due_on, known.official) != (deadline.due_on, deadline.official):
            await books.deadlines.redate(replace(known, due_on=deadline.due_on, official=deadline.official), now)


def _task(deadline: Deadline, now: datetime) -> Task:
    """Return the task; it counts from the day of its ground, also where that was told later."""
    since = datetime.combine(deadline.opened_on, time(), COURT_ZONE)
    return Task(
        task=deadline.key,
        kind=deadline.kind,
        case_number=deadline.case_number,
        entry=deadline.subject,
        opened_at=since if deadline.opened_on < now.date() else now,
        due_on=deadline.due_on,
        rule=deadline.rule,
        official=deadline.official,
        department=deadline.department,
    )
