"""Agency feeds: gapless numbers per agency and feed, and the state each was left in (R46)."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from sqlalchemy import text
from sqlalchemy.ext.asyncio import create_async_engine

from broadcaster.ports.feed_book import FeedEvent, FeedState
from tests.builders import moment

if TYPE_CHECKING:
    from broadcaster.adapters.store_sql.engine import SqlStore

NOW = moment("2026-11-05", "10:00")


async def tell(
    store: SqlStore, entry: str, what: str = "published", *, agency: str = "credit_office", feed: str = "dishonest", revision: int = 1
) -> None:
    """Tell an agency of an entry."""
    digest = f"digest-{revision}" if what != "withdrawn" else ""
    event = FeedEvent(
        agency=agency,
        feed=feed,
        event_id=f"{agency}-{feed}-{entry}-{revision}",
        type=f"court.feed.{feed}.{what}",
        entry=entry,
        revision=revision,
        at=NOW,
        digest=digest,
        body='{"name":"陈辉平"}'.encode(),
    )
    async with store.writing() as books:
        await books.feeds.tell(event, FeedState(revision, digest, what != "withdrawn", "2026-11-05"))


async def number(store: SqlStore) -> int:
    """Number what is unnumbered."""
    async with store.writing() as books:
        return await books.feeds.number_feeds()


async def sequences(
    store: SqlStore, agency: str = "credit_office", feed: str = "dishonest", after: int = 0
) -> list[tuple[int | None, str]]:
    """Return an agency's page."""
    async with store.reading() as books:
        return [(event.sequence, event.entry) for event in await books.feeds.feed_page(agency, feed, after, 100)]


async def test_r46_each_agency_and_feed_counts_for_itself_without_gaps(store: SqlStore) -> None:
    """From one, in the order told, whatever was told to others between."""
    for entry in ("e1", "e2"):
        await tell(store, entry)
        await tell(store, entry, agency="cppcc")
        await tell(store, entry, feed="bounty")
    assert await sequences(store) == []
    assert (await number(store), await number(store)) == (6, 0)
    await tell(store, "e3")
    await number(store)
    assert await sequences(store) == [(1, "e1"), (2, "e2"), (3, "e3")]
    assert await sequences(store, "cppcc") == await sequences(store, feed="bounty") == [(1, "e1"), (2, "e2")]


async def test_r46_numbering_while_others_tell_leaves_no_gap(store: SqlStore) -> None:
    """Writers never wait for a number and never break the row."""
    for start in range(0, 20, 5):
        await asyncio.gather(*(tell(store, f"e{each}") for each in range(start, start + 5)))
        await number(store)
    assert [sequence for sequence, _ in await sequences(store)] == list(range(1, 21))


async def test_a_page_begins_after_what_was_read(store: SqlStore) -> None:
    """Cut to length; the head is the last number."""
    for entry in ("e1", "e2", "e3"):
        await tell(store, entry)
    await number(store)
    async with store.reading() as books:
        assert [event.entry for event in await books.feeds.feed_page("credit_office", "dishonest", 1, 1)] == ["e2"]
        assert await books.feeds.feed_head("credit_office", "dishonest") == 3
        assert await books.feeds.feed_head("cppcc", "dishonest") == 0


async def test_the_state_at_any_sequence_can_be_told(store: SqlStore) -> None:
    """What was published then, with its revision and digest; withdrawn ones are not in it."""
    await tell(store, "e1")
    await tell(store, "e2")
    await tell(store, "e1", "corrected", revision=2)
    await tell(store, "e2", "withdrawn", revision=2)
    await number(store)
    async with store.reading() as books:
        assert await books.feeds.state_lines("credit_office", "dishonest", 2) == ["e1:1:digest-1", "e2:1:digest-1"]
        assert await books.feeds.state_lines("credit_office", "dishonest", 4) == ["e1:2:digest-2"]
        assert await books.feeds.count_feed("credit_office", "dishonest") == {"head": 4, "published": 1, "withdrawn": 1}
        left = {"e1": FeedState(2, "digest-2", published=True, published_on="2026-11-05")}
        assert await books.feeds.feed_states(["e1", "e9"]) == {("credit_office", "dishonest", name): state for name, state in left.items()}


async def test_r48_no_feed_event_lies_readable_in_the_database(store: SqlStore, store_url: str) -> None:
    """Its body is sealed and comes back whole."""
    await tell(store, "e1")
    await number(store)
    engine = create_async_engine(store_url)
    async with engine.connect() as connection:
        stored = (await connection.execute(text("SELECT body FROM feed_events"))).scalar_one()
    await engine.dispose()
    assert "陈辉平".encode() not in bytes(stored)
    async with store.reading() as books:
        (event,) = await books.feeds.feed_page("credit_office", "dishonest", 0, 10)
    assert "陈辉平".encode() in event.body
