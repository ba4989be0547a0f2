"""Agencies' feeds: ordered, gapless, verifiable (contract: Agencies)."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Annotated, Final, Literal

import msgspec
from fastapi import APIRouter, Query, Request, Response

from broadcaster.domain.errors import NotFound
from broadcaster.entrypoints.web.bearer import bearer

if TYPE_CHECKING:
    from broadcaster.services.agencies.feed_reading import FeedReading
    from broadcaster.services.office.staff import Staff

SCOPE: Final = "feeds:read"
_BATCH: Final = "application/cloudevents-batch+json"
_LOOK_EVERY: Final = 0.25


def feeds_router(*, staff: Staff, reading: FeedReading) -> APIRouter:
    """Return the routes."""
    router = APIRouter(tags=["feeds"])

    @router.get("/feeds/v1")
    async def scopes(request: Request) -> dict[str, object]:
        """Say what the agency may see."""
        agency = await _agency(staff, request)
        return await reading.scope(agency)

    @router.get("/feeds/v1/{feed}/events")
    async def events(
        request: Request,
        feed: Literal["dishonest", "bounty"],
        after: Annotated[int, Query(ge=0)] = 0,
        limit: Annotated[int, Query(ge=1, le=1000)] = 100,
        wait: Annotated[int, Query(ge=0, le=60)] = 0,
    ) -> Response:
        """Return a page of events after a sequence; wait so many seconds where there is none yet."""
        agency = await _agency(staff, request)
        page = await reading.page(agency, feed, after, limit)
        looks = round(wait / _LOOK_EVERY)
        while not page.events and looks > 0 and not await request.is_disconnected():
            await asyncio.sleep(_LOOK_EVERY)
            looks -= 1
            page = await reading.page(agency, feed, after, limit)
        etag = f'"{page.digest[:16]}-{after}-{page.last}"'
        headers = {"Feed-Head": str(page.head), "Feed-Digest": page.digest, "ETag": etag, "Cache-Control": "private, no-cache"}
        if page.last < page.head:
            headers["Link"] = f'</feeds/v1/{feed}/events?after={page.last}&limit={limit}>; rel="next"'
        if request.headers.get("if-none-match") == etag:
            return Response(status_code=304, headers=headers)
        return Response(msgspec.json.encode(page.events), media_type=_BATCH, headers=headers)

    return router


async def _agency(staff: Staff, request: Request) -> str:
    key = await bearer(staff, request.headers, SCOPE)
    if not key.policy:
        raise NotFound("this key has no feed")
    return key.policy
