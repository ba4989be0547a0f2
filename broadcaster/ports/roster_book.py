"""Where the duty roster is kept."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from broadcaster.domain.duty_roster import Shift


class RosterBook(Protocol):
    """Shifts, each known by its beginning."""

    async def shifts(self, begin: datetime, until: datetime) -> Sequence[Shift]:
        """Return the shifts under way at some moment in between, in order."""
        ...

    async def shift(self, begins_at: datetime) -> Shift:
        """Return one; raise `NotFound`."""
        ...

    async def last_before(self, moment: datetime) -> Shift | None:
        """Return the last shift that began before, or None."""
        ...

    async def next_after(self, moment: datetime) -> Shift | None:
        """Return the first shift that begins after, or None."""
        ...

    async def keep(self, shifts: Sequence[Shift]) -> None:
        """Write shifts; one of the same beginning is replaced."""
        ...

    async def drop(self, begins: Sequence[datetime]) -> None:
        """Take these shifts out."""
        ...
