"""What staff see and do about replies and clues: each by those alone whose work it is (R55, R76)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from broadcaster.domain.clues import CLUE_TASK
from broadcaster.domain.entries import subject_of
from broadcaster.domain.errors import NotAllowed, WrongState
from broadcaster.ports.office_book import Deed
from broadcaster.services.answers.replies import DOUBTFUL_TASK, WRONG_NUMBER_TASK
from broadcaster.services.case_files import file_of

if TYPE_CHECKING:
    from collections.abc import Collection

    from broadcaster.domain.clues import ClueOutcome
    from broadcaster.domain.entries import EntryKind
    from broadcaster.domain.users import User
    from broadcaster.ports.clock import Clock
    from broadcaster.ports.clue_book import ClueRow
    from broadcaster.ports.reply_book import ReplyRow
    from broadcaster.ports.store import Books, Store
    from broadcaster.services.answers.replies import Replies


class ReplyDesk:
    """Replies: those to questionnaires for supervision, all others for those who handle cases (R104)."""

    def __init__(self, *, store: Store, clock: Clock, replies: Replies, survey_kinds: Collection[str]) -> None:
        """Take what it works with; `survey_kinds` are the notices that offer questionnaires."""
        self._store = store
        self._clock = clock
        self._replies = replies
        self._survey_kinds = frozenset(survey_kinds)

    async def page(self, user: User, *, unread: bool = False) -> list[ReplyRow]:
        """Return the newest replies that the user may read."""
        if not (user.reads_replies or user.reads_surveys):
            raise NotAllowed(f"{user.name}: replies are for those who handle cases")
        kinds = () if user.reads_replies else self._survey_kinds
        but_not = () if user.reads_surveys else self._survey_kinds
        async with self._store.reading() as books:
            return await books.replies.page(unread=unread, kinds=kinds, but_not=but_not)

    async def mark_read(self, user: User, reply_id: str) -> None:
        """Write that a reply was read and dealt with; its tasks are closed."""
        now = self._clock.now()
        async with self._store.writing() as books:
            await self._reply(books, user, reply_id)
            await books.replies.mark_read(reply_id, user.name, now)
            await books.office.close_tasks(reply_id, [WRONG_NUMBER_TASK, DOUBTFUL_TASK], now)
            await books.office.note(Deed(now, user.name, "reply.read", reply_id))

    async def report_wrong(self, user: User, reply_id: str) -> None:
        """Stop the number that a reply came from, and ask for the right one (R55)."""
        now = self._clock.now()
        async with self._store.writing() as books:
            row = await self._reply(books, user, reply_id)
            await books.replies.mark_wrong(reply_id)
            await books.office.close_tasks(reply_id, [DOUBTFUL_TASK], now)
            await self._replies.stop(books, row, now)
            await books.office.note(Deed(now, user.name, "reply.wrong_number", reply_id, basis="R55"))

    async def _reply(self, books: Books, user: User, reply_id: str) -> ReplyRow:
        row = await books.replies.reply(reply_id)
        is_of_survey = row.kind in self._survey_kinds
        if not (user.reads_surveys if is_of_survey else user.reads_replies):
            raise NotAllowed(f"{user.name}: this reply is for others")
        return row


@dataclass(frozen=True, slots=True)
class ClueSheet:
    """A clue with the bounty it is about. `place` is its place among the clues to that bounty: the first alone is paid (R76)."""

    clue: ClueRow
    kind: EntryKind
    name: str
    case_number: str
    place: int
    is_overdue: bool

    def __repr__(self) -> str:
        """Show the receipt alone."""
        return f"ClueSheet({self.clue.clue_id})"


class ClueDesk:
    """Clues, for those who follow them up."""

    def __init__(self, *, store: Store, clock: Clock) -> None:
        """Take what it works with."""
        self._store = store
        self._clock = clock

    async def page(self, user: User, *, open_only: bool = False) -> list[ClueSheet]:
        """Return the newest clues."""
        _check(user)
        async with self._store.reading() as books:
            return [await self._sheet(books, each) for each in await books.clues.page(open_only=open_only)]

    async def sheet(self, user: User, clue_id: str) -> ClueSheet:
        """Return one clue with who gave it, and journal that it was read; raise `NotFound`."""
        _check(user)
        async with self._store.writing() as books:
            sheet = await self._sheet(books, await books.clues.clue(clue_id))
            await books.office.note(Deed(self._clock.now(), user.name, "clue.read", clue_id))
        return sheet

    async def close(self, user: User, clue_id: str, outcome: ClueOutcome) -> None:
        """Write what came of a clue; its task is closed. Raises `WrongState` where it was closed before."""
        _check(user)
        now = self._clock.now()
        async with self._store.writing() as books:
            await books.clues.clue(clue_id)
            if not await books.clues.close(clue_id, outcome, user.name, now):
                raise WrongState(f"clue {clue_id} was closed before")
            await books.office.close_tasks(clue_id, [CLUE_TASK], now)
            await books.office.note(Deed(now, user.name, f"clue.close.{outcome}", clue_id, basis="R59"))

    async def _sheet(self, books: Books, clue: ClueRow) -> ClueSheet:
        row = await books.exposure.entry(clue.entry)
        name = subject_of(await file_of(books, row.case_number), row.key).name
        is_overdue = clue.closed_at is None and clue.due_on < self._clock.now().date()
        return ClueSheet(clue, row.key.kind, name, row.case_number, await books.clues.place(clue), is_overdue)


def _check(user: User) -> None:
    if not user.reads_clues:
        raise NotAllowed(f"{user.name}: clues and who gave them are secret (R76)")
