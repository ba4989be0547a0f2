"""A delivery: one notice to one address, and the states it goes through (R72)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final

from msgspec import Struct


class DeliveryState(StrEnum):
    """Where a delivery is. None of these means legal service (R51)."""

    HELD = "held"
    """Waits for a fact: asset control (R92) or an address."""
    QUEUED = "queued"
    SENDING = "sending"
    """Claimed by a worker under a lease."""
    ACCEPTED = "accepted"
    """The provider took it over."""
    DELIVERED = "delivered"
    DEFERRED = "deferred"
    """To be tried again at its due time."""
    REJECTED = "rejected"
    UNKNOWN = "unknown"
    """Sent or not: the line or the process broke in between. The provider is asked before anything is sent again."""
    CANCELLED = "cancelled"
    """Not owed, or its ground is gone; the reason says why."""


FINAL: Final = frozenset({DeliveryState.DELIVERED, DeliveryState.REJECTED, DeliveryState.CANCELLED})
UNSENT: Final = frozenset({DeliveryState.HELD, DeliveryState.QUEUED, DeliveryState.DEFERRED})
REPORTABLE: Final = frozenset({DeliveryState.SENDING, DeliveryState.ACCEPTED, DeliveryState.UNKNOWN})
"""A provider's report moves only these; in any other state it changes nothing."""

FIRST_WAIT: Final = timedelta(seconds=30)
LONGEST_WAIT: Final = timedelta(hours=2)
MOST_ATTEMPTS: Final = 12
REPORTS_COME_WITHIN: Final = timedelta(hours=72)
"""An accepted SMS without a report for so long is unknown (R72)."""
NOBODY_LEFT_TO_ASK: Final = timedelta(days=3650)
"""How long a message of which nobody knows more rests; a report that comes after all still counts."""
WRONG_NUMBER: Final = "R55.wrong_number"
"""Why nothing more goes to an address: its owner said that he is not the party."""
AWAITS_ITS_TURN: Final = "chain.awaits_its_turn"
"""Why a message of a chain is held: the one before it may still arrive."""
REACHED_BEFORE: Final = "chain.reached_before"
"""Why a message of a chain is cancelled: the one before it arrived."""


class FrozenFile(Struct, frozen=True, omit_defaults=True):
    """A file that goes with an e-mail."""

    name: str
    media_type: str
    content: bytes


class FrozenText(Struct, frozen=True, omit_defaults=True):
    """What was written, exactly as it goes out."""

    text: str
    subject: str | None = None
    html: str | None = None
    files: tuple[FrozenFile, ...] = ()


@dataclass(frozen=True, slots=True)
class Owed:
    """A delivery as intake writes it. `message` is the frozen text as JSON; `address` never appears in a log."""

    delivery_id: str
    case_number: str
    party_id: str
    kind: str
    version: int
    recipient: str
    medium: str
    channel: str
    event_key: str
    state: DeliveryState
    reason: str
    due_at: datetime
    urgent: bool
    address: str
    address_key: str
    """The keyed hash under which the address is found again."""
    message: bytes

    def __repr__(self) -> str:
        """Show the opaque id and the state alone."""
        return f"Owed({self.delivery_id}, {self.kind}, {self.state})"


def retry_wait(attempts: int) -> timedelta:
    """Return how long to wait after that many attempts: 30 s doubling to 2 h."""
    doubled: timedelta = FIRST_WAIT * (1 << min(attempts - 1, 10))
    return min(doubled, LONGEST_WAIT)
