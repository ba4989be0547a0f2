"""An SMSC in a process of its own, on the npm package `smpp`: what it is told to do wrong, and what it got."""

from __future__ import annotations

import asyncio
import json
import os
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

USER, PASSWORD = "court", "secret08"
LONGEST_LINE = 64 * 1024 * 1024


@dataclass
class SmppSimulator:
    """The simulator behind its standard input and output."""

    process: asyncio.subprocess.Process
    port: int = 0

    async def told(self, do: str, **given: object) -> dict[str, Any]:
        """Give one command and return its answer."""
        assert self.process.stdin is not None
        self.process.stdin.write(json.dumps({"do": do, **given}).encode() + b"\n")
        return await self.answer()

    async def answer(self) -> dict[str, Any]:
        """Read one line."""
        assert self.process.stdout is not None
        answer: dict[str, Any] = json.loads(await self.process.stdout.readline())
        return answer

    async def set(self, **state: object) -> None:
        """Change what it does from now on: `faults` for the next submits, `every` so many one of `kinds`, `hold` of receipts and more."""
        await self.told("set", **state)

    async def got(self) -> dict[str, Any]:
        """Return what it received: `received` texts with counts, `submits` in detail, `pending` receipts, `binds`."""
        return await self.told("received")

    async def reported(self) -> None:
        """Return when every receipt was taken by us."""
        while (await self.told("pending"))["pending"]:
            await asyncio.sleep(0.05)

    def options(self, **changed: object) -> dict[str, object]:
        """Return the channel's section that leads here."""
        return {"host": "127.0.0.1", "port": self.port, "user": USER, "password": PASSWORD, "source": "12368", **changed}


@asynccontextmanager
async def smpp_simulator(node_modules: Path) -> AsyncIterator[SmppSimulator]:
    """Run the simulator with the packages that npm brought."""
    process = await asyncio.create_subprocess_exec(
        "node",
        str(Path(__file__).with_suffix(".js")),
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        env={**os.environ, "NODE_PATH": str(node_modules)},
        limit=LONGEST_LINE,
    )
    simulator = SmppSimulator(process)
    simulator.port = (await simulator.answer())["port"]
    yield simulator
    assert process.stdin is not None
    process.stdin.close()
    await process.wait()
