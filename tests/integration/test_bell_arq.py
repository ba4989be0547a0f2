"""The bell through a real arq and Valkey: rung, unheard, emptied and cut off."""

from __future__ import annotations

import asyncio
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

from redis.asyncio import Redis

from broadcaster.adapters.bell_arq import ArqBell, BellAnswerer
from broadcaster.adapters.embedded_valkey import EmbeddedValkey
from broadcaster.domain.errors import Unavailable

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable, Coroutine
    from pathlib import Path

_NEVER = 3600.0


class Outbox:
    """Rows waiting, as a drain sees them."""

    def __init__(self, waiting: int = 0, *, out_of_reach: int = 0) -> None:
        """Hold `waiting` rows, out of reach for the first `out_of_reach` looks."""
        self.waiting = waiting
        self.looks = 0
        self.emptied = asyncio.Event()
        self._out_of_reach = out_of_reach

    async def drain(self) -> int:
        """Handle at most ten rows."""
        self.looks += 1
        if self.looks <= self._out_of_reach:
            raise Unavailable if self.looks % 2 else ExceptionGroup("side by side", [Unavailable()])
        batch = min(self.waiting, 10)
        self.waiting -= batch
        if not self.waiting and batch:
            self.emptied.set()
        return batch

    async def is_empty(self) -> None:
        """Wait until the last row is handled."""
        await asyncio.wait_for(self.emptied.wait(), 20)


@asynccontextmanager
async def answering(url: str, outbox: Outbox, *, sweep_for: float = _NEVER) -> AsyncIterator[None]:
    """Run a worker on `outbox`, past its first look."""
    answerer = BellAnswerer(url, {"deliveries": outbox.drain}, sweep_for=sweep_for)
    running = asyncio.create_task(answerer.run())
    while not outbox.looks:
        await asyncio.sleep(0.01)
    yield
    answerer.stop()
    await running


@asynccontextmanager
async def ringing(url: str) -> AsyncIterator[Callable[[], Coroutine[None, None, None]]]:
    """Give a bell rope."""
    bell = ArqBell(url)
    yield lambda: bell.ring("deliveries")
    await bell.close()


async def test_a_ring_wakes_the_worker_which_drains_until_nothing_is_left(valkey_url: str) -> None:
    """One ring is enough for any number of rows."""
    outbox = Outbox()
    async with ringing(valkey_url) as ring, answering(valkey_url, outbox):
        outbox.waiting = 35
        await ring()
        await outbox.is_empty()


async def test_many_rings_are_one_job(valkey_url: str) -> None:
    """A thousand rings before anybody listens leave one waiting job."""
    async with ringing(valkey_url) as ring, Redis.from_url(valkey_url) as redis:
        await asyncio.gather(*(ring() for _ in range(1000)))
        await ring()
        assert await redis.zcard("broadcaster:bells") == 1


async def test_a_caller_who_gives_up_leaves_the_bell_in_order(valkey_url: str) -> None:
    """A request that is broken off while it rings does not silence the next one."""
    async with ringing(valkey_url) as ring, Redis.from_url(valkey_url) as redis:
        first, second = asyncio.create_task(ring()), asyncio.create_task(ring())
        await asyncio.sleep(0)
        second.cancel()
        await asyncio.gather(first, second, return_exceptions=True)
        await redis.flushall()
        await ring()
        assert await redis.zcard("broadcaster:bells") == 1


async def test_no_ring_is_lost_however_close_they_follow(valkey_url: str) -> None:
    """Work committed while the bell is being answered is found without waiting for a sweep."""
    outbox = Outbox()
    async with ringing(valkey_url) as ring, answering(valkey_url, outbox):
        for _ in range(300):
            outbox.emptied.clear()
            outbox.waiting += 1
            await ring()
        await outbox.is_empty()
        assert outbox.waiting == 0


async def test_work_that_no_bell_rang_for_is_found_by_the_sweep(valkey_url: str) -> None:
    """A process that died before ringing loses nothing."""
    outbox = Outbox()
    async with answering(valkey_url, outbox, sweep_for=0.1):
        outbox.waiting = 35
        await outbox.is_empty()


async def test_emptying_redis_loses_nothing(valkey_url: str) -> None:
    """After FLUSHALL the next ring is heard as before."""
    outbox = Outbox()
    async with ringing(valkey_url) as ring, answering(valkey_url, outbox), Redis.from_url(valkey_url) as redis:
        outbox.waiting = 5
        await redis.flushall()
        await ring()
        await outbox.is_empty()


async def test_the_worker_hears_again_after_redis_was_gone(data_folder: Path) -> None:
    """A restart of the queue server ends no worker, and work goes on meanwhile."""
    server = EmbeddedValkey(data_folder)
    url = server.start()
    outbox = Outbox()
    async with answering(url, outbox, sweep_for=0.1):
        server.stop()
        outbox.waiting = 5
        await outbox.is_empty()
        server.start()
        async with ringing(url) as ring, Redis.from_url(url) as redis:
            await ring()
            while await redis.zcard("broadcaster:bells"):
                await asyncio.sleep(0.05)
    server.stop()


async def test_ringing_where_nobody_is_does_no_harm(data_folder: Path) -> None:
    """The caller has committed; a bell out of reach is not his trouble."""
    async with ringing(f"unix://{data_folder}/nobody.sock") as ring:
        await ring()
        await ring()


async def test_a_drain_that_cannot_reach_its_database_is_tried_again(valkey_url: str) -> None:
    """An outage is logged and the next sweep goes on."""
    outbox = Outbox(waiting=5, out_of_reach=2)
    async with answering(valkey_url, outbox, sweep_for=0.05):
        await outbox.is_empty()


async def test_stopping_finishes_the_batch_in_hand(valkey_url: str) -> None:
    """A worker told to stop never leaves a message half sent."""
    started, finished = asyncio.Event(), asyncio.Event()

    async def drain() -> int:
        started.set()
        await asyncio.sleep(0.2)
        finished.set()
        return 1

    answerer = BellAnswerer(valkey_url, {"deliveries": drain})
    running = asyncio.create_task(answerer.run())
    await started.wait()
    answerer.stop()
    await running
    assert finished.is_set()
