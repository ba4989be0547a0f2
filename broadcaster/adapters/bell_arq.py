"""Rings the workers' bell through arq and Redis, and answers it in the worker.

A job carries no work, only the name of an outbox that has some, so Redis may be emptied or lost at any moment.
"""

from __future__ import annotations

import asyncio
from collections import defaultdict
from typing import TYPE_CHECKING, Any, cast

import msgspec
import structlog
from arq import Worker, func
from arq.connections import ArqRedis
from redis.asyncio import ConnectionPool
from redis.exceptions import RedisError

from broadcaster.domain.errors import BroadcasterError

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Iterator, Mapping

_QUEUE = "broadcaster:bells"
_FORGOTTEN_AFTER_MS = 60_000
"""A bell that nobody answers blocks its successors no longer than this."""
_DEAF_FOR = 1.0
"""Seconds without another try after Redis was out of reach, so that a caller waits once and not each time."""
_CANCEL_AGAIN_AFTER = 0.2
_OUT_OF_REACH = (RedisError, OSError, TimeoutError)

_log = structlog.get_logger()


class ArqBell:
    """Rings by queueing one arq job for each kind of work; a kind that is already queued is not queued again."""

    def __init__(self, redis_url: str) -> None:
        """Ring at `redis_url` (`redis://`, `rediss://` or `unix://`); nothing is connected yet."""
        self._redis = _connection(redis_url)
        self._ropes: defaultdict[str, asyncio.Lock] = defaultdict(asyncio.Lock)
        self._queueing: set[str] = set()
        self._deaf_until = 0.0

    async def ring(self, what: str) -> None:
        """Wake a worker for `what`; silently in vain where Redis is out of reach."""
        if what in self._queueing:
            return  # a ring that has not begun yet will do for this caller too
        self._queueing.add(what)
        try:
            async with self._ropes[what]:
                self._queueing.discard(what)
                await self._pull(what)
        finally:
            self._queueing.discard(what)

    async def close(self) -> None:
        """Give the connections back."""
        await self._redis.aclose(close_connection_pool=True)

    async def _pull(self, what: str) -> None:
        now = asyncio.get_running_loop().time()
        if now < self._deaf_until:
            return
        try:
            await self._redis.enqueue_job("answer", what, _job_id=f"bell:{what}")
        except _OUT_OF_REACH as reason:
            self._deaf_until = now + _DEAF_FOR
            _log.warning("bell.unheard", what=what, reason=type(reason).__name__)


class BellAnswerer:
    """A worker's main loop: drains each outbox when its bell rings, and sweeps it every `sweep_for` seconds regardless."""

    def __init__(self, redis_url: str, drains: Mapping[str, Callable[[], Awaitable[int]]], *, sweep_for: float = 2.0) -> None:
        """Answer at `redis_url`.

        A drain handles one batch and returns how many rows it handled; it is called again until that is 0.
        """
        self._redis_url = redis_url
        self._drains = drains
        self._sweep_for = sweep_for
        self._rung = {what: asyncio.Event() for what in drains}
        self._stopping = asyncio.Event()

    async def run(self) -> None:
        """Work until `stop` is called; a batch begun is finished first.

        A `BroadcasterError` of a drain is logged and tried again at the next sweep. Anything else is a bug and ends the worker.
        """
        async with asyncio.TaskGroup() as group:
            listening = group.create_task(self._listen())
            draining = [group.create_task(self._drain(what)) for what in self._drains]
            await self._stopping.wait()
            await asyncio.gather(*draining)
            while not listening.done():
                listening.cancel()  # again, for `wait_for` of Python 3.11, on which redis-py stands, loses a cancellation now and then
                await asyncio.wait((listening,), timeout=_CANCEL_AGAIN_AFTER)

    def stop(self) -> None:
        """Let `run` return after the batches now in hand."""
        self._stopping.set()
        for rung in self._rung.values():
            rung.set()

    async def _drain(self, what: str) -> None:
        rung = self._rung[what]
        while not self._stopping.is_set():
            rung.clear()
            if not await self._drained_some(what):
                await _within(self._sweep_for, rung)

    async def _drained_some(self, what: str) -> bool:
        handled = 0
        try:
            handled = await self._drains[what]()
        except* BroadcasterError as reasons:  # also one of several things done side by side
            _log.warning("drain.failed", what=what, reason="; ".join(map(str, _leaves(reasons))))
        return handled > 0

    async def _listen(self) -> None:
        while True:
            redis = _connection(self._redis_url)
            worker = self._arq_worker(redis)
            try:
                await worker.async_run()
            except _OUT_OF_REACH as reason:
                _log.warning("bell.deaf", reason=type(reason).__name__)
                await asyncio.sleep(self._sweep_for)
            finally:
                await _close(worker, redis)

    def _arq_worker(self, redis: ArqRedis) -> Worker:
        return Worker(
            functions=[func(_answer, name="answer")],
            queue_name=_QUEUE,
            redis_pool=redis,
            after_job_end=self._after_job_end,
            handle_signals=False,
            job_timeout=1,
            keep_result=0,
            poll_delay=0.05,
            job_serializer=msgspec.msgpack.encode,
            job_deserializer=msgspec.msgpack.decode,
            log_results=False,
        )

    async def _after_job_end(self, ctx: dict[Any, Any]) -> None:
        # Only now is the job's id free again, so a ring that came too late for a job of its own was committed before this drain looks.
        rung = self._rung.get(cast("str", ctx["job_id"]).removeprefix("bell:"))
        if rung is not None:
            rung.set()


async def _answer(ctx: dict[Any, Any], *_what: object, **_: object) -> None:
    """Be the job; see `_after_job_end`."""


def _connection(redis_url: str) -> ArqRedis:
    return ArqRedis(
        ConnectionPool.from_url(redis_url, socket_connect_timeout=1.0, socket_timeout=5.0),
        job_serializer=msgspec.msgpack.encode,
        job_deserializer=msgspec.msgpack.decode,
        default_queue_name=_QUEUE,
        expires_extra_ms=_FORGOTTEN_AFTER_MS,
    )


def _leaves(group: BaseExceptionGroup[BroadcasterError]) -> Iterator[BroadcasterError]:
    for each in group.exceptions:
        if isinstance(each, BaseExceptionGroup):
            yield from _leaves(each)
        else:
            yield each


async def _within(seconds: float, event: asyncio.Event) -> None:
    """Wait for `event`, at most for `seconds`."""
    try:
        await asyncio.wait_for(event.wait(), seconds)
    except TimeoutError:
        return


async def _close(worker: Worker, redis: ArqRedis) -> None:
    """Let go of `worker` and its connections; its own `close` fails where Redis is gone."""
    for answering in worker.tasks.values():
        answering.cancel()
    await asyncio.gather(*worker.tasks.values(), return_exceptions=True)
    await redis.aclose(close_connection_pool=True)
