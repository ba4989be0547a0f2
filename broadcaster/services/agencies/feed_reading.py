"""What an agency reads: its own pages, the head and the digest of the state they lead to."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import msgspec

from broadcaster.domain.errors import NotFound

if TYPE_CHECKING:
    from collections.abc import Sequence

    from broadcaster.domain.agencies import AgencyPolicy
    from broadcaster.ports.store import Store


@dataclass(frozen=True, slots=True)
class FeedPage:
    """Events in order; `last` is the last sequence on it (or the one asked after), `digest` the state digest there."""

    events: list[dict[str, Any]]
    last: int
    head: int
    digest: str


class FeedReading:
    """Reads feeds for the agency that a key belongs to, and for no other."""

    def __init__(self, *, store: Store, policies: Sequence[AgencyPolicy]) -> None:
        """Take the agencies' policies."""
        self._store = store
        self._policies = {policy.name: policy for policy in policies}

    def _policy(self, agency: str, feed: str = "") -> AgencyPolicy:
        policy = self._policies.get(agency)
        if policy is None or (feed and feed not in policy.feeds):
            raise NotFound("this agency has no such feed")
        return policy

    async def scope(self, agency: str) -> dict[str, object]:
        """Return what the agency may see: its feeds with their heads, and the fields."""
        policy = self._policy(agency)
        async with self._store.reading() as books:
            heads = {feed: await books.feeds.feed_head(agency, feed) for feed in sorted(policy.feeds)}
        feeds = {feed: {"events": f"/feeds/v1/{feed}/events", "head": head} for feed, head in heads.items()}
        return {"agency": agency, "title": policy.title, "feeds": feeds, "fields": list(policy.fields), "offices": sorted(policy.offices)}

    async def page(self, agency: str, feed: str, after: int, limit: int) -> FeedPage:
        """Return the events after a sequence."""
        self._policy(agency, feed)
        async with self._store.reading() as books:
            events = await books.feeds.feed_page(agency, feed, after, limit)
            head = await books.feeds.feed_head(agency, feed)
            last = events[-1].sequence or after if events else after
            lines = await books.feeds.state_lines(agency, feed, last)
        shown = [{**msgspec.json.decode(event.body), "sequence": event.sequence} for event in events]
        return FeedPage(shown, last, head, state_digest(lines))


def state_digest(lines: Sequence[str]) -> str:
    """Return the sha256 over the sorted lines of what is published (contract: State digest)."""
    return hashlib.sha256("".join(f"{line}\n" for line in lines).encode()).hexdigest()
