"""Where changes of wording are kept, and the messages that they would have changed."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from broadcaster.domain.deliveries import DeliveryState
    from broadcaster.domain.wording_revisions import RevisionState, WordingRevision
    from broadcaster.ports.case_book import Arrival


@dataclass(frozen=True, slots=True)
class Written:
    """A delivery with its frozen text."""

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
    changed_at: datetime
    message: bytes = field(repr=False)
    """The frozen text as JSON."""


@dataclass(frozen=True, slots=True)
class Decision:
    """What was decided of a revision."""

    state: RevisionState
    who: str
    at: datetime
    remark: str = ""


class WordingBook(Protocol):
    """Changes of wording."""

    async def propose(self, revision: WordingRevision) -> int:
        """Keep a proposal and return its number; raise `WrongState` where one for the kind is open."""
        ...

    async def decide(self, number: int, decision: Decision) -> None:
        """Write a decision; raise `WrongState` where the revision is decided already."""
        ...

    async def revision(self, number: int) -> WordingRevision:
        """Return one; raise `NotFound`."""
        ...

    async def revisions(self, kind: str = "") -> Sequence[WordingRevision]:
        """Return those of a kind or all, the newest first."""
        ...

    async def in_force(self) -> Sequence[WordingRevision]:
        """Return the newest approved one of each kind."""
        ...

    async def count_approved(self) -> int:
        """Return how many were ever approved; it only grows, so that a process sees by it whether anything is new."""
        ...

    async def written(self, *, kind: str = "", delivery_id: str = "", most: int = 20) -> Sequence[Written]:
        """Return the newest deliveries of a kind that were written, or one delivery, with their frozen texts."""
        ...

    async def arrivals(self, case_number: str) -> Sequence[Arrival]:
        """Return a case's events as they arrived."""
        ...
