"""`POST /api/v1/events`: one small handler in front of the framework, for this is the address that must be fast."""

from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import unquote

import msgspec
from starlette.requests import Request
from starlette.responses import Response

from broadcaster.domain.errors import BroadcasterError
from broadcaster.entrypoints.web.bearer import bearer
from broadcaster.entrypoints.web.problems import of_error, problem

if TYPE_CHECKING:
    from collections.abc import Mapping

    from starlette.types import ASGIApp, Receive, Scope, Send

    from broadcaster.services.intake import Intake, IntakeAnswer
    from broadcaster.services.office.staff import Staff

PATH: Final = "/api/v1/events"
SCOPE: Final = "events:write"
MOST_EVENTS: Final = 1_000
MOST_BYTES: Final = 32 * 1024 * 1024
_SINGLE: Final = "application/cloudevents+json"
_BATCH: Final = "application/cloudevents-batch+json"
_BINARY: Final = "ce-"
DESCRIPTION: Final[dict[str, Any]] = {
    "post": {
        "tags": ["events"],
        "summary": "Take CloudEvents: one, a batch, or one in headers",
        "requestBody": {
            "required": True,
            "content": {
                _SINGLE: {"schema": {"type": "object"}},
                _BATCH: {"schema": {"type": "array", "items": {"type": "object"}, "maxItems": MOST_EVENTS}},
                "application/json": {"schema": {"type": "object"}},
            },
        },
        "responses": {
            "202": {"description": "Durable: how many were accepted or known already, and which were rejected and why"},
            "400": {"description": "The body is no JSON"},
            "401": {"description": f"No key of scope {SCOPE}"},
            "413": {"description": f"More than {MOST_EVENTS} events or {MOST_BYTES} bytes"},
            "415": {"description": "Another media type"},
        },
    }
}
"""For the OpenAPI document: the framework does not see this address."""


class EventsDoor:
    """Takes events; hands every other address on."""

    def __init__(self, app: ASGIApp, *, intake: Intake, staff: Staff) -> None:
        """Stand before `app`."""
        self._app = app
        self._intake = intake
        self._staff = staff

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] != "http" or scope["path"] != PATH:
            await self._app(scope, receive, send)
            return
        request = Request(scope, receive)
        await (await self._answer(request))(scope, receive, send)

    async def _answer(self, request: Request) -> Response:
        if request.method != "POST":
            return problem(HTTPStatus.METHOD_NOT_ALLOWED, "events are posted", headers={"Allow": "POST"})
        try:
            await bearer(self._staff, request.headers, SCOPE)
            events = _events(request.headers, await _body(request))
            return _said(await self._intake.take(events))
        except _Unacceptable as error:
            return problem(error.status, str(error))
        except BroadcasterError as error:
            return of_error(error)


class _Unacceptable(Exception):
    """The request is not one that carries events."""

    def __init__(self, status: HTTPStatus, detail: str) -> None:
        super().__init__(detail)
        self.status = status


async def _body(request: Request) -> bytes:
    body = bytearray()
    if int(request.headers.get("content-length") or 0) <= MOST_BYTES:
        async for chunk in request.stream():
            body += chunk
            if len(body) > MOST_BYTES:
                break
        else:
            return bytes(body)
    raise _Unacceptable(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, f"at most {MOST_BYTES} bytes")


def _events(headers: Mapping[str, str], body: bytes) -> list[Any]:
    media_type = headers.get("content-type", "").split(";")[0].strip().lower()
    try:
        content = msgspec.json.decode(body)
    except msgspec.DecodeError as error:
        raise _Unacceptable(HTTPStatus.BAD_REQUEST, f"the body is no JSON: {error}") from error
    if media_type == _SINGLE:
        return [content]
    if media_type == _BATCH:
        return _batch(content)
    if "ce-specversion" in headers:
        return [_binary(headers, content, media_type)]
    wanted = f"{_SINGLE}, {_BATCH}, or binary mode with ce- headers"
    raise _Unacceptable(HTTPStatus.UNSUPPORTED_MEDIA_TYPE, f"send {wanted}")


def _batch(content: object) -> list[Any]:
    if not isinstance(content, list):
        raise _Unacceptable(HTTPStatus.BAD_REQUEST, "a batch is a JSON array")
    if len(content) > MOST_EVENTS:
        raise _Unacceptable(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, f"at most {MOST_EVENTS} events")
    return content


def _binary(headers: Mapping[str, str], content: object, media_type: str) -> dict[str, Any]:
    attributes = {name.removeprefix(_BINARY): unquote(value) for name, value in headers.items() if name.startswith(_BINARY)}
    return {**attributes, "datacontenttype": media_type, "data": content}


def _said(answer: IntakeAnswer) -> Response:
    rejected = [
        {"index": each.index, "id": each.id, "errors": [{"pointer": fault.pointer, "message": fault.message} for fault in each.faults]}
        for each in sorted(answer.rejected, key=lambda each: each.index)
    ]
    body = {"accepted": answer.accepted, "duplicates": answer.duplicates, "rejected": rejected}
    return Response(msgspec.json.encode(body), status_code=HTTPStatus.ACCEPTED, media_type="application/json")
