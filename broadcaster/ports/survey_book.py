"""Where questionnaires are offered once, answered once, and kept sealed."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date, datetime


@dataclass(frozen=True, slots=True)
class Offer:
    """A questionnaire offered to one side of a case. Neither a name nor an address is kept with it."""

    offer_id: str
    survey: str
    case_number: str
    role: str
    offered_at: datetime
    expires_at: datetime
    answered_at: datetime | None = None
    answers: bytes = field(default=b"", repr=False)
    """JSON, empty until answered."""


class SurveyBook(Protocol):
    """Offers and their sealed answers."""

    async def offered(self, case_number: str) -> set[str]:
        """Return the ids of a case's offers."""
        ...

    async def offer(self, offer: Offer, token_key: str) -> None:
        """Keep a new offer under the keyed hash of its token."""
        ...

    async def behind(self, token_key: str) -> Offer:
        """Return the offer of a token; raise `NotFound`."""
        ...

    async def answer(self, offer_id: str, answers: bytes, at: datetime) -> bool:
        """Keep the answers; return false where it was answered before."""
        ...

    async def offers(self, survey: str, since: date, until: date) -> Sequence[Offer]:
        """Return what was offered from `since` to `until`, both included, the oldest first."""
        ...

    async def answered(self, offer_id: str) -> Offer:
        """Return one answered offer; raise `NotFound`."""
        ...
