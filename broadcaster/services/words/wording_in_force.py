"""The texts of notices as they are in force: the shipped ones, save where two people approved the court's own."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any, Final

import structlog

from broadcaster.domain.errors import InvalidInput

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from broadcaster.domain.notice_plan import Audience, Medium
    from broadcaster.domain.wording_revisions import WordingRevision
    from broadcaster.ports.store import Store
    from broadcaster.rendering.notice import NoticeTexts, RenderedNotice
    from broadcaster.rendering.notice_folder import Card

    Overlay = Mapping[str, Mapping[str, str]]  # a court's own files by kind and name

_LOOK_EVERY: Final = 2.0
_log = structlog.get_logger()


class TextsWith:
    """Some texts, with those of a few kinds in place of them."""

    def __init__(self, below: NoticeTexts, own: Mapping[str, NoticeTexts]) -> None:
        """Take the texts, and the others by kind."""
        self._below = below
        self._own = own

    @property
    def audiences(self) -> Mapping[str, tuple[Audience, ...]]:
        """Whom each kind is written for."""
        return self._below.audiences

    def card(self, kind: str) -> Card:
        """Return what template.toml says of the kind. Raises `NotFound`."""
        return self._own.get(kind, self._below).card(kind)

    def render(self, kind: str, facts: Mapping[str, Any], medium: Medium) -> RenderedNotice:
        """Write the notice, as `NoticeTemplates.render` does."""
        return self._own.get(kind, self._below).render(kind, facts, medium)


class WordingInForce(TextsWith):
    """The shipped texts with the court's own. Every process asks the database now and then whether anything new was approved."""

    def __init__(
        self,
        *,
        store: Store,
        shipped: NoticeTexts,
        read: Callable[[Overlay], NoticeTexts],
        seconds: Callable[[], float] = time.monotonic,
    ) -> None:
        """Take the shipped texts, and how the court's own are read and checked."""
        super().__init__(shipped, {})
        self._store = store
        self._read = read
        self._seconds = seconds
        self._approved = 0
        self._looked_at = float("-inf")
        self.unfit: dict[str, InvalidInput] = {}
        """Kinds whose own text breaks a rule that came after it: the shipped text is in force until a person decides."""

    @property
    def own(self) -> int:
        """How many kinds are in the court's own words."""
        return len(self._own)

    async def catch_up(self, *, at_once: bool = False) -> int:
        """Put in force what was approved since the last look; return how many kinds changed. Looks every two seconds at the most."""
        if not at_once and self._seconds() - self._looked_at < _LOOK_EVERY:
            return 0
        self._looked_at = self._seconds()
        async with self._store.reading() as books:
            approved = await books.wording.count_approved()
            if approved == self._approved:
                return 0
            revisions = await books.wording.in_force()
        self.unfit = {}
        texts = {each.kind: text for each in revisions if (text := self._texts_of(each))}
        changed = sum(text is not self._own.get(kind) for kind, text in texts.items())
        self._own, self._approved = texts, approved
        return changed

    def _texts_of(self, revision: WordingRevision) -> NoticeTexts | None:
        kind = revision.kind
        if kind in self._own and self._own[kind].card(kind).version == revision.version:
            return self._own[kind]
        if kind not in self.audiences:
            return None
        try:
            return self._read({kind: revision.files})
        except InvalidInput as refusal:
            self.unfit[kind] = refusal
            _log.error("wording.unfit", kind=kind, reason=str(refusal))
            return None
