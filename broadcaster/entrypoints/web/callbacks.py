"""Providers' callbacks: verified by the provider's own signature, harmless when repeated (contract: Provider callbacks)."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import parse_qsl

from fastapi import APIRouter, Request

from broadcaster.ports.channels import CallbackRequest

if TYPE_CHECKING:
    from broadcaster.services.people.callbacks import Callbacks

_FORM = "application/x-www-form-urlencoded"


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
    """Return the call as the provider made it."""
    body = await request.body()
    query = request.scope["query_string"].decode("latin-1")
    path = request.scope["raw_path"].decode("latin-1")
    form = dict(parse_qsl(body.decode(), keep_blank_values=True)) if request.headers.get("content-type", "").startswith(_FORM) else {}
    called = f"{public_url}{path}?{query}" if query else f"{public_url}{path}"
    return CallbackRequest(called, dict(request.headers), body, form)
