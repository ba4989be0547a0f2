"""What people answered: replies, clues and questionnaires, each shown to those alone whose work it is (R55, R76, R104)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from starlette.responses import Response

from broadcaster.domain.clues import ClueOutcome
from broadcaster.domain.errors import Fault, InvalidInput
from broadcaster.entrypoints.console.pages import HEADERS
from broadcaster.entrypoints.console.visits import Visit, done
from broadcaster.rendering.csv_table import csv_table

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Iterator

    from broadcaster.bootstrap import House
    from broadcaster.entrypoints.console.pages import Pages

_UNREAD, _OPEN = "unread", "open"


def answer_routes(house: House, pages: Pages) -> Iterator[tuple[str, str, Callable[[Visit], Awaitable[Response]]]]:
    """Yield method, path and page of everything here."""
    replies, clues, surveys = ReplyPages(house, pages), CluePages(house, pages), SurveyPages(house, pages)
    yield "GET", "/replies", replies.index
    yield "POST", "/replies/{reply_id}/mark_read", replies.mark_read
    yield "POST", "/replies/{reply_id}/report_wrong", replies.report_wrong
    yield "GET", "/clues", clues.index
    yield "GET", "/clues/{clue_id}", clues.show
    yield "POST", "/clues/{clue_id}/close", clues.close
    yield "GET", "/surveys", surveys.index
    yield "GET", "/surveys/table.csv", surveys.table
    yield "GET", "/surveys/{offer_id}", surveys.show
    yield "POST", "/surveys/{offer_id}/looked_after", surveys.looked_after


class ReplyPages:
    """What people wrote back."""

    def __init__(self, house: House, pages: Pages) -> None:
        """Take what is shown and done."""
        self._desk = house.reply_desk
        self._pages = pages

    async def index(self, visit: Visit) -> Response:
        """Show the newest replies, those not read yet or all."""
        unread = visit.query("state") == _UNREAD
        return self._pages.page("replies.html", visit, rows=await self._desk.page(visit.user, unread=unread), unread=unread)

    async def mark_read(self, visit: Visit) -> Response:
        """Write that a reply was read."""
        await self._desk.mark_read(visit.user, visit.path("reply_id"))
        return done("/replies", "reply.read")

    async def report_wrong(self, visit: Visit) -> Response:
        """Stop the number that a reply came from."""
        await self._desk.report_wrong(visit.user, visit.path("reply_id"))
        return done("/replies", "reply.wrong_number")


class CluePages:
    """Clues for bounties."""

    def __init__(self, house: House, pages: Pages) -> None:
        """Take what is shown and done."""
        self._desk = house.clue_desk
        self._pages = pages

    async def index(self, visit: Visit) -> Response:
        """Show the newest clues, those still open or all, without who gave them."""
        open_only = visit.query("state") == _OPEN
        return self._pages.page("clues.html", visit, sheets=await self._desk.page(visit.user, open_only=open_only), open_only=open_only)

    async def show(self, visit: Visit) -> Response:
        """Show one clue with who gave it."""
        return self._pages.page("clue.html", visit, sheet=await self._desk.sheet(visit.user, visit.path("clue_id")), outcomes=ClueOutcome)

    async def close(self, visit: Visit) -> Response:
        """Write what came of a clue."""
        clue_id, outcome = visit.path("clue_id"), visit.required("outcome")
        if outcome not in ClueOutcome.__members__.values():
            raise InvalidInput(Fault("/outcome", "there is no such outcome"))
        await self._desk.close(visit.user, clue_id, ClueOutcome(outcome))
        return done(f"/clues/{clue_id}", f"clue.close.{outcome}")


class SurveyPages:
    """Questionnaires, for supervision."""

    def __init__(self, house: House, pages: Pages) -> None:
        """Take what is read."""
        self._reading = house.survey_reading
        self._pages = pages

    async def index(self, visit: Visit) -> Response:
        """Show counts, means and the newest answers."""
        summary = await self._reading.summary(visit.user, visit.query("survey"), visit.query("month"))
        return self._pages.page("surveys.html", visit, view=summary, names=self._reading.names)

    async def show(self, visit: Visit) -> Response:
        """Show one answer."""
        return self._pages.page("survey.html", visit, sheet=await self._reading.sheet(visit.user, visit.path("offer_id")))

    async def looked_after(self, visit: Visit) -> Response:
        """Close the task of an alarming answer."""
        offer_id = visit.path("offer_id")
        await self._reading.looked_after(visit.user, offer_id)
        return done(f"/surveys/{offer_id}", "survey.read")

    async def table(self, visit: Visit) -> Response:
        """Give every answer as a table for a spreadsheet."""
        rows = await self._reading.table(visit.user, visit.query("survey"), visit.query("month"))
        headers = {**HEADERS, "Content-Disposition": 'attachment; filename="surveys.csv"'}
        return Response(csv_table(rows), media_type="text/csv; charset=utf-8", headers=headers)
