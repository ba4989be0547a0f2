"""What the house lends channels from its store: reports of places, and a small memory. What is asked side by side is done together."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from broadcaster.ports.together import Together

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from broadcaster.ports.channels import Seen
    from broadcaster.ports.store import Store


@dataclass(slots=True)
class _Sighting:
    placement: str
    seen: Seen | None = None


class StoredSightings:
    """What places reported."""

    def __init__(self, store: Store) -> None:
        """Read from the store."""
        self._store = store
        self._asked = Together(self._look_up)

    async def last(self, placement: str) -> Seen | None:
        """Return the newest report about a placement."""
        asked = _Sighting(placement)
        await self._asked.add(asked)
        return asked.seen

    async def _look_up(self, asked: list[_Sighting]) -> None:
        async with self._store.reading() as books:
            found = await books.exposure.last_sightings({each.placement for each in asked})
        for each in asked:
            each.seen = found.get(each.placement)


@dataclass(slots=True)
class _Question:
    keys: Sequence[str]
    found: Mapping[str, str] = field(default_factory=dict)


class StoredNotebook:
    """One channel's notes."""

    def __init__(self, store: Store, channel: str) -> None:
        """Keep the notes under the channel's name."""
        self._store = store
        self._channel = channel
        self._asked = Together(self._look_up)
        self._written = Together(self._write_down)

    async def read(self, key: str) -> str | None:
        """Return what stands under the key."""
        return (await self.read_all([key])).get(key)

    async def write(self, key: str, value: str | None) -> None:
        """Keep the value under the key; None removes it."""
        await self.write_all({key: value})

    async def read_all(self, keys: Sequence[str]) -> Mapping[str, str]:
        """Return what stands under those of the keys that have anything, read together."""
        question = _Question(keys)
        await self._asked.add(question)
        return question.found

    async def write_all(self, notes: Mapping[str, str | None]) -> None:
        """Keep each value under its key, all or none of them; None removes one."""
        await self._written.add(notes)

    async def _look_up(self, questions: list[_Question]) -> None:
        async with self._store.reading() as books:
            found = await books.office.notes_of(self._channel, {key for question in questions for key in question.keys})
        for question in questions:
            question.found = {key: found[key] for key in question.keys if key in found}

    async def _write_down(self, groups: list[Mapping[str, str | None]]) -> None:
        async with self._store.writing() as books:
            await books.office.write_notes(self._channel, {key: value for notes in groups for key, value in notes.items()})
