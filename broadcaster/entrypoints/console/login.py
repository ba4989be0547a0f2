"""Signing in and out."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from starlette.responses import RedirectResponse, Response

from broadcaster.domain.errors import BroadcasterError, NotAllowed, Unauthenticated
from broadcaster.entrypoints.console.sessions import CSRF_FIELD, PATH, SlowDoor, check_csrf

if TYPE_CHECKING:
    from starlette.requests import Request

    from broadcaster.entrypoints.console.pages import Pages
    from broadcaster.entrypoints.console.sessions import Sessions
    from broadcaster.entrypoints.console.visits import Gate, Visit
    from broadcaster.services.office.staff import Staff


class LoginPages:
    """The door."""

    def __init__(self, *, sessions: Sessions, staff: Staff, pages: Pages, gate: Gate) -> None:
        """Take what it opens with."""
        self._sessions = sessions
        self._staff = staff
        self._pages = pages
        self._gate = gate
        self._door = SlowDoor()

    async def ask(self, request: Request) -> Response:
        """Show the form, or lead on who is signed in already."""
        session = self._sessions.of(request)
        if session and session.user:
            return RedirectResponse(_inside(request), 303)
        return self._form(request, "")

    async def enter(self, request: Request) -> Response:
        """Check name and password and begin a session."""
        form = await request.form()
        name, password = str(form.get("name", "")).strip(), str(form.get("password", ""))
        session = self._sessions.of(request)
        try:
            check_csrf(session, str(form.get(CSRF_FIELD, "")))
        except (NotAllowed, Unauthenticated):
            return self._form(request, name, fault="stale", status=401)
        if wait := self._door.wait(name):
            return self._form(request, name, fault="wait", status=429, seconds=math.ceil(wait))
        try:
            user = await self._staff.authenticate(name, password)
        except Unauthenticated:
            self._door.failed(name)
            return self._form(request, name, fault="wrong", status=401)
        except BroadcasterError as error:
            return self._gate.refusal(request, error, session)
        self._door.opened(name)
        response = RedirectResponse(_inside(request), 303)
        self._sessions.give(response, self._sessions.new(user.name))
        return response

    async def leave(self, _: Visit) -> Response:
        """End the session."""
        response = RedirectResponse(f"{PATH}/login", 303)
        self._sessions.end(response)
        return response

    def _form(self, request: Request, name: str, *, fault: str = "", status: int = 200, seconds: int = 0) -> Response:
        session = self._sessions.new("")
        page = self._pages.render("login.html", status, csrf=session.csrf, name=name, fault=fault, seconds=seconds, wanted=_inside(request))
        self._sessions.give(page, session)
        return page


def _inside(request: Request) -> str:
    """Return the address of the console to go on to, whatever was asked for."""
    wanted = request.query_params.get("next", "")
    return wanted if wanted.startswith(PATH + "/") and "//" not in wanted and "\\" not in wanted else PATH + "/"
