"""What is due and who is on duty: the calendar of deadlines and the roster (R59, R91)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING, Final

from starlette.datastructures import UploadFile

from broadcaster.domain.calendar import COURT_ZONE
from broadcaster.domain.duty_roster import COLUMNS, MISSING
from broadcaster.domain.errors import Fault, InvalidInput
from broadcaster.domain.listings import months_after
from broadcaster.entrypoints.console.visits import Visit, done
from broadcaster.services.duty.due_calendar import ENDED_ELSEWHERE, FINISHES
from broadcaster.services.duty.roster import EDITS_ROSTER

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Iterator, Sequence

    from starlette.responses import Response

    from broadcaster.bootstrap import House
    from broadcaster.domain.duty_roster import Shift
    from broadcaster.entrypoints.console.pages import Pages

_ONE_DAY: Final = timedelta(days=1)
_WEEK: Final = 7
_FIRST_YEAR: Final = 1900
_LAST_YEAR: Final = 2199


@dataclass(frozen=True, slots=True)
class Day:
    """A day of the month's view."""

    on: date
    is_worked: bool
    is_of_month: bool
    shifts: tuple[Shift, ...]


@dataclass(frozen=True, slots=True)
class RosterFault:
    """A fault of a file or form: its line (0 for a form), the column and what is wrong."""

    line: int
    column: str
    message: str


def duty_routes(house: House, pages: Pages) -> Iterator[tuple[str, str, Callable[[Visit], Awaitable[Response]]]]:
    """Yield method, path and page of everything here."""
    deadlines, roster = DeadlinePages(house, pages), RosterPages(house, pages)
    yield "GET", "/deadlines", deadlines.index
    yield "POST", "/deadlines/finish", deadlines.finish
    yield "GET", "/duty", roster.index
    for step in (roster.bring, roster.put, roster.drop, roster.hand_over, roster.take_over):
        yield "POST", f"/duty/{step.__name__}", step


class DeadlinePages:
    """What is due."""

    def __init__(self, house: House, pages: Pages) -> None:
        """Take what is shown and done."""
        self._house = house
        self._pages = pages

    async def index(self, visit: Visit) -> Response:
        """Show what is due, of one kind or all."""
        kind = visit.query("kind")
        view = await self._house.due_calendar.page(visit.user, kind)
        ladders = self._house.rules.escalation
        return self._pages.page(
            "deadlines.html", visit, view=view, kind=kind, ladders=ladders, ended_elsewhere=ENDED_ELSEWHERE, finishes=FINISHES
        )

    async def finish(self, visit: Visit) -> Response:
        """Mark a task as done."""
        await self._house.due_calendar.finish(visit.required("task"), visit.user, note=visit.required("note"))
        return done("/deadlines", "task.finish")


class RosterPages:
    """Who is on duty."""

    def __init__(self, house: House, pages: Pages) -> None:
        """Take what is shown and done."""
        self._house = house
        self._pages = pages

    async def index(self, visit: Visit) -> Response:
        """Show who is on duty and the month's roster."""
        return await self._page(visit, ())

    async def bring(self, visit: Visit) -> Response:
        """Take a month's roster from a CSV file; every fault is told by its line."""
        try:
            await self._house.roster.bring(await _uploaded(visit, "file"), visit.user)
        except InvalidInput as error:
            return await self._page(visit, [_fault(each, is_file=True) for each in error.faults])
        return done("/duty", "roster.bring")

    async def put(self, visit: Visit) -> Response:
        """Write one shift."""
        try:
            await self._house.roster.put({column: visit.text(column) for column in COLUMNS}, visit.user)
        except InvalidInput as error:
            return await self._page(visit, [_fault(each, is_file=False) for each in error.faults])
        return done("/duty", "roster.put")

    async def drop(self, visit: Visit) -> Response:
        """Take out a shift to come."""
        await self._house.roster.drop(_begin(visit), visit.user)
        return done("/duty", "roster.drop")

    async def hand_over(self, visit: Visit) -> Response:
        """Write the note for the next shift."""
        await self._house.roster.hand_over(visit.required("note"), visit.user)
        return done("/duty", "roster.hand_over")

    async def take_over(self, visit: Visit) -> Response:
        """Sign for the note of the shift before."""
        await self._house.roster.take_over(_begin(visit), visit.user)
        return done("/duty", "roster.take_over")

    async def _page(self, visit: Visit, faults: Sequence[RosterFault]) -> Response:
        now = self._house.clock.now()
        first = _month(visit.query("month")) or now.date().replace(day=1)
        page = self._pages.page(
            "duty.html",
            visit,
            watch=await self._house.roster.watch(),
            days=await self._days(first),
            first=first,
            previous=months_after(first, -1),
            following=months_after(first, 1),
            now=now,
            faults=faults,
            officers=await self._house.roster.officers(),
            columns=COLUMNS,
            edits_roster=EDITS_ROSTER,
        )
        page.status_code = 422 if faults else 200
        return page

    async def _days(self, first: date) -> list[Day]:
        """Return whole weeks around a month, each day with the shifts that begin on it."""
        last = months_after(first, 1) - _ONE_DAY
        begin, until = first - timedelta(days=first.weekday()), last + timedelta(days=_WEEK - last.weekday())
        shifts = await self._house.roster.shifts(_midnight(begin), _midnight(until))
        days = (begin + _ONE_DAY * count for count in range((until - begin).days))
        worked = self._house.rules.calendar.is_taken_as_worked
        return [Day(day, worked(day), first <= day <= last, tuple(each for each in shifts if each.begins_at.date() == day)) for day in days]


async def _uploaded(visit: Visit, name: str) -> bytes:
    file = visit.form.get(name)
    if not isinstance(file, UploadFile) or not file.filename:
        raise InvalidInput(Fault(f"/{name}", MISSING))
    return await file.read()


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), COURT_ZONE)


def _month(text: str) -> date | None:
    """Return the first day of a month; None for what is none, or lies outside the years that cases are of."""
    try:
        first = date.fromisoformat(f"{text}-01")
    except ValueError:
        return None
    return first if _FIRST_YEAR <= first.year <= _LAST_YEAR else None


def _begin(visit: Visit) -> datetime:
    try:
        return datetime.fromisoformat(visit.required("begins_at"))
    except ValueError:
        raise InvalidInput(Fault("/begins_at", "must be a date and time")) from None


def _fault(fault: Fault, *, is_file: bool) -> RosterFault:
    line, _, column = fault.pointer.removeprefix("/").partition("/")
    return RosterFault(int(line) if is_file and line.isdecimal() else 0, column, fault.message)
