"""Takes entries down: at once and everywhere, without any approval, and pauses what must be verified first (R89-R91)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from broadcaster.domain.errors import NotAllowed, WrongState
from broadcaster.domain.placements import Wanted
from broadcaster.domain.reasons import Effect
from broadcaster.domain.standing import clearing_mark, judge
from broadcaster.domain.users import TAKES_DOWN
from broadcaster.ports.office_book import Deed, Task
from broadcaster.services.case_files import file_of

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from broadcaster.domain.eligibility import DisclosurePolicy
    from broadcaster.domain.placements import Placement
    from broadcaster.domain.standing import Standing
    from broadcaster.domain.users import User
    from broadcaster.ports.bell import Bell
    from broadcaster.ports.clock import Clock
    from broadcaster.ports.exposure_book import EntryRow
    from broadcaster.ports.store import Books, Store

MANUAL_KINDS = ("revoke", "correct", "delete", "end_exposure")
SYSTEM = "system"


class Withdrawal:
    """Drives what is wanted of places downwards; the placing service makes it true."""

    def __init__(self, *, store: Store, clock: Clock, bell: Bell, policy: DisclosurePolicy) -> None:
        """Take what it works with."""
        self._store = store
        self._clock = clock
        self._bell = bell
        self._policy = policy

    async def follow(self, books: Books, row: EntryRow, standing: Standing, now: datetime) -> None:
        """Want of an entry's places what its standing and its manual mark allow."""
        wanted, reason = _wanted(row, standing)
        placed = [each for each in await books.exposure.placements(entry=row.entry) if _must_change(each, wanted)]
        if not placed:
            return
        await books.exposure.want([each.placement_id for each in placed], wanted, reason, now)
        await books.office.note(Deed(now, SYSTEM, f"placement.{wanted}", row.entry, reason))
        if wanted is Wanted.PAUSED:
            await books.office.open_task(Task(f"verify/{row.entry}/{reason}", "verify", row.case_number, row.entry, now, now.date()))

    async def withdraw(self, entry: str, user: User, *, kind: str, reason: str, basis: str) -> list[Placement]:
        """Take one entry down everywhere by hand; it stays down until a new decision of its court."""
        if kind not in MANUAL_KINDS:
            raise WrongState(f"withdrawal is one of {', '.join(MANUAL_KINDS)}, not {kind}")
        return await self._mark([entry], user, f"end:{kind}", f"withdraw.{kind}", reason, basis)

    async def pause(self, entries: Sequence[str], user: User, *, reason: str) -> list[Placement]:
        """Pause entries at every place (R91)."""
        return await self._mark(entries, user, "pause", "pause", reason, "")

    async def resume(self, entries: Sequence[str], user: User, *, reason: str) -> list[Placement]:
        """End a pause after verification: the facts that caused it are set aside, new ones pause again."""
        return await self._mark(entries, user, "", "resume", reason, "")

    async def _mark(self, entries: Sequence[str], user: User, mark: str, deed: str, reason: str, basis: str) -> list[Placement]:
        if not user.roles & TAKES_DOWN:
            raise NotAllowed(f"{user.name}: taking down needs one of the roles {', '.join(sorted(TAKES_DOWN))}")
        now = self._clock.now()
        placed: list[Placement] = []
        async with self._store.writing() as books:
            for entry in entries:
                row = await books.exposure.entry(entry)
                if row.held_back.startswith("end:") and not mark.startswith("end:"):
                    raise WrongState(f"entry {entry} was withdrawn and can be neither paused nor resumed")
                await books.exposure.hold_back(entry, mark, [] if mark else await self._pausing(books, row, now))
                await books.office.note(Deed(now, user.name, deed, entry, reason, basis))
                await self._rejudge(books, entry, now)
                placed += await books.exposure.placements(entry=entry)
        await self._bell.ring("placing")
        return placed

    async def _pausing(self, books: Books, row: EntryRow, now: datetime) -> list[str]:
        standing = judge(await file_of(books, row.case_number), row.key, now.date(), self._policy)
        await books.office.close_tasks(row.entry, ("verify", "co_debtor_paid"), now)
        return [clearing_mark(each) for each in standing.reasons if each.effect is Effect.PAUSE]

    async def _rejudge(self, books: Books, entry: str, now: datetime) -> None:
        row = await books.exposure.entry(entry)
        standing = judge(await file_of(books, row.case_number), row.key, now.date(), self._policy, cleared=row.cleared)
        await self.follow(books, row, standing, now)


def _wanted(row: EntryRow, standing: Standing) -> tuple[Wanted, str]:
    """Return what an entry's places should do, with the reason's key."""
    if row.held_back.startswith("end:"):
        return Wanted.GONE, row.held_back
    strongest = max(standing.reasons, key=lambda reason: reason.effect, default=None)
    if strongest and strongest.effect > Effect.PAUSE:
        return Wanted.GONE, strongest.key
    if row.held_back or (strongest and strongest.effect is Effect.PAUSE):
        return Wanted.PAUSED, row.held_back or (strongest.key if strongest else "")
    return Wanted.SHOWN, ""


def _must_change(placement: Placement, wanted: Wanted) -> bool:
    """Whether a placement changes: what is gone stays gone, only what is paused comes back."""
    return placement.wanted is not wanted and placement.wanted is not Wanted.GONE
