"""The sample court month from end to end: real code, real queue, local gateways, on the events' own clock."""

from __future__ import annotations

import shutil
import time
from typing import TYPE_CHECKING

from rich.console import Console

from broadcaster.domain.errors import Fault, InvalidInput
from broadcaster.entrypoints.demo.month import Month
from broadcaster.entrypoints.demo.report import keep_outputs, summary_of, table_of
from broadcaster.entrypoints.demo.world import World
from broadcaster.entrypoints.logs import set_up_logs

if TYPE_CHECKING:
    from pathlib import Path

_STATE = "state"
_MADE_HERE = ".court-broadcaster-demo"


async def run_demo(out: Path, *, cases: int, serve: bool) -> None:
    """Run the month into `out`, print what went where, and keep the console open where `serve` says so."""
    set_up_logs()
    begun = time.monotonic()
    _empty(out)
    async with World(out, out / _STATE, serve=serve) as world:
        month = Month(world, cases=cases)
        await month.run()
        summary = await summary_of(world, month, seconds=time.monotonic() - begun)
        await keep_outputs(world, out, summary)
        Console().print(table_of(summary, month))
        if serve:
            print(f"\n{world.house.settings.public_url}/console/   {month.staff_note}\nCtrl-C ends.", flush=True)
            await world.until_signal()


def _empty(out: Path) -> None:
    """Empty what an earlier demo made; refuse a folder that holds anything else."""
    if out.exists() and any(out.iterdir()) and not (out / _MADE_HERE).exists():
        raise InvalidInput(Fault("/out", f"{out} holds something that no demo made; name another folder"))
    shutil.rmtree(out, ignore_errors=True)
    out.mkdir(parents=True)
    (out / _MADE_HERE).touch()
