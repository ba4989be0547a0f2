"""Which delivery a message id belongs to, and when a long message has arrived: when a report on each of its parts says so.

The store keeps one id for a delivery, which is all that a short message needs. The ids of a long message's parts are noted in the
channel's notebook before the send is called accepted, so that a report is understood days later and by any process. A part's note
is struck out when it arrives; the message has arrived when no note is left.
"""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from broadcaster.ports.channels import Notebook

MOST_REMEMBERED = 20_000
"""Ids kept in memory: more than go out in the time until the store knows them."""


@dataclass(frozen=True, slots=True)
class Sent:
    """A delivery that a gateway has taken, with the id of each part."""

    delivery_id: str
    ids: tuple[str, ...]

    @property
    def provider_id(self) -> str:
        """What the store keeps."""
        return provider_id(self.ids, len(self.ids))


class SentMessages:
    """What went out lately, and the parts of long messages that are still to arrive."""

    def __init__(self, notebook: Notebook) -> None:
        """Keep notes in the channel's notebook."""
        self._notebook = notebook
        self._remembered: dict[str, Sent] = {}

    async def add(self, sent: Sent) -> None:
        """Remember; a long message durably."""
        if len(sent.ids) > 1:
            note = " ".join((sent.delivery_id, *sent.ids))
            await asyncio.gather(*(self._notebook.write(msg_id, note) for msg_id in sent.ids))
        for msg_id in sent.ids:
            self._remembered[msg_id] = sent
        while len(self._remembered) > MOST_REMEMBERED:
            del self._remembered[next(iter(self._remembered))]

    def remembered(self, msg_id: str) -> Sent | None:
        """Return what went out lately under an id."""
        return self._remembered.get(msg_id)

    async def noted(self, msg_id: str) -> Sent | None:
        """Return the long message that has an id and is still to arrive."""
        note = await self._notebook.read(msg_id)
        if note is None:
            return None
        delivery_id, *ids = note.split(" ")
        return Sent(delivery_id, tuple(ids))

    async def arrived(self, sent: Sent, msg_id: str) -> bool:
        """Take note that a part arrived; return whether now all have. Then `strike` when that is told."""
        if len(sent.ids) == 1 or not await self._others_missing(sent, msg_id):
            return True
        await self.strike(sent, msg_id)
        return not await self._others_missing(sent, msg_id)  # another process may have struck out its part meanwhile

    async def strike(self, sent: Sent, msg_id: str) -> None:
        """Strike out a part's note."""
        if len(sent.ids) > 1:
            await self._notebook.write(msg_id, None)

    async def _others_missing(self, sent: Sent, msg_id: str) -> bool:
        notes = await asyncio.gather(*(self._notebook.read(other) for other in sent.ids if other != msg_id))
        return any(notes)


def provider_id(ids: Sequence[str], total: int) -> str:
    """Return the first part's id, and for a long message how many follow, so that no part's report is taken for the whole's."""
    return ids[0] if total == 1 else f"{ids[0]}+{total - 1}"
