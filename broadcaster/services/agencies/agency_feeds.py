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
    from broadcaster.ports.exposure_book import EntryRow
    from broadcaster.ports.store import Books
    from broadcaster.ports.vault import Vault
    from broadcaster.services.looked import Looked

SOURCE = "/court-broadcaster"
BY_HAND = {"end:revoke": "revoked", "end:delete": "deleted", "end:correct": "corrected_away"}
"""What agencies are told where a person withdrew an entry; the end of exposure alone leaves feeds alone (R90)."""


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

    async def follow(self, books: Books, looked: Looked, now: datetime) -> None:
        """Tell every agency what changed of one entry."""
        feed = looked.row.key.kind.feed
        for policy in self._policies:
            if feed not in policy.feeds:
                continue
            known = looked.told.get((policy.name, feed, looked.row.entry))
            verdict, reason = _verdict(policy, looked)
            if verdict is FeedVerdict.PUBLISH:
                telling = _published(policy, looked, known, now)
            else:
                telling = self._withdrawn(policy, looked, known, verdict, reason or "out_of_scope", now)
            if telling:
                await self._tell(books, looked.row, telling, known, now)

    def _withdrawn(  # noqa: PLR0917 - one question with all that it depends on
        self, policy: AgencyPolicy, looked: Looked, known: FeedState | None, verdict: FeedVerdict, reason: str, now: datetime
    ) -> Telling | None:
        if verdict is FeedVerdict.WAIT or known is None or not known.published:
            return None
        feed = looked.row.key.kind.feed
        basis = self._legal_basis.get(f"{feed}.{reason}") or self._legal_basis[reason]
        body = {"withdrawal": {"reason": reason, "legal_basis": basis, "effective_at": now.isoformat(), "erase": True}}
        what = "expired" if verdict is FeedVerdict.EXPIRE else "withdrawn"
        return Telling(policy.name, feed, what, body, "", known.published_on)

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


def _verdict(policy: AgencyPolicy, looked: Looked) -> tuple[FeedVerdict, str]:
    """Return what an agency should know of an entry, and the reason of a withdrawal."""
    kind = looked.row.key.kind
    if not policy.covers(subject_of(looked.file, looked.row.key).party):
        return FeedVerdict.WITHDRAW, "out_of_scope"
    if by_hand := BY_HAND.get(looked.row.held_back):
        return FeedVerdict.WITHDRAW, by_hand
    if kind is not EntryKind.DISHONEST and looked.standing.feed is FeedVerdict.PUBLISH and not _is_public(looked):
        return FeedVerdict.HOLD, "out_of_scope"
    return looked.standing.feed, looked.standing.feed_reason


def _is_public(looked: Looked) -> bool:
    """Whether an entry hangs anywhere: agencies hear of a bounty only once it is public."""
    return any(each.wanted is not Wanted.GONE for each in looked.placed)


def _published(policy: AgencyPolicy, looked: Looked, known: FeedState | None, now: datetime) -> Telling | None:
    is_published = known is not None and known.published
    published_on = date.fromisoformat(known.published_on) if known and is_published else now.date()
    body = agency_fields(looked.file, looked.row.key, policy, today=published_on, published_on=published_on)
    digest = _digest(body)
    if known and is_published and known.digest == digest:
        return None
    what = "corrected" if is_published else "published"
    return Telling(policy.name, looked.row.key.kind.feed, what, body, digest, published_on.isoformat())


def _digest(body: dict[str, Any]) -> str:
    return hashlib.sha256(msgspec.json.encode(body, order="deterministic")).hexdigest()
