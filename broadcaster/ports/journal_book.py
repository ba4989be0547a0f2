"""Where the journal is searched; it is written through the office book."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from broadcaster.ports.office_book import Deed


@dataclass(frozen=True, slots=True)
class JournalQuery:
    """Which lines are wanted: those that match all that is given. `until` is the first moment left out.

    `subjects` are taken whole; a `subject` also matches where it stands as a part between slashes.
    """

    subject: str = ""
    subjects: tuple[str, ...] = ()
    who: str = ""
    what: str = ""
    since: datetime | None = None
    until: datetime | None = None


class JournalBook(Protocol):
    """Numbered lines, the newest first."""

    async def search(self, query: JournalQuery, *, most: int, skip: int = 0) -> Sequence[Deed]:
        """Return lines that match."""
        ...

    async def count(self, query: JournalQuery) -> int:
        """Return how many lines match."""
        ...

    async def people(self) -> Sequence[str]:
        """Return everybody who did something."""
        ...

    async def deeds(self) -> Sequence[str]:
        """Return every kind of deed that was done."""
        ...
