"""Puts the routes together."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fastapi import FastAPI, Request

from broadcaster import __version__
from broadcaster.domain.errors import BroadcasterError
from broadcaster.domain.pictures import check_picture
from broadcaster.entrypoints.console import console_router
from broadcaster.entrypoints.web import events, problems
from broadcaster.entrypoints.web.bearer import bearer
from broadcaster.entrypoints.web.callbacks import callbacks_router
from broadcaster.entrypoints.web.clues import clues_router
from broadcaster.entrypoints.web.feeds import feeds_router
from broadcaster.entrypoints.web.objections import objections_router
from broadcaster.entrypoints.web.operations import operations_router
from broadcaster.entrypoints.web.places import boards_router, screens_router
from broadcaster.entrypoints.web.public import public_router
from broadcaster.entrypoints.web.surveys import surveys_router

if TYPE_CHECKING:
    from starlette.types import ASGIApp

    from broadcaster.bootstrap import House


def web_app(house: House) -> ASGIApp:
    """Return the whole web side of a house."""
    app = FastAPI(title="court-broadcaster", version=__version__, openapi_url="/api/v1/openapi.json", docs_url=None, redoc_url=None)
    app.add_exception_handler(BroadcasterError, problems.handle)
    app.include_router(operations_router(house))
    app.include_router(callbacks_router(callbacks=house.callbacks, public_url=house.settings.public_url))
    app.include_router(feeds_router(staff=house.staff, reading=house.feed_reading))
    app.include_router(screens_router(playlist=house.playlist, staff=house.staff, signer=house.signer))
    app.include_router(boards_router(tasks=house.board_tasks, pages=house.rules.pages))
    app.include_router(public_router(house))
    app.include_router(objections_router(house))
    court, pages = house.settings.court, house.rules.pages
    app.include_router(surveys_router(answers=house.survey_answers, pages=pages, court=court.name, hotline=court.hotline))
    app.include_router(clues_router(clues=house.clues, pages=pages, court=court.name, hotline=court.hotline))
    app.include_router(console_router(house))

    @app.put("/api/v1/photos/{path:path}", status_code=204, tags=["events"])
    async def photo(path: str, request: Request) -> None:
        """Keep a photo under the path that events name."""
        await bearer(house.staff, request.headers, events.SCOPE)
        content = await request.body()
        check_picture(content, "")
        house.photos.write(path, content)

    app.openapi()["paths"][events.PATH] = events.DESCRIPTION
    return events.EventsDoor(app, intake=house.intake, staff=house.staff)
