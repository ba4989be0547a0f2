"""Objections, for those who review them: read, pause, write what was found (R16, R91, R112)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from starlette.responses import Response

from broadcaster.domain.errors import Fault, InvalidInput, NotFound
from broadcaster.domain.objections import PDF, ObjectionOutcome
from broadcaster.entrypoints.console.pages import HEADERS
from broadcaster.entrypoints.console.visits import Visit, done

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Iterator

    from broadcaster.bootstrap import House
    from broadcaster.entrypoints.console.pages import Pages

_OPEN = "open"


def objection_routes(house: House, pages: Pages) -> Iterator[tuple[str, str, Callable[[Visit], Awaitable[Response]]]]:
    """Yield method, path and page of everything here."""
    objections = ObjectionPages(house, pages)
    yield "GET", "/objections", objections.index
    yield "GET", "/objections/{objection_id}", objections.show
    yield "GET", "/objections/{objection_id}/proofs/{position}", objections.proof
    yield "POST", "/objections/{objection_id}/pause", objections.pause
    yield "POST", "/objections/{objection_id}/decide", objections.decide


class ObjectionPages:
    """Objections."""

    def __init__(self, house: House, pages: Pages) -> None:
        """Take what is shown and done."""
        self._desk = house.objection_desk
        self._pages = pages

    async def index(self, visit: Visit) -> Response:
        """Show the newest objections, those still open or all, without who wrote them."""
        open_only = visit.query("state") == _OPEN
        sheets = await self._desk.page(visit.user, open_only=open_only)
        return self._pages.page("objections.html", visit, sheets=sheets, open_only=open_only)

    async def show(self, visit: Visit) -> Response:
        """Show one objection with who wrote it."""
        sheet = await self._desk.sheet(visit.user, visit.path("objection_id"))
        return self._pages.page("objection.html", visit, sheet=sheet, outcomes=ObjectionOutcome)

    async def proof(self, visit: Visit) -> Response:
        """Give a file of proof to be kept, never to be run or shown by the browser."""
        objection_id, position = visit.path("objection_id"), visit.path("position")
        if not position.isdecimal():
            raise NotFound("no such file")
        proof = await self._desk.proof(visit.user, objection_id, int(position))
        name = f"objection-{objection_id}-{int(position)}.{'pdf' if proof.media_type == PDF else 'jpg'}"
        headers = {**HEADERS, "Content-Security-Policy": "sandbox", "Content-Disposition": f'attachment; filename="{name}"'}
        return Response(proof.content, media_type=proof.media_type, headers=headers)

    async def pause(self, visit: Visit) -> Response:
        """Pause the entry everywhere, and verify after."""
        objection_id = visit.path("objection_id")
        await self._desk.pause(visit.user, objection_id, reason=visit.required("reason"))
        return done(f"/objections/{objection_id}", "objection.pause")

    async def decide(self, visit: Visit) -> Response:
        """Write what was found."""
        objection_id, outcome = visit.path("objection_id"), visit.required("outcome")
        if outcome not in ObjectionOutcome.__members__.values():
            raise InvalidInput(Fault("/outcome", "there is no such outcome"))
        await self._desk.decide(visit.user, objection_id, ObjectionOutcome(outcome), remark=visit.required("reason"))
        return done(f"/objections/{objection_id}", f"objection.{outcome}")
