"""The duty roster: who is on duty, who is told, and how a shift is handed over (R91, plan 二.2 值班备勤)."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import timedelta
from typing import TYPE_CHECKING, Final

from broadcaster.domain.duty_roster import BEGUN, OVERLAPS, on_duty, read_shifts
from broadcaster.domain.errors import Fault, InvalidInput, NotAllowed, WrongState
from broadcaster.domain.users import StaffRole
from broadcaster.ports.office_book import Deed
from broadcaster.services.duty.roster_file import roster_lines

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    from broadcaster.domain.duty_roster import Shift
    from broadcaster.domain.users import User
    from broadcaster.ports.clock import Clock
    from broadcaster.ports.store import Books, Store

EDITS_ROSTER: Final = frozenset({StaffRole.TEAM_LEAD, StaffRole.BUREAU_CHIEF})
_INSTANT: Final = timedelta(seconds=1)


@dataclass(frozen=True, slots=True)
class Watch:
    """Who is on duty now, who was before and who comes next."""

    now: Shift | None
    before: Shift | None
    after: Shift | None

    @property
    def to_take_over(self) -> Shift | None:
        """The shift before, where it left a note that nobody has taken over."""
        return self.before if self.before and self.before.note and not self.before.taken_over_by else None


class Roster:
    """Reads and changes the roster. What has begun stays as it was, save who stands in."""

    def __init__(self, *, store: Store, clock: Clock, headings: Mapping[str, str]) -> None:
        """Take what it works with; `headings` are a file's column names by their meaning in `COLUMNS`."""
        self._store = store
        self._clock = clock
        self._headings = headings

    async def watch(self) -> Watch:
        """Return who is on duty."""
        now = self._clock.now()
        async with self._store.reading() as books:
            current = on_duty(await books.roster.shifts(now, now + _INSTANT), now)
            before = await books.roster.last_before(current.begins_at if current else now)
            return Watch(current, before, await books.roster.next_after(now))

    async def shifts(self, begin: datetime, until: datetime) -> Sequence[Shift]:
        """Return the shifts between two moments."""
        async with self._store.reading() as books:
            return await books.roster.shifts(begin, until)

    async def officers(self) -> list[str]:
        """Return who may be put on duty."""
        async with self._store.reading() as books:
            return [user.name for user in await books.office.users() if StaffRole.DUTY_OFFICER in user.roles]

    async def bring(self, content: bytes, user: User) -> list[Shift]:
        """Take a CSV file (UTF-8 or GB18030) in place of every shift to come between its first and its last.

        Raises `InvalidInput` with every fault by line and column, and `NotAllowed`.
        """
        _check(user)
        lines = roster_lines(content, self._headings)
        now = self._clock.now()
        async with self._store.writing() as books:
            shifts = read_shifts(lines, await _staff(books))
            kept = await _replaced(books, shifts, now)
            await books.roster.keep(kept)
            await books.office.note(Deed(now, user.name, "roster.bring", f"{kept[0].begins_at:%Y-%m-%d}/{len(kept)}"))
        return kept

    async def put(self, line: Mapping[str, str], user: User) -> Shift:
        """Write one shift, in place of one of the same beginning. Raises `InvalidInput`, `NotAllowed`."""
        _check(user)
        now = self._clock.now()
        async with self._store.writing() as books:
            (shift,) = read_shifts([line], await _staff(books)).values()
            kept = await _beside_the_others(books, shift, now, 2)
            await books.roster.keep([kept])
            await books.office.note(Deed(now, user.name, "roster.put", f"{shift.begins_at:%Y-%m-%d %H:%M}", "、".join(shift.people)))
        return kept

    async def drop(self, begins_at: datetime, user: User) -> None:
        """Take out a shift to come. Raises `WrongState` for one that has begun."""
        _check(user)
        now = self._clock.now()
        async with self._store.writing() as books:
            shift = await books.roster.shift(begins_at)
            if shift.begins_at <= now:
                raise WrongState("a shift that has begun stays on the roster")
            await books.roster.drop([begins_at])
            await books.office.note(Deed(now, user.name, "roster.drop", f"{begins_at:%Y-%m-%d %H:%M}"))

    async def hand_over(self, note: str, user: User) -> None:
        """Write the note for the next shift. Raises `NotAllowed` for who is not on duty."""
        now = self._clock.now()
        async with self._store.writing() as books:
            shift = on_duty(await books.roster.shifts(now, now + _INSTANT), now)
            if shift is None or user.name not in shift.people:
                raise NotAllowed(f"{user.name} is not on duty")
            await books.roster.keep([replace(shift, note=note, noted_by=user.name, noted_at=now)])
            await books.office.note(Deed(now, user.name, "roster.hand_over", f"{shift.begins_at:%Y-%m-%d %H:%M}"))

    async def take_over(self, begins_at: datetime, user: User) -> None:
        """Sign for the note of the shift before. Raises `NotAllowed` for who is not on duty, `WrongState` where it is signed."""
        now = self._clock.now()
        async with self._store.writing() as books:
            current = on_duty(await books.roster.shifts(now, now + _INSTANT), now)
            if current is None or user.name not in current.people:
                raise NotAllowed(f"{user.name} is not on duty")
            before = await books.roster.shift(begins_at)
            if before.taken_over_by or not before.note or before.begins_at >= current.begins_at:
                raise WrongState("there is nothing to take over")
            await books.roster.keep([replace(before, taken_over_by=user.name, taken_over_at=now)])
            await books.office.note(Deed(now, user.name, "roster.take_over", f"{begins_at:%Y-%m-%d %H:%M}"))


async def _replaced(books: Books, shifts: Mapping[int, Shift], now: datetime) -> list[Shift]:
    """Take out what is to come between the first and the last, and return what is to be kept, in order."""
    begin, until = min(shift.begins_at for shift in shifts.values()), max(shift.ends_at for shift in shifts.values())
    await books.roster.drop([each.begins_at for each in await books.roster.shifts(begin, until) if each.begins_at >= max(begin, now)])
    faults: list[Fault] = []
    kept = []
    for line, shift in shifts.items():
        try:
            kept.append(await _beside_the_others(books, shift, now, line))
        except InvalidInput as error:
            faults += error.faults
    if faults:
        raise InvalidInput(*faults)
    return sorted(kept, key=lambda each: each.begins_at)


async def _beside_the_others(books: Books, shift: Shift, now: datetime, line: int) -> Shift:
    """Return the shift as it is to be kept; raise `InvalidInput` where it does not fit beside those that stand."""
    others = await books.roster.shifts(shift.begins_at, shift.ends_at)
    same = next((other for other in others if other.begins_at == shift.begins_at), None)
    if any(other is not same for other in others):
        raise InvalidInput(Fault(f"/{line}/from", OVERLAPS))
    if same is None or same.begins_at > now:
        return shift
    if same.ends_at != shift.ends_at:
        raise InvalidInput(Fault(f"/{line}/until", BEGUN))
    return replace(same, officer=shift.officer, deputy=shift.deputy, phone=shift.phone)


def _check(user: User) -> None:
    if not user.roles & EDITS_ROSTER:
        raise NotAllowed(f"{user.name}: the roster needs one of the roles {', '.join(sorted(EDITS_ROSTER))}")


async def _staff(books: Books) -> dict[str, User]:
    return {user.name: user for user in await books.office.users()}
