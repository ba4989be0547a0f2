"""A preview that knows what the house knows: the texts in force, the whole case, and addresses that were stopped (R55)."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from broadcaster.services.people.notices import address_key
from broadcaster.services.words.preview import Would

if TYPE_CHECKING:
    from collections.abc import Sequence

    from broadcaster.ports.clock import Clock
    from broadcaster.ports.store import Store
    from broadcaster.ports.vault import Vault
    from broadcaster.services.words.preview import NoticePreview, Preview
    from broadcaster.services.words.wording_in_force import WordingInForce


class InformedPreview:
    """Shows an event's notices as they would go from here."""

    def __init__(self, *, store: Store, clock: Clock, vault: Vault, wording: WordingInForce, preview: NoticePreview) -> None:
        """Take what it knows from."""
        self._store = store
        self._clock = clock
        self._vault = vault
        self._wording = wording
        self._preview = preview

    async def of(self, kind: str, body: dict[str, Any]) -> Sequence[Preview]:
        """Return what a decoded event or occasion would make of a kind; raise as `NoticePreview.of`."""
        await self._wording.catch_up(at_once=True)
        now = self._clock.now()
        if not self._preview.of(kind, body, now):
            return ()
        async with self._store.reading() as books:
            known = await books.cases.events_of(str(body.get("subject", "")))
            previews = self._preview.of(kind, body, now, known=known)
            keys = [address_key(self._vault, each.address) for each in previews]
            stopped = await books.deliveries.stopped(set(filter(None, keys)))
        return [
            replace(each, would=Would.NEVER, reason=stopped[key], at=None, checks=()) if key in stopped else each
            for each, key in zip(previews, keys, strict=True)
        ]
