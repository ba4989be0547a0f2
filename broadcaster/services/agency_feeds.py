"""Tells agencies: each what the law lets it see, once, in order, corrected and withdrawn (R44-R48, R96)."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

import msgspec

from broadcaster.domain.disclosure import agency_fields
from broadcaster.domain.entries import EntryKind, subject_of
from broadcaster.domain.placements import Wanted
from broadcaster.domain.standing import FeedVerdict
from broadcaster.ports.feed_book import FeedEvent, FeedState

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from broadcaster.domain.agencies import AgencyPolicy
    from broadcaster.domain.case_file import CaseFile
    from broadcaster.domain.standing import Standing
    from broadcaster.ports.exposure_book import EntryRow
    from broadcaster.ports.store import Books
    from broadcaster.ports.vault import Vault

SOURCE = "/court-broadcaster"


@dataclass(frozen=True, slots=True)
class Telling:
    """One thing to tell an agency of an entry."""

    agency: str
    feed: str
    what: str
    body: dict[str, Any]
    digest: str
    published_on: str


class AgencyFeeds:
    """Compares what each agency was told with what it should know, and appends the difference."""

    def __init__(self, *, policies: Sequence[AgencyPolicy], legal_basis: Mapping[str, str], vault: Vault) -> None:
        """Take each agency's policy and the articles by withdrawal reason."""
        self._policies = policies
        self._legal_basis = legal_basis
        self._vault = vault

    async def follow(self, books: Books, row: EntryRow, file: CaseFile, standing: Standing, now: datetime) -> None:
        """Tell every agency what changed of one entry."""
        if row.key.kind is not EntryKind.DISHONEST and not await _is_public(books, row.entry):
            standing_feed = FeedVerdict.WITHDRAW if standing.feed is FeedVerdict.WITHDRAW else FeedVerdict.HOLD
        else:
            standing_feed = standing.feed
        for policy in self._policies:
            if row.key.kind.feed not in policy.feeds:
                continue
            known = await books.feeds.feed_state(policy.name, row.key.kind.feed, row.entry)
            covered = policy.covers(subject_of(file, row.key).party)
            telling = self._telling(policy, row, file, known, standing_feed if covered else None, standing.feed_reason, now)
            if telling:
                await self._tell(books, row, telling, known, now)

    def _telling(
        self,
        policy: AgencyPolicy,
        row: EntryRow,
        file: CaseFile,
        known: FeedState | None,
        verdict: FeedVerdict | None,
        reason: str,
        now: datetime,
    ) -> Telling | None:
        is_published = known is not None and known.published
        if verdict is FeedVerdict.WAIT:
            return None
        if verdict is FeedVerdict.PUBLISH:
            published_on = date.fromisoformat(known.published_on) if known and is_published else now.date()
            body = agency_fields(file, row.key, policy, today=published_on, published_on=published_on)
            digest = _digest(body)
            if known and is_published and known.digest == digest:
                return None
            what = "corrected" if is_published else "published"
            return Telling(policy.name, row.key.kind.feed, what, body, digest, published_on.isoformat())
        if not is_published or known is None:
            return None
        why = "out_of_scope" if verdict is None else reason or "out_of_scope"
        what = "expired" if verdict is FeedVerdict.EXPIRE else "withdrawn"
        body = {"withdrawal": {"reason": why, "legal_basis": self._legal_basis[why], "effective_at": now.isoformat(), "erase": True}}
        return Telling(policy.name, row.key.kind.feed, what, body, "", known.published_on)

    async def _tell(self, books: Books, row: EntryRow, telling: Telling, known: FeedState | None, now: datetime) -> None:
        revision = known.revision + 1 if known else 1
        event_id = self._vault.keyed("feed-event", f"{telling.agency}/{telling.feed}/{row.entry}/{revision}")
        body = {
            "specversion": "1.0",
            "id": event_id,
            "source": SOURCE,
            "type": f"court.feed.{telling.feed}.{telling.what}",
            "subject": row.entry,
            "time": now.isoformat(),
            "datacontenttype": "application/json",
            "revision": revision,
            "data": telling.body,
        }
        event = FeedEvent(
            agency=telling.agency,
            feed=telling.feed,
            event_id=event_id,
            type=str(body["type"]),
            entry=row.entry,
            revision=revision,
            at=now,
            digest=telling.digest,
            body=msgspec.json.encode(body, order="deterministic"),
        )
        is_published = telling.what in ("published", "corrected")
        await books.feeds.tell(event, FeedState(revision, telling.digest, is_published, telling.published_on))


async def _is_public(books: Books, entry: str) -> bool:
    """Whether an entry hangs anywhere: agencies hear of a bounty only once it is public."""
    return any(each.wanted is not Wanted.GONE for each in await books.exposure.placements(entry=entry))


def _digest(body: dict[str, Any]) -> str:
    return hashlib.sha256(msgspec.json.encode(body, order="deterministic")).hexdigest()
