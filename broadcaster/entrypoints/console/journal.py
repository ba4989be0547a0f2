"""日志: who did what when and why, searched; whether the chain holds; the lines as a table."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING
from urllib.parse import urlencode

from starlette.responses import Response

from broadcaster.domain.calendar import COURT_ZONE
from broadcaster.domain.errors import Fault, InvalidInput
from broadcaster.entrypoints.console.pages import HEADERS
from broadcaster.ports.journal_book import JournalQuery
from broadcaster.rendering.csv_table import csv_table

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Iterator

    from broadcaster.bootstrap import House
    from broadcaster.entrypoints.console.pages import Pages
    from broadcaster.entrypoints.console.visits import Visit

_FIELDS = ("subject", "who", "what", "from", "until")


def journal_routes(house: House, pages: Pages) -> Iterator[tuple[str, str, Callable[[Visit], Awaitable[Response]]]]:
    """Yield method, path and page of everything here."""
    journal = JournalPages(house, pages)
    yield "GET", "/journal", journal.index
    yield "GET", "/journal/chain", journal.chain
    yield "GET", "/journal/table.csv", journal.table


class JournalPages:
    """The journal."""

    def __init__(self, house: House, pages: Pages) -> None:
        """Take what is read."""
        self._desk = house.journal_desk
        self._pages = pages

    async def index(self, visit: Visit) -> Response:
        """Show one page of what was searched."""
        number = visit.query("page")
        view = await self._desk.page(visit.user, _query(visit), int(number) if number.isdecimal() else 1)
        asked = {name: visit.query(name) for name in _FIELDS}
        address = urlencode({name: value for name, value in asked.items() if value})
        return self._pages.page("journal.html", visit, view=view, asked=asked, address=address)

    async def chain(self, visit: Visit) -> Response:
        """Check the chain and show what came of it."""
        return self._pages.page("journal_chain.html", visit, state=await self._desk.chain(visit.user))

    async def table(self, visit: Visit) -> Response:
        """Give what was searched as a table for a spreadsheet."""
        rows = await self._desk.table(visit.user, _query(visit))
        headers = {**HEADERS, "Content-Disposition": 'attachment; filename="journal.csv"'}
        return Response(csv_table(rows), media_type="text/csv; charset=utf-8", headers=headers)


def _query(visit: Visit) -> JournalQuery:
    until = _day(visit, "until")
    return JournalQuery(
        subject=visit.query("subject").strip(),
        who=visit.query("who"),
        what=visit.query("what"),
        since=_day(visit, "from"),
        until=until + timedelta(days=1) if until else None,
    )


def _day(visit: Visit, name: str) -> datetime | None:
    """Return the beginning of the day asked for."""
    given = visit.query(name)
    try:
        return datetime.combine(date.fromisoformat(given), time(), COURT_ZONE) if given else None
    except ValueError:
        raise InvalidInput(Fault(f"/{name}", "must be a date such as 2026-12-01")) from None
