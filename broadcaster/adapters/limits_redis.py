"""Limits that all workers share, in Redis: one script each, by the server's own clock."""

from __future__ import annotations

from contextlib import asynccontextmanager, suppress
from typing import TYPE_CHECKING
from uuid import uuid4

from redis.asyncio import ConnectionPool, Redis
from redis.exceptions import RedisError

from broadcaster.domain.errors import Unavailable

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

_OUT_OF_REACH = (RedisError, OSError, TimeoutError)
_MICROSECONDS = 1_000_000

# The generic cell rate algorithm: one number says when the next free slot begins. KEYS: rate. ARGV: count, microseconds of a slot.
_RESERVE = """
local time = redis.call('TIME')
local now = time[1] * 1000000 + time[2]
local first = math.max(now, tonumber(redis.call('GET', KEYS[1]) or 0))
local next_free = first + ARGV[1] * ARGV[2]
redis.call('SET', KEYS[1], string.format('%.0f', next_free), 'PX', math.ceil((next_free - now) / 1000) + 1000)
return first - now
"""

# A sorted set of tickets by the moment at which each falls free. KEYS: window. ARGV: ticket, most, microseconds of a lease.
_ENTER = """
local time = redis.call('TIME')
local now = time[1] * 1000000 + time[2]
redis.call('ZREMRANGEBYSCORE', KEYS[1], '-inf', now)
if redis.call('ZCARD', KEYS[1]) >= tonumber(ARGV[2]) then
  return 0
end
redis.call('ZADD', KEYS[1], now + ARGV[3], ARGV[1])
redis.call('PEXPIRE', KEYS[1], math.ceil(ARGV[3] / 1000) + 1000)
return 1
"""


class RedisLimits:
    """Limits at one Redis or Valkey; a server emptied or started anew begins with nothing taken."""

    def __init__(self, redis_url: str) -> None:
        """Keep them at `redis_url` (`redis://`, `rediss://` or `unix://`); nothing is connected yet."""
        self._redis = Redis(connection_pool=ConnectionPool.from_url(redis_url, socket_connect_timeout=1.0, socket_timeout=5.0))
        self._reserve = self._redis.register_script(_RESERVE)
        self._enter = self._redis.register_script(_ENTER)

    async def reserve(self, name: str, count: int, per_second: float) -> float:
        """Take the next `count` slots of a rate; return the seconds until the first."""
        async with _reached():
            wait = await self._reserve(keys=[f"broadcaster:rate:{name}"], args=[count, round(_MICROSECONDS / per_second)])
        return int(wait) / _MICROSECONDS

    async def enter(self, name: str, most: int, seconds: float) -> str | None:
        """Take one of `most` places for at most `seconds`; return its ticket, or None where all are taken."""
        ticket = uuid4().hex
        async with _reached():
            entered = await self._enter(keys=[_window(name)], args=[ticket, most, round(seconds * _MICROSECONDS)])
        return ticket if entered else None

    async def leave(self, name: str, ticket: str) -> None:
        """Give a place back; where the server is out of reach it falls free at the end of its lease."""
        with suppress(*_OUT_OF_REACH):
            await self._redis.zrem(_window(name), ticket)

    async def close(self) -> None:
        """Give the connections back."""
        await self._redis.aclose(close_connection_pool=True)


def _window(name: str) -> str:
    return f"broadcaster:window:{name}"


@asynccontextmanager
async def _reached() -> AsyncIterator[None]:
    try:
        yield
    except _OUT_OF_REACH as reason:
        raise Unavailable(f"the limits' server is out of reach: {type(reason).__name__}") from reason
