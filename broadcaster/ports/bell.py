"""The bell: tells sleeping workers that the database holds work."""

from __future__ import annotations

from typing import Protocol


class Bell(Protocol):
    """Wakes workers. The work itself lies in the database, so an unheard bell costs time and loses nothing."""

    async def ring(self, what: str) -> None:
        """Say that there is work of the kind `what`, after it has been committed.

        Never raises: where nobody can be reached, the workers' sweep finds the work.
        """
        ...
