"""Looks again at a case after each event and on the days that matter: places, agencies, tasks and held messages follow (trigger table)."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, time, timedelta
from typing import TYPE_CHECKING, Protocol

from broadcaster.domain.calendar import COURT_ZONE
from broadcaster.domain.case_file import CaseFile, fold
from broadcaster.domain.entries import entries_of
from broadcaster.domain.standing import judge, next_change
from broadcaster.services.looked import Looked

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from broadcaster.domain.eligibility import DisclosurePolicy
    from broadcaster.ports.bell import Bell
    from broadcaster.ports.case_book import DueReview
    from broadcaster.ports.clock import Clock
    from broadcaster.ports.exposure_book import EntryRow
    from broadcaster.ports.store import Books, Store
    from broadcaster.services.places.index_cards import IndexCards

_BATCH = 50
_LEASE = timedelta(seconds=60)


class FollowsEntries(Protocol):
    """What follows for an entry from how it stands: its places, agencies, questions."""

    async def follow(self, books: Books, looked: Looked, now: datetime) -> None:
        """Do it, inside the review's transaction; repeated, it changes nothing."""
        ...


class FollowsCases(Protocol):
    """What follows for cases from their files: messages, deadlines, questionnaires."""

    async def follow(self, books: Books, files: Mapping[str, CaseFile], now: datetime) -> None:
        """Do it, inside the review's transaction; repeated, it changes nothing."""
        ...


class Review:
    """Reviews cases. A case under review is folded and judged inside one transaction."""

    def __init__(
        self,
        *,
        store: Store,
        clock: Clock,
        bell: Bell,
        policy: DisclosurePolicy,
        cards: IndexCards,
        entries: Sequence[FollowsEntries],
        cases: Sequence[FollowsCases],
    ) -> None:
        """Take what follows from a review, in its order: for each entry, then for the cases together."""
        self._store = store
        self._clock = clock
        self._bell = bell
        self._policy = policy
        self._cards = cards
        self._entries = entries
        self._cases = cases

    async def drain(self) -> int:
        """Review one batch of due cases; return how many."""
        now = self._clock.now()
        async with self._store.reading() as books:
            if not await books.cases.count_due_reviews(now):
                return 0
        async with self._store.writing() as books:
            due = await books.cases.claim_reviews(now, now + _LEASE, _BATCH)
            if due:
                await self._look_at(books, due, now)
        for what in ("dispatch", "placing", "sequencing") if due else ():
            await self._bell.ring(what)
        return len(due)

    async def _look_at(self, books: Books, due: Sequence[DueReview], now: datetime) -> None:
        """Review a batch: what all its cases need is read together, what follows is written where something changed."""
        numbers = [review.case_number for review in due]
        files = {number: fold(events) for number, events in (await books.cases.events_of_cases(numbers)).items()}
        rows = await self._indexed(books, files, now)
        names = [row.entry for row in rows]
        placed, told = await books.exposure.placements_of(names), await books.feeds.feed_states(names)
        for row in rows:
            file = files[row.case_number]
            standing = judge(file, row.key, now.date(), self._policy, cleared=row.cleared)
            looked = Looked(row, file, standing, [each for each in placed if each.entry == row.entry], told)
            for following in self._entries:
                await following.follow(books, looked, now)
        for each in self._cases:
            await each.follow(books, files, now)
        await books.cases.finish_reviews([(review, _next_review(files[review.case_number], now)) for review in due])

    async def _indexed(self, books: Books, files: Mapping[str, CaseFile], now: datetime) -> list[EntryRow]:
        known = {row.entry: row for row in await books.exposure.entries_of_cases(files)}
        for file in files.values():
            for key, subject in entries_of(file):
                card = self._cards.card(file, key, subject)
                before = known.get(card.entry)
                if before is None or replace(before, held_back="", cleared=()) != card:
                    await books.exposure.keep_entry(card, now)
                    known[card.entry] = replace(card, held_back=before.held_back, cleared=before.cleared) if before else card
        await books.exposure.keep_people([person for file in files.values() for person in self._cards.people(file)])
        return list(known.values())


def _next_review(file: CaseFile, now: datetime) -> datetime | None:
    last_day = next_change(file, now.date())
    return datetime.combine(last_day + timedelta(days=1), time(), COURT_ZONE) if last_day else None
