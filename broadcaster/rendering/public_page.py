"""The public pages of an entry, as one self-contained HTML file each."""

from __future__ import annotations

import base64
from typing import TYPE_CHECKING

from jinja2 import FileSystemLoader, StrictUndefined
from jinja2.sandbox import ImmutableSandboxedEnvironment

if TYPE_CHECKING:
    from pathlib import Path

    from broadcaster.rendering.card import Card, Frame

_JPEG = b"\xff\xd8"


class PublicPages:
    """Renders templates/public."""

    def __init__(self, folder: Path) -> None:
        """Load the templates of the folder."""
        self._environment = ImmutableSandboxedEnvironment(
            loader=FileSystemLoader(folder), undefined=StrictUndefined, autoescape=True, trim_blocks=True, lstrip_blocks=True
        )

    def entry(self, card: Card, frame: Frame, objection_url: str) -> bytes:
        """Return an entry's page; its photo, where approved, is inside the file."""
        return self._render("entry.html", card=card, frame=frame, photo=_as_uri(card.photo), objection_url=objection_url)

    def status(self, frame: Frame | None, state: str, court: str, hotline: str, objection_url: str) -> bytes:
        """Return what a scanned code opens: the entry's state, without a name once it ended."""
        return self._render("status.html", frame=frame, state=state, court=court, hotline=hotline, objection_url=objection_url)

    def objection(self, court: str, hotline: str) -> bytes:
        """Return the ways in which a listed person may object (R112)."""
        return self._render("objection.html", court=court, hotline=hotline)

    def board_task(self, community: str, action: str, sha256: str, pdf_url: str, *, is_done: bool) -> bytes:
        """Return a community worker's page: what to post or take down, and where the photo goes."""
        return self._render("board_task.html", community=community, action=action, sha256=sha256, pdf_url=pdf_url, is_done=is_done)

    def _render(self, name: str, **known: object) -> bytes:
        return self._environment.get_template(name).render(**known).encode()


def _as_uri(photo: bytes | None) -> str:
    if photo is None:
        return ""
    kind = "jpeg" if photo.startswith(_JPEG) else "png"
    return f"data:image/{kind};base64,{base64.b64encode(photo).decode()}"
