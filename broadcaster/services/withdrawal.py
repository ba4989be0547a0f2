"""Takes entries down: at once and everywhere, without any approval, and pauses what must be verified first (R89-R91)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from broadcaster.domain import reasons
from broadcaster.domain.disclosure import content_digest
from broadcaster.domain.errors import NotAllowed, WrongState
from broadcaster.domain.placements import Wanted
from broadcaster.domain.reasons import Effect
from broadcaster.domain.standing import clearing_mark, judge
from broadcaster.domain.users import TAKES_DOWN
from broadcaster.ports.office_book import Deed, Task
from broadcaster.services.case_files import file_of
from broadcaster.services.looked import Looked

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

    async def follow(self, books: Books, looked: Looked, now: datetime) -> None:
        """Want of an entry's places what its standing, its manual mark and its approved content allow."""
        entry = looked.row.entry
        hanging = [each for each in looked.placed if each.wanted is not Wanted.GONE]
        content = content_digest(looked.file, looked.row.key) if hanging else ""
        for is_changed in (False, True):
            placed = [each for each in hanging if (each.content != content) is is_changed]
            wanted, reason = _wanted(looked.row, looked.standing, is_changed=is_changed)
            changing = [each.placement_id for each in placed if each.wanted is not wanted]
            if not changing:
                continue
            await books.exposure.want(changing, wanted, reason, now)
            await books.office.note(Deed(now, SYSTEM, f"placement.{wanted}", entry, reason))
            if wanted is Wanted.PAUSED:
                kind = "reissue" if is_changed else "verify"
                await books.office.open_task(Task(f"{kind}/{entry}/{reason}", kind, looked.row.case_number, entry, now, now.date()))

    async def withdraw(self, entry: str, user: User, *, kind: str, reason: str, basis: str) -> list[Placement]:
        """Take one entry down everywhere by hand; it stays down until a new decision of its court."""
        if kind not in MANUAL_KINDS:
            raise WrongState(f"withdrawal is one of {', '.join(MANUAL_KINDS)}, not {kind}")
        return await self._mark([entry], user, f"end:{kind}", deed=f"withdraw.{kind}", reason=reason, basis=basis)

    async def pause(self, entries: Sequence[str], user: User, *, reason: str) -> list[Placement]:
        """Pause entries at every place (R91)."""
        return await self._mark(entries, user, "pause", deed="pause", reason=reason)

    async def resume(self, entries: Sequence[str], user: User, *, reason: str) -> list[Placement]:
        """End a pause.

        One entry is resumed after it was verified: the facts that paused it are set aside, new ones pause again. Where many are
        resumed together (the end of a silence, R115), only the pause by hand ends: nobody has verified each.
        """
        return await self._mark(entries, user, "", deed="resume", reason=reason)

    async def _mark(self, entries: Sequence[str], user: User, mark: str, *, deed: str, reason: str, basis: str = "") -> list[Placement]:
        if not user.roles & TAKES_DOWN:
            raise NotAllowed(f"{user.name}: taking down needs one of the roles {', '.join(sorted(TAKES_DOWN))}")
        now = self._clock.now()
        placed: list[Placement] = []
        async with self._store.writing() as books:
            for entry in entries:
                row = await books.exposure.entry(entry)
                if row.held_back.startswith("end:") and not mark.startswith("end:"):
                    if len(entries) == 1:
                        raise WrongState(f"entry {entry} was withdrawn and can be neither paused nor resumed")
                    continue
                await books.exposure.hold_back(entry, mark, [] if mark or len(entries) > 1 else await self._pausing(books, row, now))
                await books.office.note(Deed(now, user.name, deed, entry, reason, basis))
                await self._rejudge(books, entry, now)
                placed += await books.exposure.placements(entry=entry)
        for what in ("review", "placing"):
            await self._bell.ring(what)
        return placed

    async def _pausing(self, books: Books, row: EntryRow, now: datetime) -> list[str]:
        standing = judge(await file_of(books, row.case_number), row.key, now.date(), self._policy)
        await books.office.close_tasks(row.entry, ("verify", "co_debtor_paid"), now)
        return [clearing_mark(each) for each in standing.reasons if each.effect is Effect.PAUSE]

    async def _rejudge(self, books: Books, entry: str, now: datetime) -> None:
        row = await books.exposure.entry(entry)
        file = await file_of(books, row.case_number)
        standing = judge(file, row.key, now.date(), self._policy, cleared=row.cleared)
        await self.follow(books, Looked(row, file, standing, await books.exposure.placements(entry=entry)), now)
        await books.cases.want_reviews([row.case_number], now)


def _wanted(row: EntryRow, standing: Standing, *, is_changed: bool) -> tuple[Wanted, str]:
    """Return what an entry's places should do, with the reason's key. Another content than the approved one pauses (R89, R94)."""
    if row.held_back.startswith("end:"):
        return Wanted.GONE, row.held_back
    strongest = max((*standing.reasons, *([reasons.CHANGED] if is_changed else ())), key=lambda reason: reason.effect, default=None)
    if strongest and strongest.effect > Effect.PAUSE:
        return Wanted.GONE, strongest.key
    if row.held_back or (strongest and strongest.effect is Effect.PAUSE):
        return Wanted.PAUSED, row.held_back or (strongest.key if strongest else "")
    return Wanted.SHOWN, ""
