"""Numbers feeds and journal within a second of the cause, one caller at a time, so that intake never waits for a sequence."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from broadcaster.ports.clock import Clock
    from broadcaster.ports.store import Store

_LEASE = timedelta(seconds=30)


class Sequencing:
    """The one sequencer."""

    def __init__(self, *, store: Store, clock: Clock) -> None:
        """Take what it works with."""
        self._store = store
        self._clock = clock

    async def drain(self) -> int:
        """Number what is unnumbered; return how many rows."""
        now = self._clock.now()
        async with self._store.reading() as books:
            if not await books.feeds.is_unnumbered() and not await books.office.is_unnumbered():
                return 0
        async with self._store.writing() as books:
            if not await books.office.lease("sequencing", now, now + _LEASE):
                return 0
            numbered = await books.feeds.number_feeds() + await books.office.number_journal()
            await books.office.free("sequencing")
        return numbered
