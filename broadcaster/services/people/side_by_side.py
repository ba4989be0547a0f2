"""Many things handled side by side by few hands: a task each would cost more than the things themselves."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Sequence

Thing = TypeVar("Thing")
Result = TypeVar("Result")


async def side_by_side(things: Sequence[Thing], hands: int, handle: Callable[[Thing], Awaitable[Result]]) -> list[Result]:
    """Handle the things in their order, at most `hands` at a time; return the results as they came in."""
    waiting, results = iter(things), list[Result]()

    async def hand() -> None:
        for thing in waiting:
            results.append(await handle(thing))

    async with asyncio.TaskGroup() as group:
        for _ in range(min(hands, len(things))):
            group.create_task(hand())
    return results
