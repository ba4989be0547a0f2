"""Providers' callbacks: each understood by its channel's own reader, which checks the signature, and handed to the inbox."""

from __future__ import annotations

from typing import TYPE_CHECKING

from broadcaster.domain.errors import NotFound

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from broadcaster.ports.channels import CallbackRequest, Report
    from broadcaster.ports.inbox import Inbox, Reply


class Callbacks:
    """Reads and hands over. A callback that is not the provider's raises `BadSignature`."""

    def __init__(
        self,
        *,
        inbox: Inbox,
        receipts: Mapping[str, Callable[[CallbackRequest], Sequence[Report]]],
        replies: Mapping[str, Callable[[CallbackRequest], Sequence[Reply]]],
    ) -> None:
        """Take the readers of receipts and of replies by channel name."""
        self._inbox = inbox
        self._receipts = receipts
        self._replies = replies

    async def receipts(self, channel: str, request: CallbackRequest) -> None:
        """Take reports about deliveries; a repeated or late one changes nothing."""
        if channel not in self._receipts:
            raise NotFound(f"no channel {channel} that calls back")
        await self._inbox.reports(channel, self._receipts[channel](request))

    async def replies(self, channel: str, request: CallbackRequest) -> None:
        """Take what people wrote; a repeat changes nothing."""
        if channel not in self._replies:
            raise NotFound(f"no channel {channel} that hands over replies")
        await self._inbox.replies(channel, self._replies[channel](request))
