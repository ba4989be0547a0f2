"""Visits applicants by message some months after termination (回访, R58)."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Final

from broadcaster.domain.deadlines import DeadlineKind
from broadcaster.domain.occasions import FOLLOW_UP_DUE
from broadcaster.domain.parties import Role
from broadcaster.services.case_files import files_of
from broadcaster.services.people.forewarning import case_facts
from broadcaster.services.people.notices import Occasion

if TYPE_CHECKING:
    from datetime import datetime

    from broadcaster.domain.case_file import CaseFile
    from broadcaster.ports.bell import Bell
    from broadcaster.ports.clock import Clock
    from broadcaster.ports.office_book import Task
    from broadcaster.ports.store import Books, Store
    from broadcaster.services.people.notices import NoticeWriter

_BATCH: Final = 100
_STALE_AFTER: Final = timedelta(days=31)
"""A visit that was due long before the case came to us is not made up for."""
_DECEASED: Final = "deceased"


class FollowUps:
    """Makes the visits that are due."""

    def __init__(self, *, store: Store, clock: Clock, bell: Bell, notices: NoticeWriter) -> None:
        """Take what it works with."""
        self._store = store
        self._clock = clock
        self._bell = bell
        self._notices = notices

    async def drain(self) -> int:
        """Make one batch of visits; return how many."""
        now = self._clock.now()
        async with self._store.reading() as books:
            if not await books.deadlines.open_until(now.date(), kinds=[DeadlineKind.FOLLOW_UP], most=1):
                return 0
        async with self._store.writing() as books:
            due = await books.deadlines.open_until(now.date(), kinds=[DeadlineKind.FOLLOW_UP], most=_BATCH)
            files = await files_of(books, {task.case_number for task in due})
            for task in due:
                await self._visit(books, task, files[task.case_number], now)
            await books.deadlines.close([task.task for task in due], now)
        await self._bell.ring("dispatch")
        return len(due)

    async def _visit(self, books: Books, task: Task, file: CaseFile, now: datetime) -> None:
        if now.date() - task.due_on > _STALE_AFTER:
            return
        occasion = Occasion(
            FOLLOW_UP_DUE,
            key=task.task,
            facts={"case": case_facts(file), "follow_up": {"months": int(task.task.rpartition("/")[2])}},
            case_number=task.case_number,
            parties=tuple(
                party
                for party in file.parties.values()
                if party.role is Role.APPLICANT and _DECEASED not in file.statuses.get(party.party_id, {})
            ),
        )
        await books.deliveries.owe(self._notices.tell(occasion, now), now)
