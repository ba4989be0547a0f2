"""Invented events and occasions on which a notice can be looked at, found by the kinds that they owe."""

from __future__ import annotations

import copy
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

from broadcaster.domain.errors import InvalidInput

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from datetime import datetime

    from broadcaster.domain.notice_plan import NoticePlan
    from broadcaster.rendering.notice import NoticeTexts
    from broadcaster.services.words.preview import NoticePreview, Preview

_SHOWN: Final = 6
_LOOKED_AT: Final = 400
_MAIL: Final = "example@court.example.gov.cn"


@dataclass(frozen=True, slots=True)
class Example:
    """One event or occasion that owes a kind."""

    title: str
    body: dict[str, Any] = field(repr=False)


class Examples:
    """Reads the sample once, at the first question."""

    def __init__(self, *, read: Callable[[], Iterable[dict[str, Any]]], plan: NoticePlan, preview: NoticePreview) -> None:
        """Take where the sample's decoded bodies come from."""
        self._read = read
        self._plan = plan
        self._preview = preview
        self._by_type: dict[str, list[dict[str, Any]]] = {}
        self._found: dict[str, tuple[Example, ...]] = {}

    def of(self, kind: str, now: datetime) -> tuple[Example, ...]:
        """Return up to six that owe the kind and let it be written."""
        if kind not in self._found:
            self._found[kind] = tuple(self._find(kind, now))
        return self._found[kind]

    def previews(self, kind: str, texts: NoticeTexts, now: datetime) -> list[Preview]:
        """Return what the examples make of a kind in other words: as they are, and without the facts that need not be there."""
        bodies = [body for example in self.of(kind, now) for body in (example.body, _bare(example.body, texts.card(kind).optional))]
        return [each for body in bodies for each in self._previewed(kind, body, texts, now)]

    def _previewed(self, kind: str, body: dict[str, Any], texts: NoticeTexts, now: datetime) -> Iterable[Preview]:
        try:
            return self._preview.of(kind, body, now, texts=texts)
        except InvalidInput:  # the schema wants for every event of this type what the kind calls optional
            return ()

    def _find(self, kind: str, now: datetime) -> Iterable[Example]:
        names = [name for name, rows in self._plan.on.items() if kind in (self._plan.unconfirmed.notice, *(row.notice for row in rows))]
        shown = 0
        for body in (body for name in names for body in self._bodies(name)[:_LOOKED_AT]):
            told = self._preview.of(kind, body, now)
            if any(each.text for each in told):
                yield Example(f"{body.get('subject', '')} {told[0].reader}".strip(), body)
                shown += 1
            if shown == _SHOWN:
                return

    def _bodies(self, name: str) -> list[dict[str, Any]]:
        if not self._by_type:
            for body in self._read():
                self._by_type.setdefault(body["type"], []).append(_with_mail(body))
        return self._by_type.get(name, [])


def _bare(body: dict[str, Any], optional: Iterable[str]) -> dict[str, Any]:
    """Return a body without the optional facts."""
    bare = copy.deepcopy(body)
    for path in optional:
        *above, last = path.split(".")
        at = bare["data"]
        for step in above:
            at = at.get(step) or {}
        at.pop(last, None)
    return bare


def _with_mail(body: dict[str, Any]) -> dict[str, Any]:
    """Give everybody in an example an e-mail address, so that both media can be looked at."""
    told = body["data"]
    for each in (*told.get("parties", ()), *told.get("readers", ()), *([told["party"]] if "party" in told else [])):
        each.setdefault("email", _MAIL)
    return body
