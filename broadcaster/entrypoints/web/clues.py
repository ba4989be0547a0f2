"""The form for a clue to a bounty that hangs (contract: Public places; R76, R81)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from fastapi import APIRouter, Request, Response

from broadcaster.domain.clues import ClueText, read_clue
from broadcaster.domain.errors import InvalidInput, NotFound, WrongState
from broadcaster.entrypoints.web.forms import faulty_fields, page, read_form
from broadcaster.entrypoints.web.turnstile import Turnstile

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from broadcaster.rendering.public_page import PublicPages
    from broadcaster.services.answers.clues import Clues

CLUES_AN_HOUR: Final = 20
_HOLLOW: Final = "leave_empty"
"""A field that people do not see; what fills it is a program."""


def clues_router(*, clues: Clues, pages: PublicPages, court: str, hotline: str) -> APIRouter:
    """Return the routes of clues."""
    router = APIRouter(tags=["public"])
    door = _ClueDoor(clues, pages, court, hotline)
    turnstile = Turnstile(CLUES_AN_HOUR)

    @router.get("/clues/{code}")
    async def ask(code: str) -> Response:
        """Show the form for a clue."""
        return await door.form(code)

    @router.post("/clues/{code}")
    async def take(code: str, request: Request) -> Response:
        """Register a clue and show its receipt."""
        given = await read_form(request)
        if given.pop(_HOLLOW, ""):
            return await door.form(code, given, {_HOLLOW})
        try:
            written = read_clue(given.get("name", ""), given.get("mobile", ""), given.get("text", ""), agreed=bool(given.get("agreed")))
        except InvalidInput as error:
            return await door.form(code, given, faulty_fields(error))
        if not turnstile.admits(request.client.host if request.client else ""):
            return door.closed("slow", 429)
        return await door.register(code, written, urgent=bool(given.get("urgent")))

    return router


class _ClueDoor:
    def __init__(self, clues: Clues, pages: PublicPages, court: str, hotline: str) -> None:
        self._clues = clues
        self._pages = pages
        self._court = court
        self._hotline = hotline

    async def form(self, code: str, given: Mapping[str, str] | None = None, faults: Collection[str] = ()) -> Response:
        try:
            bounty = await self._clues.bounty(code)
        except NotFound:
            return self.closed("unknown", 404)
        except WrongState:
            return self.closed("over", 410)
        known = {"court": self._court, "hotline": self._hotline, "action": f"/clues/{code}", "page_url": f"/bounty/{code}"}
        return page(self._pages.clue(bounty, **known, given=given or {}, faults=faults), 422 if faults else 200)

    async def register(self, code: str, written: ClueText, *, urgent: bool) -> Response:
        try:
            clue = await self._clues.take(code, written, urgent=urgent)
        except (NotFound, WrongState):
            return await self.form(code)
        return self.closed("taken", receipt=clue.clue_id, received_at=clue.received_at, due_on=clue.due_on)

    def closed(self, state: str, status: int = 200, **receipt: object) -> Response:
        return page(self._pages.clue_closed(state, self._court, self._hotline, **receipt), status)
