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
REPORTED = ("accepted", "delivered")
"""What the provider's own report says, though the worker that sent did not live to write it down."""


@pytest.fixture
async def court(data_folder: Path) -> AsyncIterator[RunningCourt]:
    """Run a court."""
    async with RunningCourt(data_folder) as running:
        yield running


async def all_arrived_once(court: RunningCourt) -> None:
    """Wait until nothing is owed any more; every notice owed arrived, and none of them twice."""
    await court.until_received(ALL)
    await court.until_quiet()
    assert len(court.received()) == ALL
    assert set(court.received().values()) == {1}


async def test_a_worker_killed_while_it_sends_loses_nothing_and_repeats_nothing(court: RunningCourt) -> None:
    """After kill -9 in the middle, what was in hand is marked unknown and the provider asked: all arrives, once (R72).

    A claim is taken for lost after two minutes; they are made to pass in the database, and nothing else is done to it.
    """
    await court.file_cases(CASES)
    await court.until_received(40)
    await court.kill("worker")
    in_hand = {each for (each,) in court.rows("SELECT delivery_id FROM deliveries WHERE state = 'sending'")}
    assert in_hand
    court.let_leases_end()
    await court.start("worker")
    assert {"unknown"} <= await court.until_given_up(in_hand) <= {"unknown", *REPORTED}
    await all_arrived_once(court)
    tried_again = {each for (each,) in court.rows("SELECT delivery_id FROM deliveries WHERE attempts > 1")}
    assert tried_again < in_hand


async def test_an_emptied_queue_server_loses_nothing(court: RunningCourt) -> None:
    """After FLUSHALL in the middle of sending, three times, every notice arrives, once: the queue carries no work."""
    await court.file_cases(CASES)
    with Redis.from_url(court.queue.start()) as redis:
        for number in (1, 60, 120):
            await court.until_received(number)
            redis.flushall()
    await all_arrived_once(court)


async def test_a_queue_server_that_goes_and_returns_loses_nothing(court: RunningCourt) -> None:
    """It goes in the middle of sending; meanwhile more events are taken and sent, though no bell rings; then it returns."""
    await court.file_cases(CASES[:50])
    await court.until_received(20)
    await asyncio.to_thread(court.queue.stop)
    await court.file_cases(CASES[50:])
    await court.until_received(ALL // 2 + 20)
    await asyncio.to_thread(court.queue.start)
    await all_arrived_once(court)


async def test_a_web_process_killed_right_after_its_answer_loses_nothing(court: RunningCourt) -> None:
    """After a 202 every event is there, though the process is killed at once: told again, all are known; all is sent once."""
    assert (await court.file_cases(CASES))["accepted"] == len(CASES)
    await court.kill("web")
    await court.start("web")
    again = await court.file_cases(CASES)
    assert (again["accepted"], again["duplicates"]) == (0, len(CASES))
    await all_arrived_once(court)
