"""Takes entries down: at once and everywhere, without any approval, and pauses what must be verified first (R89-R91)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from broadcaster.domain import reasons, silence
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
    from collections.abc import Callable, Sequence
    from datetime import datetime

    from broadcaster.domain.eligibility import DisclosurePolicy
    from broadcaster.domain.placements import Placement
    from broadcaster.domain.silence import Scope
    from broadcaster.domain.standing import Standing
    from broadcaster.domain.users import User
    from broadcaster.ports.bell import Bell
    from broadcaster.ports.clock import Clock
    from broadcaster.ports.exposure_book import EntryRow
    from broadcaster.ports.store import Books, Store

MANUAL_KINDS = ("revoke", "correct", "delete", "end_exposure")
SYSTEM = "system"
RESUME = "resume"


@dataclass(frozen=True, slots=True)
class _Act:
    """What a person does to entries: how their mark changes, and what the journal says of it."""

    deed: str
    change: Callable[[str], str]
    reason: str
    basis: str = ""


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
            changing = [each.placement_id for each in placed if each.wanted is not wanted or _outlasts_silence(each, reason)]
            if not changing:
                continue
            await books.exposure.want(changing, wanted, reason, now)
            await books.office.note(Deed(now, SYSTEM, f"placement.{wanted}", entry, reason))
            if wanted is Wanted.PAUSED and reason != silence.SILENCE:
                kind = "reissue" if is_changed else "verify"
                await books.office.open_task(Task(f"{kind}/{entry}/{reason}", kind, looked.row.case_number, entry, now, now.date()))

    async def withdraw(self, entry: str, user: User, *, kind: str, reason: str, basis: str) -> list[Placement]:
        """Take one entry down everywhere by hand; it stays down until a new decision of its court."""
        if kind not in MANUAL_KINDS:
            raise WrongState(f"withdrawal is one of {', '.join(MANUAL_KINDS)}, not {kind}")
        act = _Act(f"withdraw.{kind}", lambda _: f"end:{kind}", reason, basis)
        return await self._mark_named([entry], user, act)

    async def pause(self, entries: Sequence[str], user: User, *, reason: str) -> list[Placement]:
        """Pause entries at every place until each was verified (R91)."""
        return await self._mark_named(entries, user, _Act("pause", silence.paused, reason))

    async def resume(self, entries: Sequence[str], user: User, *, reason: str) -> list[Placement]:
        """End the pause of entries that were verified: the facts that paused them are set aside, new ones pause again."""
        return await self._mark_named(entries, user, _Act(RESUME, silence.resumed, reason))

    async def halt(self, scope: Scope, user: User, *, reason: str) -> list[Placement]:
        """Darken what the scope reaches, at every place: one entry until it was verified, more than one as a silence (R115)."""
        if scope.reach is silence.Reach.ENTRY:
            return await self.pause([scope.of], user, reason=reason)
        return await self._mark_within(scope, user, _Act("silence.begin", silence.silenced, reason))

    async def go_on(self, scope: Scope, user: User, *, reason: str) -> list[Placement]:
        """End what `halt` began. With a silence no pause ends: nobody has verified each entry."""
        if scope.reach is silence.Reach.ENTRY:
            return await self.resume([scope.of], user, reason=reason)
        return await self._mark_within(scope, user, _Act("silence.end", silence.heard_again, reason))

    async def _mark_named(self, entries: Sequence[str], user: User, act: _Act) -> list[Placement]:
        _require_right(user)
        async with self._store.writing() as books:
            placed = await self._mark(books, entries, user, act)
        await self._ring()
        return placed

    async def _mark_within(self, scope: Scope, user: User, act: _Act) -> list[Placement]:
        _require_right(user)
        async with self._store.writing() as books:
            entries = await within(books, scope)
            await books.office.note(Deed(self._clock.now(), user.name, act.deed, str(scope), act.reason))
            placed = await self._mark(books, entries, user, act)
        await self._ring()
        return placed

    async def _mark(self, books: Books, entries: Sequence[str], user: User, act: _Act) -> list[Placement]:
        now = self._clock.now()
        placed: list[Placement] = []
        for entry in entries:
            row = await books.exposure.entry(entry)
            mark = act.change(row.held_back)
            if row.held_back.startswith("end:") and not mark.startswith("end:"):
                if len(entries) == 1:
                    raise WrongState(f"entry {entry} was withdrawn and can be neither paused nor resumed")
                continue
            await books.exposure.hold_back(entry, mark, await self._pausing(books, row, now) if act.deed == RESUME else [])
            await books.office.note(Deed(now, user.name, act.deed, entry, act.reason, act.basis))
            await self._rejudge(books, entry, now)
            placed += await books.exposure.placements(entry=entry)
        return placed

    async def _ring(self) -> None:
        for what in ("review", "placing"):
            await self._bell.ring(what)

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
    if row.held_back not in ("", silence.SILENCE):
        return Wanted.PAUSED, silence.PAUSE
    if strongest and strongest.effect is Effect.PAUSE:
        return Wanted.PAUSED, strongest.key
    return (Wanted.PAUSED, silence.SILENCE) if row.held_back else (Wanted.SHOWN, "")


def _outlasts_silence(placed: Placement, reason: str) -> bool:
    """Whether a silent place has meanwhile got a reason that somebody must verify."""
    return placed.reason == silence.SILENCE != reason


def _require_right(user: User) -> None:
    if not user.roles & TAKES_DOWN:
        raise NotAllowed(f"{user.name}: taking down needs one of the roles {', '.join(sorted(TAKES_DOWN))}")


async def within(books: Books, scope: Scope) -> list[str]:
    """Return the entries that a scope reaches: whatever is not taken down for good. Raises `NotFound`."""
    if scope.reach is silence.Reach.ENTRY:
        return [(await books.exposure.entry(scope.of)).entry]
    if scope.reach is silence.Reach.LIST:
        placed = await books.exposure.placements(list_id=(await books.exposure.exposure_list(scope.of)).list_id)
    else:
        placed = await books.exposure.placements(channel=scope.of)
    return sorted({each.entry for each in placed if each.wanted is not Wanted.GONE})
