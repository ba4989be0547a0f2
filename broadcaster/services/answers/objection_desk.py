"""What staff see and do about objections: read, pause first and verify after, write what was found (R16, R91, R112)."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from broadcaster.domain.deadlines import DeadlineKind
from broadcaster.domain.entries import subject_of
from broadcaster.domain.errors import NotAllowed, WrongState
from broadcaster.domain.objections import OBJECTION_TASK, ObjectionKind, pause_due
from broadcaster.domain.placements import Wanted
from broadcaster.domain.silence import SILENCE
from broadcaster.ports.office_book import Deed
from broadcaster.services.case_files import file_of

if TYPE_CHECKING:
    from datetime import date

    from broadcaster.domain.calendar import WorkingCalendar
    from broadcaster.domain.entries import EntryKind
    from broadcaster.domain.objections import ObjectionOutcome, Proof
    from broadcaster.domain.users import User
    from broadcaster.ports.clock import Clock
    from broadcaster.ports.objection_book import ObjectionRow
    from broadcaster.ports.store import Books, Store
    from broadcaster.services.places.withdrawal import Withdrawal


@dataclass(frozen=True, slots=True)
class ObjectionSheet:
    """An objection with the entry it is about. `wanted` is empty where nothing was ever shown; `pause_due` where nobody must decide."""

    objection: ObjectionRow
    kind: EntryKind
    name: str
    case_number: str
    wanted: Wanted | None
    may_pause: bool
    is_overdue: bool
    pause_due: date | None = None

    def __repr__(self) -> str:
        """Show the receipt alone."""
        return f"ObjectionSheet({self.objection.objection_id})"


class ObjectionDesk:
    """Objections, for those who review them; each look at one is journaled."""

    def __init__(self, *, store: Store, clock: Clock, withdrawal: Withdrawal, calendar: WorkingCalendar) -> None:
        """Take what it works with."""
        self._store = store
        self._clock = clock
        self._withdrawal = withdrawal
        self._calendar = calendar

    async def page(self, user: User, *, open_only: bool = False) -> list[ObjectionSheet]:
        """Return the newest objections."""
        _check(user)
        async with self._store.reading() as books:
            return [await self._sheet(books, each) for each in await books.objections.page(open_only=open_only)]

    async def sheet(self, user: User, objection_id: str) -> ObjectionSheet:
        """Return one objection with who wrote it, and journal that it was read; raise `NotFound`."""
        _check(user)
        async with self._store.writing() as books:
            sheet = await self._sheet(books, await books.objections.objection(objection_id))
            await books.office.note(Deed(self._clock.now(), user.name, "objection.read", objection_id))
        if sheet.objection.kind is not ObjectionKind.NOT_ME or sheet.objection.closed_at or not sheet.may_pause:
            return sheet
        return replace(sheet, pause_due=pause_due(sheet.objection.received_at.date(), self._calendar).due_on)

    async def proof(self, user: User, objection_id: str, position: int) -> Proof:
        """Return a file of proof, and journal that it was taken; raise `NotFound`."""
        _check(user)
        async with self._store.writing() as books:
            proof = await books.objections.proof(objection_id, position)
            await books.office.note(Deed(self._clock.now(), user.name, "objection.proof", objection_id, str(position)))
        return proof

    async def pause(self, user: User, objection_id: str, *, reason: str) -> None:
        """Pause the entry at every place until it is verified (R91). Raises `WrongState` where it was withdrawn."""
        _check(user)
        async with self._store.reading() as books:
            entry = (await books.objections.objection(objection_id)).entry
        await self._withdrawal.pause([entry], user, reason=reason)
        now = self._clock.now()
        async with self._store.writing() as books:
            await books.office.close_tasks(objection_id, [DeadlineKind.IDENTITY_DISPUTE], now)
            await books.office.note(Deed(now, user.name, "objection.pause", objection_id, reason, "R91"))

    async def decide(self, user: User, objection_id: str, outcome: ObjectionOutcome, *, remark: str) -> None:
        """Write what was found; the tasks are closed. Raises `WrongState` where that was done before."""
        _check(user)
        now = self._clock.now()
        async with self._store.writing() as books:
            await books.objections.objection(objection_id)
            if not await books.objections.close(objection_id, outcome, remark, by=user.name, at=now):
                raise WrongState(f"objection {objection_id} was closed before")
            await books.office.close_tasks(objection_id, [OBJECTION_TASK, DeadlineKind.IDENTITY_DISPUTE], now)
            await books.office.note(Deed(now, user.name, f"objection.{outcome}", objection_id, basis="R16"))

    async def _sheet(self, books: Books, objection: ObjectionRow) -> ObjectionSheet:
        row = await books.exposure.entry(objection.entry)
        placed = {each.wanted for each in await books.exposure.placements(entry=row.entry)}
        return ObjectionSheet(
            objection=objection,
            kind=row.key.kind,
            name=subject_of(await file_of(books, row.case_number), row.key).name,
            case_number=row.case_number,
            wanted=next((each for each in (Wanted.SHOWN, Wanted.PAUSED, Wanted.GONE) if each in placed), None),
            may_pause=_may_pause(row.held_back, placed),
            is_overdue=objection.closed_at is None and objection.due_on < self._clock.now().date(),
        )


def _may_pause(mark: str, placed: set[Wanted]) -> bool:
    """Whether a pause would do something: also before anything hangs, and under a silence, which it outlasts."""
    is_over = placed == {Wanted.GONE}
    return not is_over and (mark == SILENCE or (not mark and Wanted.PAUSED not in placed))


def _check(user: User) -> None:
    if not user.reads_objections:
        raise NotAllowed(f"{user.name}: objections are for those who review them (R112)")
