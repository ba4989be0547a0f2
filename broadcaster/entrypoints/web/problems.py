"""Every error as `application/problem+json` (RFC 9457)."""

from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING, Final

import msgspec
from starlette.responses import Response

from broadcaster.domain.errors import BroadcasterError, InvalidInput, NotAllowed, NotFound, Refused, Unauthenticated, Unavailable
from broadcaster.ports.channels import BadSignature

if TYPE_CHECKING:
    from collections.abc import Mapping

    from starlette.requests import Request

MEDIA_TYPE: Final = "application/problem+json"
_STATUS: Final = (
    (BadSignature, HTTPStatus.FORBIDDEN),
    (Unauthenticated, HTTPStatus.UNAUTHORIZED),
    (NotFound, HTTPStatus.NOT_FOUND),
    (NotAllowed, HTTPStatus.FORBIDDEN),
    (InvalidInput, HTTPStatus.UNPROCESSABLE_ENTITY),
    (Refused, HTTPStatus.CONFLICT),
    (Unavailable, HTTPStatus.SERVICE_UNAVAILABLE),
)


def problem(
    status: HTTPStatus, detail: str, *, kind: str = "about:blank", headers: Mapping[str, str] | None = None, **more: object
) -> Response:
    """Return a problem document."""
    body = {"type": kind, "title": status.phrase, "status": int(status), "detail": detail, **more}
    return Response(msgspec.json.encode(body), status_code=status, media_type=MEDIA_TYPE, headers=dict(headers or {}))


def of_error(error: BroadcasterError) -> Response:
    """Return the problem that an error is."""
    status = next((status for kind, status in _STATUS if isinstance(error, kind)), HTTPStatus.INTERNAL_SERVER_ERROR)
    faults = [{"pointer": fault.pointer, "message": fault.message} for fault in error.faults] if isinstance(error, InvalidInput) else None
    more = {"errors": faults} if faults is not None else {}
    headers = {"WWW-Authenticate": "Bearer"} if status is HTTPStatus.UNAUTHORIZED else {}
    return problem(status, str(error), kind=f"urn:court-broadcaster:{type(error).__name__}", headers=headers, **more)


async def handle(_request: Request, error: Exception) -> Response:
    """Answer for FastAPI where an error of ours reached it."""
    if not isinstance(error, BroadcasterError):
        raise error
    return of_error(error)
