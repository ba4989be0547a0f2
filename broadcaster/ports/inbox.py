"""What comes in by a channel's own connection or callback: later reports, and what people write back."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from broadcaster.ports.channels import Report


@dataclass(frozen=True, slots=True)
class Reply:
    """A text that came in from an address. `provider_id` is the provider's own id: a repeat changes nothing."""

    provider_id: str
    sender: str = field(repr=False)
    text: str = field(repr=False)
    at: datetime | None = None


class Inbox(Protocol):
    """Takes what arrived, durably: when the call returns, the other side may be told that we have it."""

    async def reports(self, channel: str, reports: Sequence[Report]) -> None:
        """Take later reports; repeated or late ones change nothing."""
        ...

    async def replies(self, channel: str, replies: Sequence[Reply]) -> None:
        """Take what people wrote; a repeat changes nothing."""
        ...
