"""Clues for a published bounty: registered in the order they came, secret, with a task on the earlier of two clocks (R59, R76)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from broadcaster.domain.clues import CLUE_TASK, ClueText, reply_due
from broadcaster.domain.entries import EntryKind, subject_of
from broadcaster.domain.errors import NotFound, WrongState
from broadcaster.domain.placements import Wanted
from broadcaster.ports.clue_book import ClueRow
from broadcaster.ports.office_book import Task
from broadcaster.services.answers.receipt_codes import receipt_code
from broadcaster.services.case_files import file_of

if TYPE_CHECKING:
    from broadcaster.domain.calendar import WorkingCalendar
    from broadcaster.ports.clock import Clock
    from broadcaster.ports.store import Books, Store


@dataclass(frozen=True, slots=True)
class OpenBounty:
    """A bounty that hangs now: its opaque id, its kind, and the name that is published with it."""

    entry: str
    kind: EntryKind
    name: str


class Clues:
    """Takes clues from anybody; nobody is written to, for the number is not confirmed (R93)."""

    def __init__(self, *, store: Store, clock: Clock, calendar: WorkingCalendar) -> None:
        """Take what it works with."""
        self._store = store
        self._clock = clock
        self._calendar = calendar

    async def bounty(self, code: str) -> OpenBounty:
        """Return the bounty behind a public code; raise `NotFound` for no such bounty, `WrongState` where it is not published now."""
        async with self._store.reading() as books:
            return await _open(books, code)

    async def take(self, code: str, written: ClueText, *, urgent: bool) -> ClueRow:
        """Keep a clue and open its task; the row's `clue_id` is the receipt. Raises as `bounty` does."""
        now = self._clock.now()
        due_on = reply_due(now.date(), self._calendar, urgent=urgent)
        receipt = receipt_code()
        async with self._store.writing() as books:
            clue = ClueRow(receipt, (await _open(books, code)).entry, now, due_on, urgent, written)
            await books.clues.keep(clue)
            await books.office.open_task(Task(f"{CLUE_TASK}/{receipt}", CLUE_TASK, "", receipt, now, due_on))
        return clue


async def _open(books: Books, code: str) -> OpenBounty:
    row = await books.exposure.entry_by_code(code)
    if row.key.kind is EntryKind.DISHONEST:
        raise NotFound("no bounty of that code")
    if not await books.exposure.placements(entry=row.entry, wanted=Wanted.SHOWN):
        raise WrongState("the bounty is not published now")
    return OpenBounty(row.entry, row.key.kind, subject_of(await file_of(books, row.case_number), row.key).name)
