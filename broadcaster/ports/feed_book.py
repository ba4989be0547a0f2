"""Where agency feeds are kept."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence
    from datetime import datetime


@dataclass(frozen=True, slots=True)
class FeedState:
    """What an agency was last told of an entry."""

    revision: int
    digest: str
    published: bool
    published_on: str


@dataclass(frozen=True, slots=True)
class FeedEvent:
    """One event of an agency's feed; `body` is its canonical JSON without the sequence, which the sequencer gives."""

    agency: str
    feed: str
    event_id: str
    type: str
    entry: str
    revision: int
    at: datetime
    digest: str
    body: bytes = field(repr=False)
    sequence: int | None = None


class FeedBook(Protocol):
    """Feed events and states."""

    async def feed_states(self, entries: Collection[str]) -> Mapping[tuple[str, str, str], FeedState]:
        """Return what each (agency, feed) was last told of each of these entries."""
        ...

    async def tell(self, event: FeedEvent, state: FeedState) -> None:
        """Append an event, unnumbered, and the state it leads to."""
        ...

    async def is_unnumbered(self) -> bool:
        """Say whether an event waits for its sequence."""
        ...

    async def number_feeds(self) -> int:
        """Number what is unnumbered, gapless per agency and feed; one caller at a time."""
        ...

    async def feed_page(self, agency: str, feed: str, after: int, most: int) -> Sequence[FeedEvent]:
        """Return numbered events after a sequence."""
        ...

    async def feed_head(self, agency: str, feed: str) -> int:
        """Return the last sequence, 0 where there is none."""
        ...

    async def state_lines(self, agency: str, feed: str, upto: int) -> list[str]:
        """Return the sorted lines `entry:revision:digest` of what is published at a sequence."""
        ...

    async def count_feed(self, agency: str, feed: str) -> Mapping[str, int]:
        """Return `head`, and how many entries are `published` and `withdrawn`."""
        ...
