"""The finished files behind the pages: pictures, posters, portraits and proofs by digest, small for the eye and whole on demand."""

from __future__ import annotations

import asyncio
import io
from functools import lru_cache
from typing import TYPE_CHECKING, Final

from PIL import Image
from starlette.responses import Response

from broadcaster.domain.errors import NotFound
from broadcaster.entrypoints.console.pages import HEADERS

if TYPE_CHECKING:
    from starlette.requests import Request

    from broadcaster.bootstrap import House
    from broadcaster.entrypoints.console.pages import Pages
    from broadcaster.entrypoints.console.visits import Visit

_SMALL: Final = (640, 640)
_KEPT: Final = 512
_QUALITY: Final = 82
_PDF: Final = "application/pdf"
_KINDS: Final = {
    b"\x89PNG\r\n": "image/png",
    b"\xff\xd8\xff": "image/jpeg",
    b"%PDF-": _PDF,
    b"<!": "text/html; charset=utf-8",
}
_FOR_EVER: Final = "private, max-age=31536000, immutable"
_SEALED_OFF: Final = "sandbox; default-src 'none'; style-src 'unsafe-inline'; img-src data:"


class FilePages:
    """Files."""

    def __init__(self, house: House, pages: Pages) -> None:
        """Take where they lie."""
        self._house = house
        self._pages = pages
        self._small = lru_cache(maxsize=_KEPT)(self._shrink)

    async def static(self, request: Request) -> Response:
        """Give the style sheet or the script; its address changes with its content."""
        try:
            content, media_type = self._pages.static(request.path_params["name"])
        except NotFound:
            return Response(status_code=404)
        return Response(content, media_type=media_type, headers={"Cache-Control": "public, max-age=31536000, immutable"})

    async def artifact(self, visit: Visit) -> Response:
        """Give a finished file whole; a page is shown without scripts and cut off from the console."""
        content = await asyncio.to_thread(self._house.blobs.get, visit.path("sha256"))
        media_type = next((kind for head, kind in _KINDS.items() if content.startswith(head)), "application/octet-stream")
        headers = {"Cache-Control": _FOR_EVER, "X-Content-Type-Options": "nosniff"}
        if media_type != _PDF:  # browsers show no PDF from a sandbox
            headers["Content-Security-Policy"] = _SEALED_OFF
        return Response(content, media_type=media_type, headers=headers)

    async def thumbnail(self, visit: Visit) -> Response:
        """Give a picture at most 640 pixels wide, made once and kept in memory."""
        return _picture(await asyncio.to_thread(self._small, visit.path("sha256")), _FOR_EVER)

    async def portrait(self, visit: Visit) -> Response:
        """Give the photo on file of an entry's person."""
        entry = visit.path("entry")
        content = self._house.photos.read(await self._house.desk.photo_of(entry))
        if content is None:
            raise NotFound(f"entry {entry} has no photo")
        return _picture(await asyncio.to_thread(_reduced, content), "private, max-age=600")

    async def preview(self, visit: Visit) -> Response:
        """Draw an entry's slide as it would be, without keeping it."""
        sheet = await self._house.desk.sheet(visit.path("list_id"))
        entry = visit.path("entry")
        if entry not in {each.face.entry for each in sheet.on}:
            raise NotFound(f"list {sheet.list.list_id} does not show {entry}")
        content = await self._house.production.draw_one(sheet.list, entry, (1920, 1080))
        return Response(content, media_type="image/png", headers=HEADERS)

    def _shrink(self, sha256: str) -> bytes:
        return _reduced(self._house.blobs.get(sha256))


def _reduced(content: bytes) -> bytes:
    try:
        with Image.open(io.BytesIO(content)) as picture:
            small = picture.convert("RGB")
    except OSError as error:
        raise NotFound("that file is no picture") from error
    small.thumbnail(_SMALL)
    target = io.BytesIO()
    small.save(target, "JPEG", quality=_QUALITY, optimize=True)
    return target.getvalue()


def _picture(content: bytes, cache: str) -> Response:
    return Response(content, media_type="image/jpeg", headers={**HEADERS, "Cache-Control": cache})
