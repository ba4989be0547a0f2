"""Every request to the console passes here: signed in, its form its own, and each refusal a page in Chinese."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final
from urllib.parse import quote

from starlette.datastructures import FormData
from starlette.responses import RedirectResponse, Response

from broadcaster.domain.errors import (
    BroadcasterError,
    Fault,
    InvalidInput,
    NotAllowed,
    NotFound,
    StaleApproval,
    Unauthenticated,
    Unavailable,
    WrongState,
)
from broadcaster.domain.users import StaffRole, User
from broadcaster.entrypoints.console.sessions import CSRF_FIELD, PATH, check_csrf

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from starlette.requests import Request

    from broadcaster.entrypoints.console.pages import Pages
    from broadcaster.entrypoints.console.sessions import Session, Sessions
    from broadcaster.rendering.staff_words import StaffWords
    from broadcaster.services.office.staff import Staff

_STATUS: Final[dict[type[BroadcasterError], int]] = {
    Unauthenticated: 401,
    NotAllowed: 403,
    NotFound: 404,
    WrongState: 409,
    StaleApproval: 409,
    Unavailable: 503,
}
_OTHERWISE: Final = 422
_MOST_FIELDS: Final = 50_000
"""A list's form has two reasons to write for each of its entries."""
_INSIDE: Final = frozenset(StaffRole) - {StaffRole.AGENCY_CLERK}
"""An agency's clerk sees the agency's own pages, never the court's."""


@dataclass(frozen=True, slots=True)
class Visit:
    """One request of a member of staff."""

    request: Request = field(repr=False)
    user: User
    session: Session = field(repr=False)
    form: FormData = field(repr=False)

    def path(self, name: str) -> str:
        """Return a part of the address."""
        return str(self.request.path_params[name])

    def query(self, name: str) -> str:
        """Return what the address asks for, or an empty text."""
        return self.request.query_params.get(name, "")

    def text(self, name: str) -> str:
        """Return a field of the form, trimmed; empty where it was not filled."""
        given = self.form.get(name)
        return given.strip() if isinstance(given, str) else ""

    def required(self, name: str) -> str:
        """Return a field that must be filled; raise `InvalidInput`."""
        given = self.text(name)
        if not given:
            raise InvalidInput(Fault(f"/{name}", "is missing"))
        return given


class Gate:
    """Wraps the pages."""

    def __init__(self, *, sessions: Sessions, staff: Staff, pages: Pages) -> None:
        """Take what it checks with."""
        self._sessions = sessions
        self._staff = staff
        self._pages = pages

    def signed_in(self, page: Callable[[Visit], Awaitable[Response]]) -> Callable[[Request], Awaitable[Response]]:
        """Let only staff of the court through, and their own forms alone."""

        async def visited(request: Request) -> Response:
            session = self._sessions.of(request)
            if session is None or not session.user:
                return self._to_login(request)
            try:
                return await page(await self._visit(request, session))
            except BroadcasterError as error:
                return self.refusal(request, error, session)
            finally:
                await request.close()  # gives back the files of a form

        return visited

    async def _visit(self, request: Request, session: Session) -> Visit:
        user = await self._staff.user(session.user)
        if not user.roles & _INSIDE:
            raise NotAllowed(f"{user.name}: the console is for staff of the court")
        form = FormData()
        if request.method == "POST":
            form = await request.form(max_fields=_MOST_FIELDS)
            check_csrf(session, str(form.get(CSRF_FIELD, "")))
        return Visit(request, user, session, form)

    def refusal(self, request: Request, error: BroadcasterError, session: Session | None) -> Response:
        """Return the page that says what was refused, why, and what to do."""
        status = next((code for kind, code in _STATUS.items() if isinstance(error, kind)), _OTHERWISE)
        return self._pages.render(
            "refused.html",
            status,
            phrase=self._pages.words.refused(error),
            said=str(error),
            unfilled=_unfilled(error, self._pages.words),
            back=_back(request),
            is_signed_in=session is not None and bool(session.user),
        )

    def _to_login(self, request: Request) -> Response:
        if request.headers.get("hx-request"):
            return Response(status_code=401, headers={"HX-Redirect": f"{PATH}/login"})
        wanted = request.url.path if request.method == "GET" else PATH + "/"
        return RedirectResponse(f"{PATH}/login?next={quote(wanted)}", 303)


def _unfilled(error: BroadcasterError, words: StaffWords) -> list[str]:
    """Name the fields of a form that a person left empty."""
    fields = [fault.pointer.split("/")[1] for fault in error.faults if fault.pointer] if isinstance(error, InvalidInput) else []
    return [words.called("form", field) for field in fields if field in words.name["form"]]


def _back(request: Request) -> str:
    """Return the page that a refused form stood on: its address without the last step."""
    return request.url.path.rsplit("/", 1)[0] + "/" if request.method == "POST" else PATH + "/"


def done(path: str, deed: str) -> Response:
    """Lead on after a form was carried out."""
    return RedirectResponse(f"{PATH}{path}?done={deed}", 303)
