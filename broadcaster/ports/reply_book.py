"""Where people's text messages are kept, and who wants no more questionnaires."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import datetime

    from broadcaster.domain.replies import Sense


@dataclass(frozen=True, slots=True)
class ReplyRow:
    """One reply. `case_number` and `kind` are of the newest message that had gone to the sender, empty where none had."""

    reply_id: str
    channel: str
    received_at: datetime
    case_number: str
    kind: str
    sense: Sense
    address_key: str = field(repr=False)
    text: str = field(repr=False)
    read_at: datetime | None = None
    read_by: str = ""


class ReplyBook(Protocol):
    """Replies, sealed."""

    async def keep(self, reply: ReplyRow) -> bool:
        """Keep a reply; return whether it is new."""
        ...

    async def reply(self, reply_id: str) -> ReplyRow:
        """Return a reply; raise `NotFound`."""
        ...

    async def page(
        self, *, unread: bool = False, kinds: Collection[str] = (), but_not: Collection[str] = (), most: int = 200
    ) -> list[ReplyRow]:
        """Return the newest replies; of some kinds where `kinds` is given, and none of the kinds `but_not`."""
        ...

    async def mark_read(self, reply_id: str, by: str, at: datetime) -> None:
        """Write who read a reply, unless it was read before."""
        ...

    async def mark_wrong(self, reply_id: str) -> None:
        """Write that a reply reports a wrong number."""
        ...

    async def opt_out(self, address_key: str, at: datetime) -> None:
        """Note that an address wants no more questionnaires (R60)."""
        ...

    async def opted_out(self, address_keys: Collection[str]) -> set[str]:
        """Return those of the addresses that want no more questionnaires."""
        ...
