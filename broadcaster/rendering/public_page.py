"""The public pages of an entry, as one self-contained HTML file each."""

from __future__ import annotations

import base64
from typing import TYPE_CHECKING

from jinja2 import FileSystemLoader, StrictUndefined
from jinja2.sandbox import ImmutableSandboxedEnvironment

if TYPE_CHECKING:
    from pathlib import Path

    from broadcaster.domain.surveys import Survey
    from broadcaster.rendering.card import Card, Frame

_JPEG = b"\xff\xd8"


class PublicPages:
    """Renders templates/public."""

    def __init__(self, folder: Path) -> None:
        """Load the templates of the folder."""
        self._environment = ImmutableSandboxedEnvironment(
            loader=FileSystemLoader(folder), undefined=StrictUndefined, autoescape=True, trim_blocks=True, lstrip_blocks=True
        )

    def entry(self, card: Card, frame: Frame, objection_url: str, clue_url: str) -> bytes:
        """Return an entry's page; its photo, where approved, is inside the file. A bounty's page leads on to the form for clues."""
        photo = _as_uri(card.photo)
        doors = {"objection_url": objection_url, "how_url": _how_url(objection_url), "clue_url": clue_url}
        return self._render("entry.html", card=card, frame=frame, photo=photo, **doors)

    def status(self, frame: Frame | None, state: str, court: str, hotline: str, *, objection_url: str, clue_url: str = "") -> bytes:
        """Return what a scanned code opens: the entry's state, without a name once it ended; a bounty that hangs has a `clue_url`."""
        known = {"frame": frame, "state": state, "court": court, "hotline": hotline}
        return self._render("status.html", **known, objection_url=objection_url, how_url=_how_url(objection_url), clue_url=clue_url)

    def objection(self, **known: object) -> bytes:
        """Return the door for the listed person (R112); `known`: court, hotline, action, page_url, over, form, given, faults (fields).

        `over` is the state's name where the entry is public no more, else empty.
        """
        return self._render("objection.html", **known)

    def objection_closed(self, state: str, court: str, hotline: str, **receipt: object) -> bytes:
        """Return what stands in the form's place: `taken` (with receipt, received_at, due_on, pause_due), `slow`, `long` or `unknown`."""
        return self._render("objection_closed.html", state=state, court=court, hotline=hotline, **receipt)

    def how_off(self, court: str, hotline: str) -> bytes:
        """Return how a listed person gets off the list (R8-R12, R112)."""
        return self._render("how_off.html", court=court, hotline=hotline)

    def board_task(self, community: str, action: str, sha256: str, pdf_url: str, *, is_done: bool) -> bytes:
        """Return a community worker's page: what to post or take down, and where the photo goes."""
        return self._render("board_task.html", community=community, action=action, sha256=sha256, pdf_url=pdf_url, is_done=is_done)

    def survey(self, survey: Survey, **known: object) -> bytes:
        """Return a questionnaire to fill in; `known`: court, hotline, action, about, expires_on, given, faults (keys of questions)."""
        return self._render("survey.html", survey=survey, **known)

    def survey_closed(self, state: str, court: str, hotline: str) -> bytes:
        """Return what stands in a questionnaire's place: `thanks`, `answered`, `over` or `unknown`."""
        return self._render("survey_closed.html", state=state, court=court, hotline=hotline)

    def clue(self, bounty: object, **known: object) -> bytes:
        """Return the form for a clue; `bounty` has `kind` and `name`; `known`: court, hotline, action, page_url, given, faults (fields)."""
        return self._render("clue.html", bounty=bounty, **known)

    def clue_closed(self, state: str, court: str, hotline: str, **receipt: object) -> bytes:
        """Return what stands in the form's place: `taken` (with receipt, received_at, due_on), `slow`, `over` or `unknown`."""
        return self._render("clue_closed.html", state=state, court=court, hotline=hotline, **receipt)

    def _render(self, name: str, **known: object) -> bytes:
        return self._environment.get_template(name).render(**known).encode()


def _how_url(objection_url: str) -> str:
    return objection_url.rpartition("/")[0] + "/how"


def _as_uri(photo: bytes | None) -> str:
    if photo is None:
        return ""
    kind = "jpeg" if photo.startswith(_JPEG) else "png"
    return f"data:image/{kind};base64,{base64.b64encode(photo).decode()}"
