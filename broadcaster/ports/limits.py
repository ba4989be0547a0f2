"""What a carrier allows all workers together: so many messages a second, so many in the air."""

from __future__ import annotations

from typing import Protocol


class Limits(Protocol):
    """Limits that all workers on all machines share. Whoever asks for a place meets `Unavailable` where their server is out of reach."""

    async def reserve(self, name: str, count: int, per_second: float) -> float:
        """Take the next `count` slots of a rate; return the seconds until the first, the others following each 1/`per_second` later."""
        ...

    async def enter(self, name: str, most: int, seconds: float) -> str | None:
        """Take one of `most` places in a window and return the ticket that gives it back; None where all are taken.

        A place that is never given back falls free after `seconds`.
        """
        ...

    async def leave(self, name: str, ticket: str) -> None:
        """Give a place in a window back; never raises, for a place that nobody gives back falls free by itself."""
        ...
