"""What the public opens: entry pages while they are wanted, and the state behind a printed code."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fastapi import APIRouter, Response

from broadcaster.domain.entries import ListKind

if TYPE_CHECKING:
    from broadcaster.bootstrap import House
    from broadcaster.rendering.card import Frame
    from broadcaster.services.places.public_reading import PublicState

_HTML = "text/html; charset=utf-8"
_HEADERS = {"X-Robots-Tag": "noindex, noarchive", "Cache-Control": "no-store", "Referrer-Policy": "no-referrer"}


def public_router(house: House) -> APIRouter:
    """Return the routes."""
    router = APIRouter(tags=["public"])

    async def page(code: str) -> Response:
        content = await house.public_reading.page(code)
        if content is None:
            state, _ = await house.public_reading.state(code)
            return _page(_neutral(house, code, state), status=410)
        return _page(content)

    router.add_api_route("/exposure/{code}", page, summary="A dishonest debtor's page, 410 once it ended")
    router.add_api_route("/bounty/{code}", page, summary="A bounty's page, 410 once it ended")

    @router.get("/v/{code}")
    async def verify(code: str) -> Response:
        """Say what a printed code stands for now; no name once it ended."""
        state, list_id = await house.public_reading.state(code)
        if state != "shown":
            return _page(_neutral(house, code, state))
        async with house.store.reading() as books:
            shown_by = await books.exposure.exposure_list(list_id)
        is_bounty = shown_by.kind is not ListKind.EXPOSURE
        return _page(_status(house, code, state, house.production.frame(shown_by), f"/clues/{code}" if is_bounty else ""))

    return router


def _neutral(house: House, code: str, state: PublicState) -> bytes:
    return _status(house, code, state, None)


def _status(house: House, code: str, state: PublicState, frame: Frame | None, clue_url: str = "") -> bytes:
    court, said = house.settings.court, house.rules.labels.state[state]
    return house.rules.pages.status(frame, said, court.name, court.hotline, objection_url=f"/objections/{code}", clue_url=clue_url)


def _page(content: bytes, status: int = 200) -> Response:
    return Response(content, status_code=status, media_type=_HTML, headers=_HEADERS)
