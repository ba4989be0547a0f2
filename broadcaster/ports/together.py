"""Group commit: what arrives while one commit runs is committed together by the next."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Generic, TypeVar

from broadcaster.domain.errors import BroadcasterError, Unavailable

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

Item = TypeVar("Item")


class Together(Generic[Item]):
    """Hands items to `handle` in groups, one group at a time; each caller waits for its own group."""

    def __init__(self, handle: Callable[[list[Item]], Awaitable[None]]) -> None:
        """Take what handles a group; what it raises, every caller of the group gets."""
        self._handle = handle
        self._waiting: list[tuple[Item, asyncio.Future[None]]] = []
        self._handling: asyncio.Task[None] | None = None

    async def add(self, item: Item) -> None:
        """Return once the item's group was handled."""
        done: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._waiting.append((item, done))
        if self._handling is None or self._handling.done():
            self._handling = asyncio.create_task(self._handle_waiting())
        await done

    async def _handle_waiting(self) -> None:
        while self._waiting:
            group, self._waiting = self._waiting, []
            await self._handle_group(group)

    async def _handle_group(self, group: list[tuple[Item, asyncio.Future[None]]]) -> None:
        failed: BroadcasterError | None = Unavailable("the group could not be committed")
        try:
            await self._handle([item for item, _ in group])
            failed = None
        except BroadcasterError as error:
            failed = error
        finally:
            for _, done in group:
                if not done.done():
                    done.set_exception(failed) if failed else done.set_result(None)
