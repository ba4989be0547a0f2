"""What channels do though nothing is to be sent: hold their line open for reports, read the mailbox that bounces come to."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Final

import structlog

from broadcaster.domain.errors import BroadcasterError
from broadcaster.ports.channels import Tends

if TYPE_CHECKING:
    from collections.abc import Mapping

    from broadcaster.ports.channels import MessageChannel

EVERY: Final = 60.0
"""Seconds between two looks."""
_log = structlog.get_logger()


class Tending:
    """Tends the channels of one worker."""

    def __init__(self, channels: Mapping[str, MessageChannel]) -> None:
        """Take the channels connected."""
        self._channels = channels
        self._next_at = 0.0

    async def drain(self) -> int:
        """Tend every channel that asks for it, when it is time; one that fails holds up no other."""
        now = asyncio.get_running_loop().time()
        if now < self._next_at:
            return 0
        self._next_at = now + EVERY
        await asyncio.gather(*(_tend(name, each) for name, each in self._channels.items() if isinstance(each, Tends)))
        return 0


async def _tend(name: str, channel: Tends) -> None:
    try:
        await channel.tend()
    except BroadcasterError as reason:
        _log.warning("channel.untended", channel=name, reason=str(reason))
