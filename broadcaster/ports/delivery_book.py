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
    """A delivery in a worker's hands. `reason` is what was last said of it."""

    delivery_id: str
    case_number: str
    party_id: str
    medium: str
    channel: str
    kind: str
    reason: str
    attempts: int
    urgent: bool
    first_tried_at: datetime | None
    resolved: bool
    """Whether an unknown outcome was resolved once before by sending again."""
    address_key: str
    address: str = field(repr=False)
    message: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class Verdict:
    """What is to be written about a delivery after an attempt, a report or a question.

    `was_tried` is false where it is given back without an attempt: then it counts for nothing.
    """

    delivery_id: str
    state: DeliveryState
    reason: str
    due_at: datetime
    provider_id: str | None = None
    answer: str = ""
    resolved: bool = False
    was_tried: bool = True


@dataclass(frozen=True, slots=True)
class Waiting:
    """Something that a party of a case is owed and that was not sent yet."""

    case_number: str
    party_id: str
    kind: str
    reason: str


@dataclass(frozen=True, slots=True)
class DeliveryRow:
    """A delivery as staff see it."""

    delivery_id: str
    case_number: str
    party_id: str
    kind: str
    version: int
    recipient: str
    medium: str
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
    address_key: str = ""


class DeliveryBook(Protocol):
    """Deliveries."""

    async def owe(self, deliveries: Sequence[Owed], at: datetime) -> None:
        """Write new deliveries; one already owed for the same event, kind, party, recipient and medium is left alone."""
        ...

    async def release(self, release: Release, due_at: datetime, at: datetime) -> int:
        """Queue what is held for a reason; return how many."""
        ...

    async def waiting(self, case_numbers: Collection[str]) -> Mapping[str, Sequence[Waiting]]:
        """Return, by case, what its parties are owed and what was not sent yet."""
        ...

    async def cancel(self, case_number: str, party_id: str, reason: str, at: datetime, *, kinds: Collection[str] = ()) -> int:
        """Cancel what was not sent yet to a party, of some kinds or all; return how many."""
        ...

    async def hold(self, case_number: str, party_id: str, reason: str, at: datetime, *, kinds: Collection[str]) -> int:
        """Hold what is about to go to a party, of some kinds; return how many."""
        ...

    async def claim(self, now: datetime, until: datetime, most: int, *, media: Collection[str], urgent_only: bool) -> list[Claimed]:
        """Claim due deliveries of these media under a lease, urgent ones first; never one whose case awaits review."""
        ...

    async def mark_lost(self, now: datetime) -> int:
        """Mark as unknown what a worker claimed and never gave back; return how many."""
        ...

    async def claim_unknown(self, now: datetime, until: datetime, most: int, *, media: Collection[str]) -> list[Claimed]:
        """Claim deliveries of these media whose outcome is unknown, under a lease."""
        ...

    async def route(self, channels: Mapping[str, str]) -> None:
        """Write by which channel each claimed delivery goes, before it goes."""
        ...

    async def tried_since(self, since: datetime, address_keys: Collection[str]) -> Mapping[tuple[str, str], int]:
        """Return by (party, address key) how many SMS were first tried since then."""
        ...

    async def stop(self, address_key: str, reason: str, at: datetime) -> int:
        """Send nothing more to an address (R55): what is unsent is cancelled, the next of its chain goes; return how many."""
        ...

    async def allow(self, address_key: str, confirmed_at: datetime) -> None:
        """Send to an address again that its owner confirmed later than it was stopped."""
        ...

    async def stopped(self, address_keys: Collection[str]) -> Mapping[str, str]:
        """Return those of the addresses to which nothing more is sent, with the reason."""
        ...

    async def sent_to(self, address_key: str, medium: str, most: int = 20) -> list[DeliveryRow]:
        """Return what was tried to this address, the newest first."""
        ...

    async def mark_silent(self, now: datetime, reason: str) -> int:
        """Mark as unknown each accepted SMS on which no report came in time (R72); return how many."""
        ...

    async def pass_on(self, delivery_id: str, due_at: datetime, at: datetime) -> bool:
        """Queue the next message of a refused one's chain; return whether anything else of the same notice is under way or arrived."""
        ...

    async def end_chain(self, delivery_ids: Sequence[str], at: datetime) -> None:
        """Cancel what waits behind messages that arrived."""
        ...

    async def settle(self, verdicts: Sequence[Verdict], at: datetime) -> None:
        """Write what became of claimed deliveries."""
        ...

    async def report(self, channel: str, verdict: Verdict, provider_id: str | None, at: datetime) -> str | None:
        """Write a provider's later report; changes nothing in a final state; return the delivery that it changed."""
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
