"""Every address of the console."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fastapi import APIRouter

from broadcaster.entrypoints.console.answers import answer_routes
from broadcaster.entrypoints.console.delegations import delegation_routes
from broadcaster.entrypoints.console.duty import duty_routes
from broadcaster.entrypoints.console.files import FilePages
from broadcaster.entrypoints.console.journal import journal_routes
from broadcaster.entrypoints.console.lists import ListPages
from broadcaster.entrypoints.console.login import LoginPages
from broadcaster.entrypoints.console.notices import NoticePages
from broadcaster.entrypoints.console.objections import objection_routes
from broadcaster.entrypoints.console.pages import Pages
from broadcaster.entrypoints.console.pausing import pause_routes
from broadcaster.entrypoints.console.places import PlacePages
from broadcaster.entrypoints.console.sessions import PATH, Sessions
from broadcaster.entrypoints.console.today import TodayPages
from broadcaster.entrypoints.console.visits import Gate

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from starlette.responses import Response

    from broadcaster.bootstrap import House
    from broadcaster.entrypoints.console.visits import Visit

_ROUTES = (answer_routes, objection_routes, duty_routes, pause_routes, journal_routes, delegation_routes)


def console_router(house: House) -> APIRouter:
    """Return the routes below /console, ready to be included in an application."""
    router = APIRouter()
    pages = Pages(house)
    sessions = Sessions(key=house.session_key, clock=house.clock, is_secure=house.settings.public_url.startswith("https:"))
    gate = Gate(sessions=sessions, staff=house.staff, pages=pages)
    door = LoginPages(sessions=sessions, staff=house.staff, pages=pages, gate=gate)
    today, lists = TodayPages(house, pages), ListPages(house, pages)
    places, files, notices = PlacePages(house, pages), FilePages(house, pages), NoticePages(house, pages)

    router.add_route(f"{PATH}/login", door.ask, ["GET"])
    router.add_route(f"{PATH}/login", door.enter, ["POST"])
    router.add_route(f"{PATH}/static/{{name}}", files.static, ["GET"])

    def add(method: str, path: str, page: Callable[[Visit], Awaitable[Response]]) -> None:
        router.add_route(PATH + path, gate.signed_in(page), [method])

    add("POST", "/logout", door.leave)
    add("GET", "/", today.overview)
    add("GET", "/tasks", today.tasks)
    add("GET", "/deliveries", today.deliveries)
    add("GET", "/deliveries/{delivery_id}", today.delivery)
    add("GET", "/lists", lists.index)
    add("POST", "/lists", lists.screen)
    add("GET", "/lists/{list_id}", lists.show)
    add("GET", "/lists/{list_id}/preview/{entry}", files.preview)
    for step in (lists.submit, lists.approve, lists.reject, lists.publish, lists.strike, lists.confirm_distinct):
        add("POST", f"/lists/{{list_id}}/{step.__name__}", step)
    add("GET", "/notices", notices.index)
    add("GET", "/notices/{kind}", notices.show)
    add("GET", "/notices/{kind}/letter", notices.letter)
    add("GET", "/notices/{kind}/change", notices.change)
    for step in (notices.propose, notices.propose_shipped, notices.try_out):
        add("POST", f"/notices/{{kind}}/{step.__name__}", step)
    add("GET", "/wording/{number}", notices.revision)
    add("GET", "/wording/{number}/letter", notices.revision_letter)
    for step in (notices.approve, notices.reject):
        add("POST", f"/wording/{{number}}/{step.__name__}", step)
    add("GET", "/placements", places.index)
    add("GET", "/entries/{entry}", places.entry)
    add("GET", "/entries/{entry}/portrait", files.portrait)
    for act in (places.pause, places.resume, places.withdraw):
        add("POST", f"/entries/{{entry}}/{act.__name__}", act)
    for routes in _ROUTES:
        for route in routes(house, pages):
            add(*route)
    add("GET", "/artifacts/{sha256}", files.artifact)
    add("GET", "/artifacts/{sha256}/thumbnail", files.thumbnail)
    return router
