"""Limits that all workers share, against a real Valkey."""

from __future__ import annotations

import asyncio
from contextlib import AsyncExitStack
from typing import TYPE_CHECKING

import pytest
from redis.asyncio import Redis

from broadcaster.adapters.limits_redis import RedisLimits
from broadcaster.domain.errors import Unavailable

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from pathlib import Path

ONE_A_MINUTE = 1 / 60
"""A rate so slow that the test's own time does not matter."""


@pytest.fixture
async def workers(valkey_url: str) -> AsyncIterator[tuple[RedisLimits, RedisLimits]]:
    """Give two workers' views of the limits of one house."""
    async with AsyncExitStack() as stack:
        both = RedisLimits(valkey_url), RedisLimits(valkey_url)
        for each in both:
            stack.push_async_callback(each.close)
        yield both


async def test_the_first_slots_are_free_and_the_next_worker_waits_behind_them(workers: tuple[RedisLimits, RedisLimits]) -> None:
    """Three slots of a minute each: the second worker's first one begins in three minutes."""
    one, other = workers
    assert await one.reserve("sms_cmpp", 3, ONE_A_MINUTE) == 0
    assert await other.reserve("sms_cmpp", 1, ONE_A_MINUTE) == pytest.approx(180, abs=20)
    assert await one.reserve("sms_smpp", 1, ONE_A_MINUTE) == 0


async def test_a_hundred_workers_at_once_never_share_a_slot(workers: tuple[RedisLimits, RedisLimits]) -> None:
    """Each of them gets a minute of its own."""
    waits = await asyncio.gather(*(workers[index % 2].reserve("sms_cmpp", 1, ONE_A_MINUTE) for index in range(100)))
    assert [round(wait / 60) for wait in sorted(waits)] == list(range(100))


async def test_unused_time_is_not_saved_up(workers: tuple[RedisLimits, RedisLimits], valkey_url: str) -> None:
    """A rate is kept by the second: after a pause the next batch begins now, spaced as ever; and a rate at rest leaves no key behind."""
    one, other = workers
    await one.reserve("sms_cmpp", 1, 1000.0)
    await asyncio.sleep(0.05)
    assert await one.reserve("sms_cmpp", 60, 1.0) == 0
    assert await other.reserve("sms_cmpp", 1, 1.0) == pytest.approx(60, abs=20)
    async with Redis.from_url(valkey_url) as redis:
        assert await redis.pttl("broadcaster:rate:sms_cmpp") > 0


async def test_a_window_has_so_many_places_and_no_more(workers: tuple[RedisLimits, RedisLimits]) -> None:
    """Two places for all workers: the third waits until one is given back."""
    one, other = workers
    ticket = await one.enter("sms_cmpp", 2, 60)
    assert ticket is not None
    assert await other.enter("sms_cmpp", 2, 60) is not None
    assert await one.enter("sms_cmpp", 2, 60) is None
    await one.leave("sms_cmpp", ticket)
    assert await other.enter("sms_cmpp", 2, 60) is not None


async def test_a_place_that_a_dead_worker_held_falls_free(workers: tuple[RedisLimits, RedisLimits]) -> None:
    """Nobody has to give back what he can no longer give back; giving back late does no harm."""
    one, other = workers
    lost = await one.enter("sms_cmpp", 1, 0.02)
    assert lost is not None
    await asyncio.sleep(0.05)
    kept = await other.enter("sms_cmpp", 1, 60)
    assert kept is not None
    await one.leave("sms_cmpp", lost)
    assert await one.enter("sms_cmpp", 1, 60) is None


async def test_an_emptied_server_begins_with_nothing_taken(workers: tuple[RedisLimits, RedisLimits], valkey_url: str) -> None:
    """Flushing Redis costs a moment's politeness and loses nothing, the scripts included."""
    await workers[0].reserve("sms_cmpp", 3, ONE_A_MINUTE)
    async with Redis.from_url(valkey_url) as redis:
        await redis.flushall()
        await redis.script_flush()
    assert await workers[0].reserve("sms_cmpp", 1, ONE_A_MINUTE) == 0


async def test_without_a_server_everything_is_unavailable(data_folder: Path) -> None:
    """The dispatcher then defers; nothing is sent past the limit, and what was sent is not lost over a place not given back."""
    limits = RedisLimits(f"unix://{data_folder / 'nobody.sock'}")
    for attempt in (limits.reserve("sms_cmpp", 1, 1.0), limits.enter("sms_cmpp", 1, 1.0)):
        with pytest.raises(Unavailable):
            await attempt
    await limits.leave("sms_cmpp", "ticket")
    await limits.close()
