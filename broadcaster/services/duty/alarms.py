"""Raises alarms at the moments of config/deadlines.toml, each once for a task and level, those of a kind in one message (R24, R59, R91)."""

from __future__ import annotations

import hashlib
from itertools import groupby
from typing import TYPE_CHECKING, Final

from broadcaster.domain.escalation import Level
from broadcaster.ports.deadline_book import Raised
from broadcaster.ports.office_book import Deed
from broadcaster.services.duty.duty_call import Call
from broadcaster.services.duty.watchers import everything_hanging

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from broadcaster.domain.calendar import WorkingCalendar
    from broadcaster.domain.escalation import Escalation, LongHoliday
    from broadcaster.ports.bell import Bell
    from broadcaster.ports.clock import Clock
    from broadcaster.ports.office_book import Task
    from broadcaster.ports.store import Books, Store
    from broadcaster.rendering.staff_words import StaffWords
    from broadcaster.services.duty.duty_call import DutyCall
    from broadcaster.services.duty.watchers import Watchers

SYSTEM: Final = "system"
UNHEARD: Final = "alarm.unheard"
"""An alarm for which the court has nobody to tell."""
LONG_HOLIDAY: Final = "long_holiday"
_BATCH: Final = 500
_NAMED: Final = 2
_NAMED_BEFORE_HOLIDAY: Final = 8


class Alarms:
    """The sweep over open tasks, take-downs and the roster."""

    def __init__(
        self,
        *,
        store: Store,
        clock: Clock,
        bell: Bell,
        escalation: Escalation,
        watchers: Watchers,
        call: DutyCall,
        words: StaffWords,
        calendar: WorkingCalendar,
        long_holiday: LongHoliday,
    ) -> None:
        """Take what it works with."""
        self._store = store
        self._clock = clock
        self._bell = bell
        self._escalation = escalation
        self._watchers = watchers
        self._call = call
        self._words = words
        self._calendar = calendar
        self._long_holiday = long_holiday

    async def drain(self) -> int:
        """Judge one batch of tasks; return how many were opened, closed or told of."""
        now = self._clock.now()
        async with self._store.reading() as books:
            if not (await books.deadlines.is_alarm_due(now) or await self._watchers.look(books, now) or await self._is_eve(books, now)):
                return 0
        async with self._store.writing() as books:
            noticed = await self._watchers.look(books, now)
            for task in noticed.opened:
                await books.office.open_task(task)
            await books.deadlines.close(noticed.gone, now)
            judged = await self._judge(books, now)
            if await self._is_eve(books, now):
                await self._tell_before_holiday(books, now)
        for what in ("dispatch", "sequencing"):
            await self._bell.ring(what)
        return judged + len(noticed.opened) + len(noticed.gone)

    async def _judge(self, books: Books, now: datetime) -> int:
        due = await books.deadlines.claim_alarms(now, _BATCH)
        raised, told = [], []
        for task in due:
            alarm = self._escalation.judge(task.kind, task.opened_at, task.due_on, task.level, now)
            raised.append(Raised(task.task, alarm.level or task.level, alarm.next_at))
            if alarm.level:
                told.append((alarm.level, task))
        await books.deadlines.alarmed(raised)
        for (level, kind), group in groupby(sorted(told, key=_level_and_kind), key=_level_and_kind):
            await self._raise(books, Level(level), kind, [task for _, task in group], now)
        return len(due)

    async def _raise(self, books: Books, level: Level, kind: str, tasks: Sequence[Task], now: datetime) -> None:
        title = self._words.task[kind].text if kind in self._words.task else kind
        named = [task.case_number or task.entry for task in tasks]
        key = hashlib.sha256("\n".join(f"{task.task} {task.opened_at.isoformat()}" for task in tasks).encode()).hexdigest()
        due_on = min(task.due_on for task in tasks)
        is_heard = await self._call.make(books, Call(key, level, title, self._subject(named), due_on, f"deadlines?kind={kind}"), now)
        what = f"alarm.{level}" if is_heard else UNHEARD
        await books.office.note(*(Deed(now, SYSTEM, what, task.task, title, task.rule) for task in tasks))

    async def _is_eve(self, books: Books, now: datetime) -> bool:
        today, holiday = now.date(), self._long_holiday
        is_eve = (
            now.time() >= holiday.at and self._calendar.is_taken_as_worked(today) and self._calendar.days_off_after(today) >= holiday.days
        )
        return is_eve and not await books.deadlines.was_told(f"{LONG_HOLIDAY}/{today}")

    async def _tell_before_holiday(self, books: Books, now: datetime) -> None:
        """Give the duty officer the list of what is not confirmed dark (R91)."""
        eve = f"{LONG_HOLIDAY}/{now.date()}"
        hanging = await books.deadlines.hanging()
        if not await books.deadlines.tell_once(eve, now) or not hanging:
            return
        title = self._words.called("alarm", LONG_HOLIDAY)
        subject = self._subject(everything_hanging(hanging), most=_NAMED_BEFORE_HOLIDAY)
        call = Call(eve, Level.DUTY_OFFICER, title, subject, now.date(), "placements?state=unsettled")
        is_heard = await self._call.make(books, call, now)
        await books.office.note(Deed(now, SYSTEM, f"alarm.{Level.DUTY_OFFICER}" if is_heard else UNHEARD, eve, title, "R91"))

    def _subject(self, named: Sequence[str], most: int = _NAMED) -> str:
        """Name the first few, and how many there are."""
        different = list(dict.fromkeys(named))
        shown = self._words.called("alarm", "between").join(different[:most])
        return (
            shown if len(different) == len(named) <= most else self._words.called("alarm", "several").format(first=shown, count=len(named))
        )


def _level_and_kind(told: tuple[Level, Task]) -> tuple[str, str]:
    return told[0].value, told[1].kind
