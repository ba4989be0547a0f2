"""Posts every file of a folder as one batch of events, a few at once: the case system of `bench ingest.events`, in a process of its own."""

from __future__ import annotations

import asyncio
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from aiohttp import ClientSession

if TYPE_CHECKING:
    from collections.abc import Iterator

AT_ONCE = 8
ACCEPTED = 202


async def _post(url: str, key: str, batches: Iterator[bytes]) -> None:
    headers = {"Content-Type": "application/cloudevents-batch+json", "Authorization": f"Bearer {key}"}
    async with ClientSession(headers=headers) as session:

        async def post_some() -> None:
            for batch in batches:
                async with session.post(url, data=batch) as answer:
                    if answer.status != ACCEPTED:
                        sys.exit(f"{answer.status} {await answer.text()}")

        await asyncio.gather(*(post_some() for _ in range(AT_ONCE)))


if __name__ == "__main__":
    asyncio.run(_post(sys.argv[1], sys.argv[2], (file.read_bytes() for file in sorted(Path(sys.argv[3]).glob("*.json")))))
