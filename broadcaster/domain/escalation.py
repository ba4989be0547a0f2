"""When what is open is told to whom: config/deadlines.toml, a ladder for each kind of task (R24, R59, R91)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated, Final

from msgspec import Meta, Struct, field

from broadcaster.domain.calendar import COURT_ZONE
from broadcaster.domain.tables import read_table

if TYPE_CHECKING:
    from collections.abc import Mapping

    from broadcaster.domain.calendar import WorkingCalendar

Days = Annotated[int, Meta(ge=0)]
_MIDNIGHT: Final = time()


class Level(StrEnum):
    """How far an alarm has gone; each level is told once."""

    REMINDER = "reminder"
    DUTY_OFFICER = "duty_officer"
    BUREAU_CHIEF = "bureau_chief"
    VICE_PRESIDENT = "vice_president"


_RANK: Final[Mapping[str, int]] = {"": 0, **{level: rank for rank, level in enumerate(Level, start=1)}}


class Ladder(Struct, frozen=True, forbid_unknown_fields=True):
    """Who learns of one kind of task, and when.

    `at_once` as soon as it is there, `gathered` with others of its kind; `remind` and `duty_officer` that many working days
    before it is due, `bureau_chief` and `vice_president` that many after. `nights`: does not wait for office hours.
    """

    at_once: Level | None = None
    gathered: bool = False
    remind: Days | None = None
    duty_officer: Days | None = None
    bureau_chief: Days | None = None
    vice_president: Days | None = None
    nights: bool = False
    basis: str = ""


class OfficeHours(Struct, frozen=True, forbid_unknown_fields=True):
    """When the office is open on a working day."""

    begin: time = field(name="from")
    until: time


class Weekly(Struct, frozen=True, forbid_unknown_fields=True):
    """A weekday, 1 for Monday to 7, and a time by the court's clock."""

    weekday: Annotated[int, Meta(ge=1, le=7)]
    at: time


class WeeklyDigests(Struct, frozen=True, forbid_unknown_fields=True):
    """When the departments are reminded and the supervision reads its report (R116), and the department of what names none."""

    reminder: Weekly
    report: Weekly
    department: str


class LongHoliday(Struct, frozen=True, forbid_unknown_fields=True):
    """How many days off make a long holiday, and when on its eve the duty officer gets the open take-downs (R91)."""

    days: Annotated[int, Meta(ge=3)]
    at: time


class OwnTerms(Struct, frozen=True, forbid_unknown_fields=True):
    """What the court sets for itself."""

    follow_up_months: tuple[int, ...]
    petition_days: Days
    unconfirmed_minutes: Days
    gather_minutes: Annotated[int, Meta(ge=1)]
    gap_notice_hours: Days


class EscalationPlan(Struct, frozen=True, forbid_unknown_fields=True):
    """The whole plan."""

    office_hours: OfficeHours
    terms: OwnTerms
    digests: WeeklyDigests
    long_holiday: LongHoliday
    kind: dict[str, Ladder]
    otherwise: Ladder
    """For a kind that has no ladder of its own."""

    def ladder(self, kind: str) -> Ladder:
        """Return the ladder of a kind."""
        return self.kind.get(kind, self.otherwise)

    @classmethod
    def from_mapping(cls, table: Mapping[str, object]) -> EscalationPlan:
        """Read the decoded config/deadlines.toml. Raises `InvalidInput` with a pointer."""
        return read_table(table, cls)


class Departments(Struct, frozen=True, forbid_unknown_fields=True):
    """config/departments.toml: the departments' e-mail addresses by name."""

    email: dict[str, str]


@dataclass(frozen=True, slots=True)
class Alarm:
    """What to tell now (`level`, or None), and when to look again (`next_at`, or None where nothing more can come)."""

    level: Level | None
    next_at: datetime | None


class Escalation:
    """Judges open tasks against their ladders."""

    def __init__(self, plan: EscalationPlan, calendar: WorkingCalendar) -> None:
        """Take the plan, and the calendar by which days are counted."""
        self._plan = plan
        self._calendar = calendar

    def judge(self, kind: str, opened_at: datetime, due_on: date, told: str, now: datetime) -> Alarm:
        """Say what an open task asks for; `told` is the highest level told so far."""
        ladder = self._plan.ladder(kind)
        open_steps = [(level, at) for level, at in self._steps(ladder, opened_at, due_on) if _RANK[level] > _RANK[told]]
        reached = max((level for level, at in open_steps if at <= now), default=None, key=_RANK.__getitem__)
        if reached and not ladder.nights and not self.is_office_open(now):
            return Alarm(None, self._next_opening(now))
        later = [at for level, at in open_steps if at > now and _RANK[level] > _RANK[reached or ""]]
        return Alarm(reached, min(later, default=None))

    def _steps(self, ladder: Ladder, opened_at: datetime, due_on: date) -> list[tuple[Level, datetime]]:
        steps = []
        if ladder.at_once:
            steps.append((ladder.at_once, self._gathered(opened_at) if ladder.gathered else opened_at))
        for level, days in ((Level.REMINDER, ladder.remind), (Level.DUTY_OFFICER, ladder.duty_officer)):
            if days is not None:
                steps.append((level, self._morning(self._calendar.working_days_before(due_on, days))))
        for level, days in ((Level.BUREAU_CHIEF, ladder.bureau_chief), (Level.VICE_PRESIDENT, ladder.vice_president)):
            if days is not None:
                steps.append((level, self._morning(self._calendar.earliest_reading(due_on, days).due_on)))
        return steps

    def _gathered(self, opened_at: datetime) -> datetime:
        midnight = datetime.combine(opened_at.astimezone(COURT_ZONE).date(), _MIDNIGHT, COURT_ZONE)
        step = timedelta(minutes=self._plan.terms.gather_minutes)
        return midnight + step * -((midnight - opened_at) // step)

    def _morning(self, day: date) -> datetime:
        return datetime.combine(day, self._plan.office_hours.begin, COURT_ZONE)

    def is_office_open(self, moment: datetime) -> bool:
        """Say whether somebody sits in the office."""
        local, hours = moment.astimezone(COURT_ZONE), self._plan.office_hours
        return hours.begin <= local.time() < hours.until and self._calendar.is_taken_as_worked(local.date())

    def _next_opening(self, now: datetime) -> datetime:
        local = now.astimezone(COURT_ZONE)
        is_early = local.time() < self._plan.office_hours.begin and self._calendar.is_taken_as_worked(local.date())
        return self._morning(local.date() if is_early else self._calendar.earliest_reading(local.date(), 1).due_on)
