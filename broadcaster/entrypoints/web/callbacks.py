"""Providers' callbacks: verified by the provider's own signature, harmless when repeated (contract: Provider callbacks)."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import parse_qsl

from fastapi import APIRouter, Request

from broadcaster.domain.errors import Fault, InvalidInput
from broadcaster.ports.channels import CallbackRequest

if TYPE_CHECKING:
    from broadcaster.services.people.callbacks import Callbacks

_FORM = "application/x-www-form-urlencoded"
_LONGEST = 1024 * 1024


def callbacks_router(*, callbacks: Callbacks, public_url: str) -> APIRouter:
    """Return the routes; `public_url` is what the provider called, and signed."""
    router = APIRouter(tags=["callbacks"])

    @router.post("/channels/{channel}/receipts", status_code=204)
    async def receipts(channel: str, request: Request) -> None:
        """Take reports about deliveries."""
        await callbacks.receipts(channel, await _received(request, public_url))

    @router.post("/channels/{channel}/inbound", status_code=204)
    async def inbound(channel: str, request: Request) -> None:
        """Take what people wrote back."""
        await callbacks.replies(channel, await _received(request, public_url))

    return router


async def _received(request: Request, public_url: str) -> CallbackRequest:
    """Return the call as the provider made it; refuse what is longer than any provider's, and a form that is no UTF-8."""
    body = bytearray()
    async for piece in request.stream():
        body += piece
        if len(body) > _LONGEST:
            raise InvalidInput(Fault("", f"a callback has at most {_LONGEST} bytes"))
    query = request.scope["query_string"].decode("latin-1")
    path = request.scope["raw_path"].decode("latin-1")
    called = f"{public_url}{path}?{query}" if query else f"{public_url}{path}"
    return CallbackRequest(called, dict(request.headers), bytes(body), _form(request, body))


def _form(request: Request, body: bytearray) -> dict[str, str]:
    if not request.headers.get("content-type", "").startswith(_FORM):
        return {}
    try:
        return dict(parse_qsl(body.decode(), keep_blank_values=True))
    except UnicodeDecodeError:
        raise InvalidInput(Fault("", "the form is not UTF-8")) from None
