"""Where clues are kept, sealed, in the order in which they came (R76)."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from datetime import date, datetime

    from broadcaster.domain.clues import ClueOutcome, ClueText


@dataclass(frozen=True, slots=True)
class ClueRow:
    """A clue to a bounty. `number` is its place among all clues: of two alike the lower was first. `clue_id` is the receipt code."""

    clue_id: str
    entry: str
    received_at: datetime
    due_on: date
    urgent: bool
    written: ClueText = field(repr=False)
    number: int = 0
    outcome: ClueOutcome | None = None
    closed_at: datetime | None = None
    closed_by: str = ""


class ClueBook(Protocol):
    """Clues, sealed."""

    async def keep(self, clue: ClueRow) -> int:
        """Keep a new clue; return its number."""
        ...

    async def clue(self, clue_id: str) -> ClueRow:
        """Return a clue; raise `NotFound`."""
        ...

    async def page(self, *, open_only: bool = False, most: int = 200) -> list[ClueRow]:
        """Return clues, the newest first."""
        ...

    async def place(self, clue: ClueRow) -> int:
        """Return the clue's place among those to the same bounty, from 1."""
        ...

    async def close(self, clue_id: str, outcome: ClueOutcome, by: str, at: datetime) -> bool:
        """Write how a clue was closed; return false where it was closed before."""
        ...
