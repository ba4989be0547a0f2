"""What is open, told once a week: departments are reminded on Friday, the supervision reads its report on Monday (R116, plan 三.14)."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Final

from broadcaster.domain.deadlines import DeadlineKind
from broadcaster.domain.notice_plan import Audience
from broadcaster.domain.occasions import PETITIONS_REMINDED, PETITIONS_REPORTED
from broadcaster.domain.users import StaffRole
from broadcaster.domain.weekly import moment_in_week, week_of
from broadcaster.ports.office_book import Deed
from broadcaster.services.people.addressees import Reader
from broadcaster.services.people.notices import Occasion

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence
    from datetime import date, datetime

    from broadcaster.domain.calendar import WorkingCalendar
    from broadcaster.domain.escalation import Weekly, WeeklyDigests
    from broadcaster.ports.bell import Bell
    from broadcaster.ports.clock import Clock
    from broadcaster.ports.office_book import Contact, Task
    from broadcaster.ports.store import Books, Store
    from broadcaster.rendering.staff_words import StaffWords
    from broadcaster.services.people.notices import NoticeWriter

Row = dict[str, object]
_DEADLINES: Final = tuple(kind for kind in DeadlineKind if kind not in (DeadlineKind.FOLLOW_UP, DeadlineKind.PETITION_REPLY))
_AHEAD: Final = timedelta(days=14)
_MOST_ROWS: Final = 300
REMINDED: Final = "digest.reminded"
REPORTED: Final = "digest.reported"
_REMINDED_ROLES: Final = frozenset({StaffRole.TEAM_LEAD, StaffRole.CASE_STAFF})
_SYSTEM: Final = "system"


class Digests:
    """Writes both, each once in an ISO week and on a working day."""

    def __init__(
        self,
        *,
        store: Store,
        clock: Clock,
        bell: Bell,
        notices: NoticeWriter,
        calendar: WorkingCalendar,
        weekly: WeeklyDigests,
        departments: Mapping[str, str],
        words: StaffWords,
    ) -> None:
        """Take what it works with; `departments` are e-mail addresses by name."""
        self._store = store
        self._clock = clock
        self._bell = bell
        self._notices = notices
        self._calendar = calendar
        self._weekly = weekly
        self._departments = departments
        self._words = words
        self._told: set[str] = set()

    async def drain(self) -> int:
        """Write what is due; return how many digests."""
        now = self._clock.now()
        due = [
            name for name, weekly in ((REMINDED, self._weekly.reminder), (REPORTED, self._weekly.report)) if self._is_due(name, weekly, now)
        ]
        written = 0
        for name in due:
            what = f"{name}/{week_of(now.date())}"
            async with self._store.writing() as books:
                if await books.deadlines.tell_once(what, now):
                    await (self._remind if name == REMINDED else self._report)(books, now)
                    await books.office.note(Deed(now, _SYSTEM, name, week_of(now.date()), basis="R116"))
                    written += 1
            self._told.add(what)
        if written:
            await self._bell.ring("dispatch")
        return written

    def _is_due(self, name: str, weekly: Weekly, now: datetime) -> bool:
        """Say whether it is time; one that was missed is made up for within the week, on a day that is worked."""
        at = moment_in_week(now.date(), weekly, self._calendar)
        if at is None or now < at or not self._calendar.is_taken_as_worked(now.date()):
            return False
        return f"{name}/{week_of(now.date())}" not in self._told

    async def _remind(self, books: Books, now: datetime) -> None:
        """Write to each department with something open, and to the staff of the one in charge."""
        by_department: dict[str, list[Row]] = {}
        for row in await self._rows(books, now.date()):
            department = str(row["department"])
            by_department.setdefault(department if department in self._departments else self._weekly.department, []).append(row)
        for department, rows in sorted(by_department.items()):
            address = self._departments.get(department, "")
            readers = [Reader(Audience.DEPARTMENT, f"department/{department}", department, email=address)] if address else []
            if department == self._weekly.department:
                readers += _with_roles(await books.office.contacts(), _REMINDED_ROLES, Audience.DEPARTMENT)
            week = week_of(now.date())
            occasion = Occasion(PETITIONS_REMINDED, f"{week}/{department}", _digest(rows, week), readers=tuple(readers))
            await books.deliveries.owe(self._notices.tell(occasion, now), now)

    async def _report(self, books: Books, now: datetime) -> None:
        readers = _with_roles(await books.office.contacts(), {StaffRole.SUPERVISION}, Audience.SUPERVISION)
        week = week_of(now.date())
        digest = _digest(await self._rows(books, now.date()), week)
        await books.deliveries.owe(self._notices.tell(Occasion(PETITIONS_REPORTED, week, digest, readers=tuple(readers)), now), now)

    async def _rows(self, books: Books, today: date) -> list[Row]:
        """Return every petition, then the deadlines of the next two weeks, the first due on top."""
        petitions = await books.deadlines.open_of([DeadlineKind.PETITION_REPLY])
        deadlines = await books.deadlines.open_until(today + _AHEAD, kinds=_DEADLINES, most=_MOST_ROWS)
        return [self._row(task, today) for task in (*petitions, *deadlines)]

    def _row(self, task: Task, today: date) -> Row:
        return {
            "department": task.department or self._weekly.department,
            "case_number": task.case_number,
            "title": self._words.task[task.kind].text,
            "received_on": task.opened_at.date().isoformat(),
            "due_on": task.due_on.isoformat(),
            "days_open": (today - task.opened_at.date()).days,
            "overdue": task.due_on < today,
        }


def _digest(rows: Sequence[Row], week: str) -> dict[str, object]:
    overdue = sum(bool(row["overdue"]) for row in rows)
    return {"digest": {"week": week, "rows": rows[:_MOST_ROWS], "open": len(rows), "overdue": overdue}}


def _with_roles(contacts: Sequence[Contact], roles: Collection[StaffRole], audience: Audience) -> list[Reader]:
    return [
        Reader(audience, f"user/{each.user.name}", each.user.name, each.mobile, each.email)
        for each in contacts
        if not each.user.roles.isdisjoint(roles)
    ]
