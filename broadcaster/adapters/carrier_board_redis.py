"""The board of carriers in Redis: one fading key for each worker."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec
from redis.asyncio import ConnectionPool, Redis
from redis.exceptions import RedisError

from broadcaster.domain.circuit_breaker import CarrierHealth

if TYPE_CHECKING:
    from collections.abc import Sequence

_OUT_OF_REACH = (RedisError, OSError, TimeoutError)
_PREFIX = "broadcaster:carriers:"
_FADES_AFTER = 30
"""Seconds; workers show theirs every few."""


class RedisCarrierBoard:
    """A board at one Redis or Valkey."""

    def __init__(self, redis_url: str) -> None:
        """Hang at `redis_url` (`redis://`, `rediss://` or `unix://`); nothing is connected yet."""
        self._redis = Redis(connection_pool=ConnectionPool.from_url(redis_url, socket_connect_timeout=1.0, socket_timeout=5.0))

    async def show(self, worker: str, health: Sequence[CarrierHealth]) -> None:
        """Replace what a worker showed before."""
        try:
            await self._redis.set(_PREFIX + worker, msgspec.json.encode(health), ex=_FADES_AFTER)
        except _OUT_OF_REACH:
            return  # the next look, in seconds, tries again

    async def shown(self) -> dict[str, list[CarrierHealth]]:
        """Return what each worker shows now."""
        try:
            keys = [key async for key in self._redis.scan_iter(match=f"{_PREFIX}*", count=1000)]
            found = zip(keys, await self._redis.mget(keys) if keys else [], strict=True)
        except _OUT_OF_REACH:
            return {}
        return {key.decode().removeprefix(_PREFIX): msgspec.json.decode(shown, type=list[CarrierHealth]) for key, shown in found if shown}

    async def close(self) -> None:
        """Give the connections back."""
        await self._redis.aclose(close_connection_pool=True)
