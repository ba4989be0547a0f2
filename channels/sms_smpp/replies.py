"""What people write back: its letters, its id, and long texts put together from their parts."""

from __future__ import annotations

import asyncio
import hmac
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from aiosmpplib.codec import find_codec_info

from broadcaster.domain.errors import Unavailable
from broadcaster.ports.inbox import Reply

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Sequence
    from datetime import datetime

    from channels.sms_smpp.pdu import Incoming

PATIENCE = 5.0
"""Seconds that the first parts of a long reply wait for the others; an SMSC that sends one at a time gets its answer then."""
ALPHABETS = {1: "ascii", 3: "latin-1", 8: "utf-16-be"}
"""By data_coding (SMPP 3.4, 5.2.19); 0 is the SMSC's own alphabet, nearly always GSM 03.38."""


def text(incoming: Incoming) -> str:
    """Return what a deliver_sm says; what cannot be read is replaced, never dropped."""
    alphabet = ALPHABETS.get(incoming.data_coding)
    if alphabet is None and incoming.data_coding == 0:
        return str(find_codec_info("gsm0338").decode(incoming.content, "replace")[0])
    return incoming.content.decode(alphabet or "latin-1", "replace")


def one_reply(incoming: Sequence[Incoming], at: datetime, secret: str) -> Reply:
    """Make one reply of a text's parts in order.

    SMPP gives what people write no id, so the same words from the same number within the hour count as one message sent twice.
    """
    said = "".join(text(each) for each in incoming)
    named = f"{incoming[0].sender}|{incoming[0].receiver}|{said}|{at:%Y%m%d%H}"
    return Reply(hmac.digest(secret.encode(), named.encode(), "sha256").hex()[:32], incoming[0].sender, said, at)


@dataclass(slots=True)
class _Pieces:
    parts: dict[int, Incoming] = field(default_factory=dict)
    kept: asyncio.Future[bool] = field(default_factory=lambda: asyncio.get_running_loop().create_future())


class LongReplies:
    """Gathers the parts of long texts; whoever brings a part waits until the whole is kept."""

    def __init__(self, hand_over: Callable[[Sequence[Incoming]], Awaitable[None]], patience: float = PATIENCE) -> None:
        """Hand whole texts over, in the order of their parts; after `patience` seconds what there is of one."""
        self._hand_over = hand_over
        self._patience = patience
        self._open: dict[tuple[str, str, int, int], _Pieces] = {}

    async def take(self, incoming: Incoming) -> None:
        """Return once the text was handed over. Raises `Unavailable` where it could not be kept."""
        part = incoming.part
        if part is None or part.total == 1:
            await self._hand_over([incoming])
            return
        key = (incoming.sender, incoming.receiver, part.reference, part.total)
        pieces = self._open.setdefault(key, _Pieces())
        pieces.parts[part.number] = incoming
        if len(pieces.parts) < part.total:
            await asyncio.wait({pieces.kept}, timeout=self._patience)
        if self._open.get(key) is pieces:
            del self._open[key]
            await self._keep(pieces)
        elif not await pieces.kept:
            raise Unavailable("the other parts of the reply could not be kept")

    async def _keep(self, pieces: _Pieces) -> None:
        kept = False
        try:
            await self._hand_over([pieces.parts[number] for number in sorted(pieces.parts)])
            kept = True
        finally:
            pieces.kept.set_result(kept)
