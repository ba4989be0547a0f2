"""What the house lends channels from its store: reports of places, and a small memory."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from broadcaster.domain.errors import BroadcasterError

if TYPE_CHECKING:
    from broadcaster.ports.channels import Seen
    from broadcaster.ports.store import Store


class StoredSightings:
    """What places reported. Questions asked side by side are read together."""

    def __init__(self, store: Store) -> None:
        """Read from the store."""
        self._store = store
        self._asked: dict[str, asyncio.Future[Seen | None]] = {}
        self._reading: asyncio.Task[None] | None = None

    async def last(self, placement: str) -> Seen | None:
        """Return the newest report about a placement."""
        if placement not in self._asked:
            self._asked[placement] = asyncio.get_running_loop().create_future()
            if self._reading is None or self._reading.done():
                self._reading = asyncio.create_task(self._read())
        return await self._asked[placement]

    async def _read(self) -> None:
        while self._asked:
            await asyncio.sleep(0)
            asked, self._asked = self._asked, {}
            try:
                async with self._store.reading() as books:
                    found = await books.exposure.last_sightings(list(asked))
            except BroadcasterError as error:
                for answer in asked.values():
                    answer.set_exception(error)
            else:
                for placement, answer in asked.items():
                    answer.set_result(found.get(placement))


class StoredNotebook:
    """One channel's notes."""

    def __init__(self, store: Store, channel: str) -> None:
        """Keep the notes under the channel's name."""
        self._store = store
        self._channel = channel

    async def read(self, key: str) -> str | None:
        """Return what stands under the key."""
        async with self._store.reading() as books:
            return await books.office.note_of(self._channel, key)

    async def write(self, key: str, value: str | None) -> None:
        """Keep the value under the key; None removes it."""
        async with self._store.writing() as books:
            await books.office.write_note(self._channel, key, value)
