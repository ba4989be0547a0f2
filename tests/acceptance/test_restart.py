"""Nothing is lost and nothing is sent twice, whatever is killed, emptied or unplugged."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

import pytest
from redis import Redis

from tests.acceptance.running_court import NOTICES_OF_A_CASE, RunningCourt

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from pathlib import Path

pytestmark = pytest.mark.slow
CASES = range(1, 101)
ALL = len(CASES) * NOTICES_OF_A_CASE


@pytest.fixture
async def court(data_folder: Path) -> AsyncIterator[RunningCourt]:
    """Run a court."""
    async with RunningCourt(data_folder) as running:
        yield running


async def test_a_worker_killed_while_it_sends_loses_nothing_and_repeats_nothing(court: RunningCourt) -> None:
    """After kill -9 of the worker in the middle of sending, a new worker asks the provider: every notice arrives once (R72)."""
    await court.file_cases(CASES)
    await court.until_received(40)
    await court.kill("worker")
    in_hand = set(court.rows("SELECT delivery_id FROM deliveries WHERE state = 'sending'"))
    assert in_hand
    court.let_leases_end()
    await court.start("worker")
    await court.until_received(ALL)
    await court.until_quiet()
    assert set(court.received().values()) == {1}
    assert set(court.rows("SELECT delivery_id FROM deliveries WHERE attempts > 1")) <= in_hand


async def test_an_emptied_queue_server_loses_nothing(court: RunningCourt) -> None:
    """After FLUSHALL in the middle of sending every notice arrives, once: the queue carries no work."""
    await court.file_cases(CASES)
    with Redis.from_url(court.queue.start()) as redis:
        for number in (1, 60, 120):
            await court.until_received(number)
            redis.flushall()
    await court.until_received(ALL)
    await court.until_quiet()
    assert set(court.received().values()) == {1}


async def test_a_queue_server_that_is_away_loses_nothing(court: RunningCourt) -> None:
    """While the queue server is away events are taken, and all is sent although no bell rings; its return changes nothing."""
    await asyncio.to_thread(court.queue.stop)
    await court.file_cases(CASES)
    await court.until_received(20)
    await asyncio.to_thread(court.queue.start)
    await court.until_received(ALL)
    await court.until_quiet()
    assert set(court.received().values()) == {1}


async def test_a_web_process_killed_after_its_answer_loses_nothing(court: RunningCourt) -> None:
    """After a 202 nothing is lost, though the web process is killed at once."""
    await court.kill("worker")
    await court.file_cases(CASES)
    await court.kill("web")
    await court.start("worker")
    await court.until_received(ALL)
    assert set(court.received().values()) == {1}
