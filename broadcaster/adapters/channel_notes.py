"""What the house lends channels from its store: reports of places, and a small memory."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from broadcaster.ports.channels import Seen
    from broadcaster.ports.store import Store


class StoredSightings:
    """What places reported."""

    def __init__(self, store: Store) -> None:
        """Read from the store."""
        self._store = store

    async def last(self, placement: str) -> Seen | None:
        """Return the newest report about a placement."""
        async with self._store.reading() as books:
            return await books.exposure.last_sighting(placement)


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
