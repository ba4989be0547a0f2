"""What screens and community workers call."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING, Annotated, Any, Final

from fastapi import APIRouter, File, Form, Request, Response, UploadFile
from fastapi.responses import JSONResponse

from broadcaster.domain.errors import NotAllowed
from broadcaster.entrypoints.web.bearer import bearer

if TYPE_CHECKING:
    from broadcaster.ports.vault import Signer
    from broadcaster.rendering.public_page import PublicPages
    from broadcaster.services.office.staff import Staff
    from broadcaster.services.places.board_tasks import BoardTask, BoardTasks
    from broadcaster.services.places.playlist import Playlist

SCOPE: Final = "screen"


def screens_router(*, playlist: Playlist, staff: Staff, signer: Signer) -> APIRouter:
    """Return the routes of screens."""
    router = APIRouter(tags=["screens"])

    @router.get("/.well-known/broadcaster-keys")
    async def keys() -> dict[str, Any]:
        """Return the public keys that manifests and feeds are verified with."""
        return {"keys": [{"kid": signer.kid, "kty": "OKP", "crv": "Ed25519", "x": signer.public_key()}]}

    @router.get("/screens/{screen}/manifest.json")
    async def manifest(screen: str) -> JSONResponse:
        """Return what a screen plays now, signed."""
        return JSONResponse(await playlist.manifest(screen), headers={"Cache-Control": "no-store"})

    @router.get("/screens/{screen}/pictures/{sha256}")
    async def picture(screen: str, sha256: str) -> Response:
        """Return a picture while it is wanted on the screen."""
        content, media_type = await playlist.picture(screen, sha256)
        return Response(content, media_type=media_type, headers={"Cache-Control": "no-store"})

    @router.post("/screens/{screen}/plays", status_code=204)
    async def plays(screen: str, request: Request) -> None:
        """Take a screen's play log, with the screen's own key."""
        key = await bearer(staff, request.headers, SCOPE)
        if key.name != screen:
            raise NotAllowed("this key belongs to another screen")
        await playlist.report(screen, await request.body())

    return router


def boards_router(*, tasks: BoardTasks, pages: PublicPages) -> APIRouter:
    """Return the routes of community workers."""
    router = APIRouter(tags=["boards"])

    @router.get("/boards/tasks/{token}")
    async def task(token: str, request: Request) -> Response:
        """Show what to post or take down."""
        return _shown(request, pages, await tasks.task(token))

    @router.get("/boards/tasks/{token}/sheet.pdf")
    async def sheet(token: str) -> Response:
        """Return the poster to print."""
        return Response(await tasks.sheet(token), media_type="application/pdf", headers={"Cache-Control": "no-store"})

    @router.post("/boards/tasks/{token}")
    async def confirm(token: str, request: Request, photo: Annotated[UploadFile, File()], sha256: Annotated[str, Form()] = "") -> Response:
        """Take the photo of the board as it hangs now."""
        return _shown(request, pages, await tasks.confirm(token, sha256, await photo.read()))

    return router


def _shown(request: Request, pages: PublicPages, task: BoardTask) -> Response:
    pdf_url = f"/boards/tasks/{escape(task.token)}/sheet.pdf"
    if "application/json" in request.headers.get("accept", ""):
        told = {
            "token": task.token,
            "action": task.action,
            "place": task.place,
            "sha256": task.sha256,
            "pdf_url": pdf_url,
            "done": task.is_done,
        }
        return JSONResponse(told)
    return Response(pages.board_task(task.community, task.action, task.sha256, pdf_url, is_done=task.is_done), media_type="text/html")
