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


async def kill_in_the_middle(court: RunningCourt, *roles: str) -> set[str]:
    """Kill processes while messages go out, the worker last; return what the worker had in hand.

    A claim is taken for lost after two minutes; they are made to pass in the database, and nothing else is done to it.
    """
    *others, worker = roles
    await court.file_cases(CASES)
    for role in others:
        await court.kill(role)
    await court.until_received(40)
    await court.kill(worker)
    in_hand = court.deliveries("state = 'sending'")
    assert in_hand
    court.let_leases_end()
    return in_hand


async def test_a_worker_killed_while_it_sends_loses_nothing_and_repeats_nothing(court: RunningCourt) -> None:
    """After kill -9 another worker marks what was in hand as unknown and asks the provider: all arrives, once (R72)."""
    in_hand = await kill_in_the_middle(court, "worker")
    await court.start("worker")
    assert {"unknown"} <= await court.until_given_up(in_hand) <= {"unknown", *REPORTED}
    await all_arrived_once(court)
    assert court.deliveries("attempts > 1") <= in_hand


async def test_a_power_cut_loses_nothing_and_repeats_nothing(court: RunningCourt) -> None:
    """Web and worker die, so that no report came for what was sent: it is unknown until the provider is asked, and not sent again."""
    in_hand = await kill_in_the_middle(court, "web", "worker")
    sent = len(court.received())
    await court.start("worker")
    assert await court.until_given_up(in_hand) == {"unknown"}
    await all_arrived_once(court)
    tried_again = court.deliveries("attempts > 1")
    assert tried_again <= in_hand
    assert len(in_hand - tried_again) >= sent // 2


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
