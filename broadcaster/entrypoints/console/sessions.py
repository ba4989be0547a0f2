"""Who is at the console: a signed cookie for eight hours, a secret in every form, and a door that slows down who guesses."""

from __future__ import annotations

import secrets
import time
from collections import OrderedDict
from datetime import timedelta
from typing import TYPE_CHECKING, Final

import msgspec
from itsdangerous import BadSignature, URLSafeSerializer

from broadcaster.domain.errors import NotAllowed, Unauthenticated

if TYPE_CHECKING:
    from collections.abc import Callable

    from starlette.requests import Request
    from starlette.responses import Response

    from broadcaster.ports.clock import Clock

PATH: Final = "/console"
CSRF_FIELD: Final = "csrf"
_COOKIE: Final = "console"
_LASTS: Final = timedelta(hours=8)
_SALT: Final = "console-session"


class Session(msgspec.Struct, frozen=True):
    """One sign-in; `user` is empty before it. `csrf` stands in every form."""

    user: str
    since: float
    csrf: str


class Sessions:
    """Signs and reads the cookie."""

    def __init__(self, *, key: bytes, clock: Clock, is_secure: bool) -> None:
        """Take the key with which every process signs alike."""
        self._signer = URLSafeSerializer(key, salt=_SALT)
        self._clock = clock
        self._is_secure = is_secure

    def of(self, request: Request) -> Session | None:
        """Return the session that a request carries, unless forged or over."""
        try:
            session = msgspec.convert(self._signer.loads(request.cookies.get(_COOKIE, "")), Session)
        except (BadSignature, msgspec.ValidationError):
            return None
        is_over = self._clock.now().timestamp() - session.since > _LASTS.total_seconds()
        return None if is_over else session

    def new(self, user: str) -> Session:
        """Return a new session, signed in as `user`, or as nobody yet."""
        return Session(user, self._clock.now().timestamp(), secrets.token_urlsafe())

    def give(self, response: Response, session: Session) -> None:
        """Put the cookie on a response."""
        response.set_cookie(
            _COOKIE,
            self._signer.dumps(msgspec.to_builtins(session)),
            max_age=int(_LASTS.total_seconds()),
            path=PATH,
            secure=self._is_secure,
            httponly=True,
            samesite="strict",
        )

    def end(self, response: Response) -> None:
        """Take the cookie back."""
        response.delete_cookie(_COOKIE, path=PATH, secure=self._is_secure, httponly=True, samesite="strict")


def check_csrf(session: Session | None, given: str) -> None:
    """Refuse a form that this session was not handed."""
    if session is None:
        raise Unauthenticated("the session is over")
    if not secrets.compare_digest(session.csrf.encode(), given.encode()):
        raise NotAllowed("the form is not one of this session: load the page again")


class SlowDoor:
    """Lets a name try five times at once, then ever more slowly, up to five minutes; a right password clears it."""

    _FREE: Final = 5
    _LONGEST: Final = 300.0
    _REMEMBERED: Final = 10_000

    def __init__(self, seconds: Callable[[], float] = time.monotonic) -> None:
        """Count real seconds, whatever time the court's clock tells."""
        self._seconds = seconds
        self._failures: OrderedDict[str, tuple[int, float]] = OrderedDict()

    def wait(self, name: str) -> float:
        """Return for how many seconds the name must not try."""
        failures, last = self._failures.get(name, (0, 0.0))
        if failures < self._FREE:
            return 0.0
        return max(0.0, last + min(2.0 ** (failures - self._FREE + 1), self._LONGEST) - self._seconds())

    def failed(self, name: str) -> None:
        """Remember a wrong password."""
        failures, _ = self._failures.pop(name, (0, 0.0))
        self._failures[name] = failures + 1, self._seconds()
        if len(self._failures) > self._REMEMBERED:
            self._failures.popitem(last=False)

    def opened(self, name: str) -> None:
        """Forget what was wrong before."""
        self._failures.pop(name, None)
