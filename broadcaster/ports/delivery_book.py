"""Where deliveries wait, are claimed under leases and keep their receipts."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence
    from datetime import datetime

    from broadcaster.domain.deliveries import DeliveryState, Owed


@dataclass(frozen=True, slots=True)
class Claimed:
    """A delivery in a worker's hands."""

    delivery_id: str
    channel: str
    kind: str
    attempts: int
    urgent: bool
    first_tried_at: datetime | None
    resolved: bool
    """Whether an unknown outcome was resolved once before by sending again."""
    address: str = field(repr=False)
    message: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class Verdict:
    """What is to be written about a delivery after an attempt, a report or a question."""

    delivery_id: str
    state: DeliveryState
    reason: str
    due_at: datetime
    provider_id: str | None = None
    answer: str = ""
    resolved: bool = False


@dataclass(frozen=True, slots=True)
class DeliveryRow:
    """A delivery as staff see it."""

    delivery_id: str
    case_number: str
    kind: str
    recipient: str
    channel: str
    state: DeliveryState
    reason: str
    attempts: int
    due_at: datetime
    changed_at: datetime


@dataclass(frozen=True, slots=True)
class Release:
    """What is no longer held: one party's deliveries held for `reason`, of one recipient or all, but not of some kinds.

    With `address` they go to that address, which was confirmed meanwhile.
    """

    case_number: str
    party_id: str
    reason: str
    recipient: str = ""
    but_not: frozenset[str] = frozenset()
    address: str = field(default="", repr=False)


class DeliveryBook(Protocol):
    """Deliveries."""

    async def owe(self, deliveries: Sequence[Owed], at: datetime) -> None:
        """Write new deliveries; one already owed for the same event, kind, party, recipient and medium is left alone."""
        ...

    async def release(self, release: Release, due_at: datetime, at: datetime) -> int:
        """Queue what is held for a reason; return how many."""
        ...

    async def parties_waiting(self, case_numbers: Collection[str]) -> Mapping[str, set[str]]:
        """Return, by case, the parties to whom something is owed that was not sent yet."""
        ...

    async def cancel(self, case_number: str, party_id: str, reason: str, at: datetime, *, kinds: Collection[str] = ()) -> int:
        """Cancel what was not sent yet to a party, of some kinds or all; return how many."""
        ...

    async def claim(self, now: datetime, until: datetime, most: int, *, channels: Collection[str], urgent_only: bool) -> list[Claimed]:
        """Claim due deliveries of these channels under a lease, urgent ones first; never one whose case awaits review."""
        ...

    async def mark_lost(self, now: datetime) -> int:
        """Mark as unknown what a worker claimed and never gave back; return how many."""
        ...

    async def claim_unknown(self, now: datetime, until: datetime, most: int, *, channels: Collection[str]) -> list[Claimed]:
        """Claim deliveries of these channels whose outcome is unknown, under a lease."""
        ...

    async def settle(self, verdicts: Sequence[Verdict], at: datetime) -> None:
        """Write what became of claimed deliveries."""
        ...

    async def report(self, channel: str, verdict: Verdict, provider_id: str | None, at: datetime) -> bool:
        """Write a provider's later report; changes nothing in a final state; return whether anything changed."""
        ...

    async def is_due(self, now: datetime) -> bool:
        """Say whether any is due or in a worker's hands."""
        ...

    async def count(self) -> Mapping[tuple[str, str], int]:
        """Return how many deliveries each (channel, state) has."""
        ...

    async def count_kinds(self) -> Mapping[str, int]:
        """Return how many notices of each kind are owed, counted once however many channels carry them."""
        ...

    async def next_due(self) -> datetime | None:
        """Return when the next waiting delivery is due."""
        ...

    async def page(self, *, state: str = "", most: int = 200) -> list[DeliveryRow]:
        """Return the newest deliveries, of one state or all."""
        ...
