"""What workers show of their carriers, through a real Valkey."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from redis.asyncio import Redis

from broadcaster.adapters.carrier_board_redis import RedisCarrierBoard
from broadcaster.domain.circuit_breaker import BreakerState
from broadcaster.domain.routing import Carrier
from broadcaster.ports.channels import Outcome, Receipt
from broadcaster.services.people.carrier_watch import CarrierWatch
from broadcaster.services.people.routing import Routing
from broadcaster.testing.channel_contract import NOW
from broadcaster.testing.clock import OwnedClock

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from pathlib import Path


@pytest.fixture
async def board(valkey_url: str) -> AsyncIterator[RedisCarrierBoard]:
    """Give an empty board."""
    board = RedisCarrierBoard(valkey_url)
    yield board
    await board.close()


def routing() -> Routing:
    """Return one worker's router over one carrier."""
    return Routing([Carrier("cmpp", "sms")], clock=OwnedClock(NOW))


async def test_each_worker_shows_its_own(board: RedisCarrierBoard) -> None:
    """One worker's open breaker stands beside the other's closed one, with its times."""
    well, ill = routing(), routing()
    for _ in range(5):
        ill.note("cmpp", Receipt(Outcome.UNKNOWN))
    for worker, each in (("one:1", well), ("two:2", ill)):
        assert await CarrierWatch(worker=worker, routing=each, board=board).drain() == 0
    assert await board.shown() == {"one:1": well.health(), "two:2": ill.health()}
    assert ill.health()[0].state is BreakerState.OPEN


async def test_the_newest_state_alone_is_shown_and_fades(board: RedisCarrierBoard, valkey_url: str) -> None:
    """A worker that ended does not stand there for ever."""
    watched = routing()
    watch = CarrierWatch(worker="one:1", routing=watched, board=board)
    await watch.drain()
    watched.note("cmpp", Receipt(Outcome.UNKNOWN))
    await watch.drain()
    [[shown]] = (await board.shown()).values()
    assert shown.failures == 1
    async with Redis.from_url(valkey_url) as redis:
        assert 0 < await redis.ttl("broadcaster:carriers:one:1") <= 30


async def test_without_a_server_nothing_is_shown_and_nothing_breaks(data_folder: Path) -> None:
    """Watching never stops sending."""
    board = RedisCarrierBoard(f"unix://{data_folder / 'nobody.sock'}")
    await CarrierWatch(worker="one:1", routing=routing(), board=board).drain()
    assert await board.shown() == {}
    await board.close()
