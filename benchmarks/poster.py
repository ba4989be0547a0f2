"""Posts every file of a folder as one batch of events, a few at once: the case system of `bench ingest.events`, in a process of its own."""

from __future__ import annotations

import asyncio
import sys
from pathlib import Path

from aiohttp import ClientSession

AT_ONCE = 8
ACCEPTED = 202


async def _post(url: str, key: str, folder: Path) -> None:
    headers = {"Content-Type": "application/cloudevents-batch+json", "Authorization": f"Bearer {key}"}
    files = iter(sorted(folder.glob("*.json")))
    async with ClientSession(headers=headers) as session:

        async def post_some() -> None:
            for file in files:
                async with session.post(url, data=file.read_bytes()) as answer:
                    if answer.status != ACCEPTED:
                        sys.exit(f"{answer.status} {await answer.text()}")

        await asyncio.gather(*(post_some() for _ in range(AT_ONCE)))


if __name__ == "__main__":
    asyncio.run(_post(sys.argv[1], sys.argv[2], Path(sys.argv[3])))
