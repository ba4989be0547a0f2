"""A community worker without legs: opens the task's page, takes a photo, confirms."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from io import BytesIO
from typing import TYPE_CHECKING, Any
from urllib.parse import urljoin
from uuid import uuid4

from PIL import Image, ImageDraw

from broadcaster.domain.errors import Unavailable

if TYPE_CHECKING:
    from broadcaster.ports.clock import Clock
    from broadcaster.ports.http import HttpSession

POST = "post"
OK = 200


@dataclass
class BoardWorkerDouble:
    """Does tasks as they come."""

    http: HttpSession
    base_url: str
    clock: Clock
    hanging: dict[str, str] = field(default_factory=dict)
    """By task: the digest of the sheet that hangs for it."""

    async def do(self, token: str) -> dict[str, Any]:
        """Do one task and confirm it with a photo; return the task as the page told it.

        Raises `Unavailable` where the page or the confirmation is refused.
        """
        path = f"/boards/tasks/{token}"
        task: dict[str, Any] = json.loads(await self._ask("GET", path, {"Accept": "application/json"}))
        if task["action"] == POST:
            await self._ask("GET", task["pdf_url"], {})
            self.hanging[token] = task["sha256"]
        else:
            self.hanging.pop(token, None)
        await self._confirm(path, task["sha256"], photo(sheets=len(self.hanging), note=f"{token} {self.clock.now().isoformat()}"))
        return task

    async def _confirm(self, path: str, sha256: str, photo: bytes) -> None:
        boundary = uuid4().hex
        part = f'--{boundary}\r\nContent-Disposition: form-data; name="'.encode()
        body = b"".join(
            (
                part + b'photo"; filename="board.jpg"\r\nContent-Type: image/jpeg\r\n\r\n' + photo + b"\r\n",
                part + f'sha256"\r\n\r\n{sha256}\r\n'.encode(),
                f"--{boundary}--\r\n".encode(),
            )
        )
        headers = {"Content-Type": f"multipart/form-data; boundary={boundary}", "Accept": "application/json"}
        await self._ask("POST", path, headers, body)

    async def _ask(self, method: str, path: str, headers: dict[str, str], body: bytes | None = None) -> bytes:
        answer = await self.http.request(method, urljoin(self.base_url, path), headers=headers, body=body)
        if answer.status not in range(OK, OK + 200):
            raise Unavailable(f"{method} {path}: HTTP {answer.status}")
        return answer.body


def photo(*, sheets: int, note: str) -> bytes:
    """Return a JPEG of a board with so many sheets; `note` stands in its comment, so that no two photos are the same file."""
    board = Image.new("RGB", (640, 480), (122, 98, 74))
    draw = ImageDraw.Draw(board)
    draw.rectangle((40, 40, 600, 440), fill=(190, 186, 176))
    for left in range(70, 70 + 130 * min(sheets, 4), 130):
        draw.rectangle((left, 90, left + 110, 245), fill=(250, 250, 246), outline=(120, 30, 30), width=3)
    taken = BytesIO()
    board.save(taken, "JPEG", quality=80, comment=note)
    return taken.getvalue()
