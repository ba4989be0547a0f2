"""Events kept once and sealed, and the reviews that they cause."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import create_async_engine

from broadcaster.domain.case_event import canonical, digest_of
from broadcaster.ports.case_book import Arrival
from tests.builders import CASE_NUMBER, Body, case, happened, listed, moment, performed

if TYPE_CHECKING:
    from broadcaster.adapters.store_sql.engine import SqlStore

NOW = moment("2026-11-05", "10:00")
SOON = NOW + timedelta(seconds=60)
OTHER_CASE = "（2026）苏0114执200号"


def arrival(body: Body) -> Arrival:
    """Return an event as intake hands it over."""
    content = canonical(body)
    return Arrival(happened(body), digest_of(content), content)


async def keep(store: SqlStore, *bodies: Body) -> None:
    """Keep events and want their cases reviewed."""
    async with store.writing() as books:
        await books.cases.keep([arrival(body) for body in bodies], NOW)
        await books.cases.want_reviews((body["subject"] for body in bodies), NOW)


async def test_an_event_is_known_by_its_source_and_id(store: SqlStore) -> None:
    """With the digest of its content; others are not."""
    await keep(store, listed())
    kept = arrival(listed())
    async with store.reading() as books:
        assert await books.cases.known({kept.key, ("elsewhere", kept.event.id)}) == {kept.key: kept.digest}


async def test_a_cases_events_come_back_as_they_were_told(store: SqlStore) -> None:
    """All of that case and none of another."""
    await keep(store, listed(), performed(), listed(of=case(OTHER_CASE)))
    async with store.reading() as books:
        events = await books.cases.events_of(CASE_NUMBER)
        assert await books.cases.count_events() == 3
    assert sorted(event.id for event in events) == sorted([listed()["id"], performed()["id"]])


async def test_r32_no_event_lies_readable_in_the_database(store: SqlStore, store_url: str) -> None:
    """Neither name nor number of a party; the body is sealed."""
    await keep(store, listed())
    engine = create_async_engine(store_url)
    async with engine.connect() as connection:
        row = (await connection.execute(text("SELECT * FROM events"))).one()
    await engine.dispose()
    stored = b"".join(value if isinstance(value, bytes) else str(value).encode() for value in row)
    assert b"320199198005060001" not in stored
    assert "陈辉平".encode() not in stored


async def test_a_writing_that_fails_leaves_nothing_behind(store: SqlStore) -> None:
    """Events, deliveries and reviews are kept together or not at all."""

    async def fail() -> None:
        async with store.writing() as books:
            await books.cases.keep([arrival(listed())], NOW)
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        await fail()
    async with store.reading() as books:
        assert await books.cases.count_events() == 0


@pytest.mark.parametrize("count", [0, 17_000])
async def test_thousands_of_events_can_be_looked_up_at_once(store: SqlStore, count: int) -> None:
    """Batches that arrive together are committed together, however many."""
    async with store.reading() as books:
        assert await books.cases.known({("cms", str(number)) for number in range(count)}) == {}


async def test_a_case_is_reviewed_by_one_worker_at_a_time(store: SqlStore) -> None:
    """Claimed, it is not given out again until the lease has ended."""
    await keep(store, listed())
    async with store.writing() as books:
        assert [each.case_number for each in await books.cases.claim_reviews(NOW, SOON, 10)] == [CASE_NUMBER]
    async with store.writing() as books:
        assert await books.cases.claim_reviews(NOW, SOON, 10) == []
    async with store.writing() as books:
        assert await books.cases.claim_reviews(SOON + timedelta(seconds=1), SOON + timedelta(minutes=2), 10) != []


async def test_two_workers_never_claim_the_same_case(store: SqlStore) -> None:
    """At the same moment, each case goes to one of them."""
    await keep(store, *(listed(of=case(f"（2026）苏0114执{number}号")) for number in range(20)))

    async def claim() -> list[str]:
        async with store.writing() as books:
            return [each.case_number for each in await books.cases.claim_reviews(NOW, SOON, 15)]

    first, second = await asyncio.gather(claim(), claim())
    assert len(first + second) == len({*first, *second}) == 20


async def test_a_finished_review_comes_back_on_its_next_day_or_never(store: SqlStore) -> None:
    """What the calendar will change is looked at then."""
    await keep(store, listed())
    next_day = NOW + timedelta(days=1)
    async with store.writing() as books:
        (review,) = await books.cases.claim_reviews(NOW, SOON, 10)
        await books.cases.finish_reviews([(review, next_day)])
        assert await books.cases.count_due_reviews(NOW) == 0
        assert await books.cases.next_due() == next_day
        (again,) = await books.cases.claim_reviews(next_day, next_day + timedelta(seconds=60), 10)
        await books.cases.finish_reviews([(again, None)])
        assert await books.cases.next_due() is None


async def test_an_event_during_a_review_has_the_case_reviewed_again(store: SqlStore) -> None:
    """What came after the claim is not lost with its end."""
    await keep(store, listed())
    async with store.writing() as books:
        (review,) = await books.cases.claim_reviews(NOW, SOON, 10)
    await keep(store, performed())
    async with store.writing() as books:
        await books.cases.finish_reviews([(review, None)])
        (again,) = await books.cases.claim_reviews(NOW, SOON, 10)
    assert again.generation > review.generation


async def test_a_review_wanted_sooner_is_due_sooner(store: SqlStore) -> None:
    """And never later than it was."""
    async with store.writing() as books:
        await books.cases.want_reviews([CASE_NUMBER], SOON)
        await books.cases.want_reviews([CASE_NUMBER, CASE_NUMBER], NOW)
        await books.cases.want_reviews([CASE_NUMBER], SOON + timedelta(days=1))
        assert await books.cases.next_due() == NOW


async def test_a_case_is_looked_at_again_only_where_it_was_ever_told_of(store: SqlStore) -> None:
    """At once, however far off its next review was; a message without a case asks for none."""
    async with store.writing() as books:
        await books.cases.want_reviews([CASE_NUMBER], SOON)
        await books.cases.look_again({CASE_NUMBER, ""}, NOW)
        (review,) = await books.cases.claim_reviews(NOW, SOON, 10)
    assert review.case_number == CASE_NUMBER
