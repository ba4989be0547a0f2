"""What the house notices by itself: places that should be dark and are not proven so, and hours without anybody on duty (R24, R91)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from broadcaster.domain.deadlines import take_down_due
from broadcaster.domain.duty_roster import first_gap
from broadcaster.domain.placements import Wanted
from broadcaster.ports.office_book import Task
from broadcaster.services.case_files import file_of

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import datetime, timedelta

    from broadcaster.domain.calendar import WorkingCalendar
    from broadcaster.ports.deadline_book import Hanging
    from broadcaster.ports.store import Books

TAKE_DOWN: Final = "take_down"
PAUSE_UNCONFIRMED: Final = "pause_unconfirmed"
ROSTER_GAP: Final = "roster_gap"
_KINDS: Final = (TAKE_DOWN, PAUSE_UNCONFIRMED, ROSTER_GAP)


@dataclass(frozen=True, slots=True)
class Noticed:
    """Which tasks are new, and which are no longer so."""

    opened: tuple[Task, ...]
    gone: tuple[str, ...]

    def __bool__(self) -> bool:
        """Say whether anything changed."""
        return bool(self.opened or self.gone)


class Watchers:
    """Compares what is with the open tasks."""

    def __init__(self, calendar: WorkingCalendar, *, unconfirmed_after: timedelta, gap_notice: timedelta) -> None:
        """Take how long a place may take to go dark, and how far ahead the roster is looked at."""
        self._calendar = calendar
        self._unconfirmed_after = unconfirmed_after
        self._gap_notice = gap_notice

    async def look(self, books: Books, now: datetime) -> Noticed:
        """Return what changed since the last look; nothing is written."""
        known = {task.task for task in await books.deadlines.open_of(_KINDS)}
        late = {_name(each): each for each in await books.deadlines.hanging() if each.since <= now - self._unconfirmed_after}
        opened = [await self._hanging(books, name, each) for name, each in late.items() if name not in known]
        gap = await self._gap(books, now)
        if gap and gap.task not in known:
            opened.append(gap)
        return Noticed(tuple(opened), tuple(sorted(known - set(late) - {gap.task if gap else ""})))

    async def _hanging(self, books: Books, name: str, hanging: Hanging) -> Task:
        since = hanging.since
        if hanging.wanted == Wanted.PAUSED:
            return Task(name, PAUSE_UNCONFIRMED, hanging.case_number, hanging.entry, since, since.date(), rule="R91")
        row = await books.exposure.entry(hanging.entry)
        last = take_down_due(await file_of(books, hanging.case_number), row.key.ref, since.date(), self._calendar)
        return Task(name, TAKE_DOWN, hanging.case_number, hanging.entry, since, last.due_on, rule="R24", official=last.official)

    async def _gap(self, books: Books, now: datetime) -> Task | None:
        """Return the next hours without anybody on duty; a court that keeps no roster has no gap."""
        before, until = await books.roster.last_before(now), now + self._gap_notice
        if before is None and await books.roster.next_after(now) is None:
            return None
        gap = first_gap(await books.roster.shifts(now, until), now, until)
        if gap is None:
            return None
        since = before.ends_at if before and gap == now else gap
        return Task(f"{ROSTER_GAP}/{since:%Y-%m-%dT%H:%M}", ROSTER_GAP, "", f"{since:%Y-%m-%dT%H:%M}", now, since.date(), rule="R91")


def everything_hanging(found: Collection[Hanging]) -> list[str]:
    """Return the case numbers of what hangs, each once, the longest first."""
    return list(dict.fromkeys(each.case_number for each in found))


def _name(hanging: Hanging) -> str:
    return f"{PAUSE_UNCONFIRMED if hanging.wanted == Wanted.PAUSED else TAKE_DOWN}/{hanging.entry}"
