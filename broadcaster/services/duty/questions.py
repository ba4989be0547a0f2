"""What a person must decide about an entry: a task with its last day (R9, R10, R12-R14, R95)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from broadcaster.ports.office_book import Task

if TYPE_CHECKING:
    from datetime import datetime

    from broadcaster.domain.calendar import WorkingCalendar
    from broadcaster.ports.store import Books
    from broadcaster.services.looked import Looked

_WORKING_DAYS_TO_DELETE = 3
_SAME_DAY = frozenset({"co_debtor_paid", "consent_decision_number", "two_queries_after_termination", "early_deletion_decision_number"})


class Questions:
    """Opens a task for each question that an entry's standing asks."""

    def __init__(self, calendar: WorkingCalendar) -> None:
        """Take the calendar of working days."""
        self._calendar = calendar

    async def follow(self, books: Books, looked: Looked, now: datetime) -> None:
        """Open the question's task; one that is open is left alone."""
        question = looked.standing.question
        if not question:
            return
        due_on = now.date() if question in _SAME_DAY else self._calendar.earliest_reading(now.date(), _WORKING_DAYS_TO_DELETE).due_on
        entry = looked.row.entry
        await books.office.open_task(Task(f"{question}/{entry}", question, looked.row.case_number, entry, now, due_on))
