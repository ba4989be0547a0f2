"""Whose turn it is on a CMPP connection: in the order of coming, never more than the window holds, and nobody is forgotten."""

from __future__ import annotations

import asyncio

import pytest

from channels.sms_cmpp.options import read_options
from channels.sms_cmpp.receipts import FLOW_CONTROL
from channels.sms_cmpp.window import Window
from tests.channels.cmpp_account import ACCOUNT


def window(**options: object) -> Window:
    """Return a window for two."""
    return Window(read_options({**ACCOUNT, "window": 2, "rate": 0, **options}).gateways[0])


async def entering(window: Window, count: int) -> list[asyncio.Task[bool]]:
    """Let so many come, one after the other."""
    tasks = [asyncio.create_task(window.enter()) for _ in range(count)]
    await asyncio.sleep(0)
    return tasks


async def test_as_many_enter_as_there_are_places() -> None:
    """The others wait, and the window says that it is overfull."""
    places = window()
    tasks = await entering(places, 3)
    assert [task.done() for task in tasks] == [True, True, False]
    assert places.room == -1
    places.shut()
    await asyncio.gather(*tasks)


async def test_who_waits_longest_enters_first() -> None:
    """A place that falls free goes to nobody else."""
    places = window()
    tasks = await entering(places, 4)
    places.leave(0)
    assert await tasks[2]
    assert not tasks[3].done()
    places.leave(0)
    assert await tasks[3]


@pytest.mark.parametrize("granted", [False, True])
async def test_who_gives_up_waiting_takes_no_place_along(*, granted: bool) -> None:
    """Before or after the place was given."""
    places = window()
    tasks = await entering(places, 4)
    if granted:
        places.leave(0)
        tasks[2].cancel()
    else:
        tasks[2].cancel()
        await asyncio.sleep(0)
        places.leave(0)
    assert await tasks[3]


async def test_all_are_sent_away_when_the_line_ends() -> None:
    """Those who wait and those who come too late."""
    places = window()
    tasks = await entering(places, 4)
    places.shut()
    assert await asyncio.gather(*tasks[2:], places.enter()) == [False, False, False]


async def test_after_too_fast_there_is_a_pause() -> None:
    """An answer 8 holds the next back for a moment; it does come in the end."""
    places = window()
    await places.enter()
    places.leave(FLOW_CONTROL)
    (task,) = await entering(places, 1)
    assert not task.done()
    assert await task


async def test_a_rate_spaces_what_goes_out() -> None:
    """The first goes at once, the next when its time has come."""
    places = window(rate=20)
    first, second = await entering(places, 2)
    assert (first.done(), second.done()) == (True, False)
    assert await second
