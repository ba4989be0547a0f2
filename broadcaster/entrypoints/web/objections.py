"""The door for the listed person, and the page on how one gets off the list (contract: Public places; R112)."""

from __future__ import annotations

import re
import secrets
from typing import TYPE_CHECKING, Final

from fastapi import APIRouter, Request, Response

from broadcaster.domain.errors import InvalidInput, NotFound
from broadcaster.domain.objections import MOST_PROOF_BYTES, MOST_PROOFS, read_objection
from broadcaster.entrypoints.web.forms import faulty_fields, page
from broadcaster.entrypoints.web.turnstile import Turnstile
from broadcaster.entrypoints.web.uploads import read_upload
from broadcaster.services.places.public_reading import PublicState

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

    from broadcaster.bootstrap import House

OBJECTIONS_AN_HOUR: Final = 20
_MOST_BYTES: Final = MOST_PROOFS * MOST_PROOF_BYTES + 256 * 1024
_STANDING: Final = frozenset({PublicState.SHOWN, PublicState.PAUSED})
_HOLLOW: Final = "leave_empty"
"""A field that people do not see; what fills it is a program."""
_FORM: Final = re.compile(r"[A-Za-z0-9_-]{16,64}", re.ASCII)


def objections_router(house: House) -> APIRouter:
    """Return the routes of objections."""
    router = APIRouter(tags=["public"])
    door = _ObjectionDoor(house)
    turnstile = Turnstile(OBJECTIONS_AN_HOUR)

    @router.get("/objections/how")
    async def how() -> Response:
        """Say how a listed person gets off the list."""
        return door.how()

    @router.get("/objections/{code}")
    async def ask(code: str) -> Response:
        """Show the form for an objection; 410 with it once the entry ended."""
        return await door.form(code)

    @router.post("/objections/{code}")
    async def take(code: str, request: Request) -> Response:
        """Register an objection and show its receipt."""
        if not turnstile.admits(request.client.host if request.client else ""):
            return door.closed("slow", 429)
        try:
            given, files = await read_upload(request, _MOST_BYTES)
        except InvalidInput as error:
            if faulty_fields(error) == {"long"}:
                return door.closed("long", 413)
            raise
        return await door.take(code, given, files)

    return router


class _ObjectionDoor:
    def __init__(self, house: House) -> None:
        self._objections = house.objections
        self._reading = house.public_reading
        self._rules = house.rules
        self._court = house.settings.court

    def how(self) -> Response:
        return page(self._rules.pages.how_off(self._court.name, self._court.hotline))

    async def take(self, code: str, given: Mapping[str, str], files: Sequence[bytes]) -> Response:
        again = {"again"} if files else set()
        if given.get(_HOLLOW) or not _FORM.fullmatch(given.get("form", "")):
            return await self.form(code, given, {_HOLLOW} | again)
        try:
            kept = await self._objections.take(code, read_objection(given, files), given["form"])
        except InvalidInput as error:
            return await self.form(code, given, faulty_fields(error) | again)
        except NotFound:
            return self.closed("unknown", 404)
        pause_due = self._objections.pause_due(kept)
        return self.closed("taken", receipt=kept.objection_id, received_at=kept.received_at, due_on=kept.due_on, pause_due=pause_due)

    async def form(self, code: str, given: Mapping[str, str] | None = None, faults: Collection[str] = ()) -> Response:
        try:
            state, list_id = await self._reading.state(code)
        except NotFound:
            return self.closed("unknown", 404)
        is_over = bool(list_id) and state not in _STANDING
        content = self._rules.pages.objection(
            court=self._court.name,
            hotline=self._court.hotline,
            action=f"/objections/{code}",
            page_url=f"/v/{code}",
            over=self._rules.labels.state[state] if is_over else "",
            form=secrets.token_urlsafe(18),
            given=given or {},
            faults=faults,
        )
        return page(content, 422 if faults else 410 if is_over else 200)

    def closed(self, state: str, status: int = 200, **receipt: object) -> Response:
        return page(self._rules.pages.objection_closed(state, self._court.name, self._court.hotline, **receipt), status)
