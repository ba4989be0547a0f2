"""One delivery as staff see it: its frozen words, and whether its reader consented to electronic service (R51, R76)."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import msgspec

from broadcaster.domain.deliveries import FrozenText
from broadcaster.domain.errors import NotFound
from broadcaster.domain.parties import Role
from broadcaster.domain.surveys import without_tokens
from broadcaster.services.case_files import file_of

if TYPE_CHECKING:
    from broadcaster.domain.parties import Party
    from broadcaster.ports.store import Books, Store
    from broadcaster.ports.wording_book import Written


@dataclass(frozen=True, slots=True)
class DeliverySheet:
    """A delivery. `party` is None where the reader is none of a case."""

    written: Written
    party: Party | None = None
    text: FrozenText | None = field(default=None, repr=False)
    """None where it was never written, or where nobody may read it here."""
    is_secret: bool = False
    """Who gave a clue is known to those who handle it alone (R76)."""


class DeliveryReading:
    """Reads one delivery."""

    def __init__(self, *, store: Store) -> None:
        """Take where it is kept."""
        self._store = store

    async def sheet(self, delivery_id: str) -> DeliverySheet:
        """Return one delivery; raise `NotFound`."""
        async with self._store.reading() as books:
            found = await books.wording.written(delivery_id=delivery_id)
            if not found:
                raise NotFound(f"no delivery {delivery_id}")
            party = await _party(books, found[0])
        if party and party.role is Role.CLUE_PROVIDER:
            return DeliverySheet(found[0], is_secret=True)
        text = msgspec.json.decode(found[0].message, type=FrozenText) if found[0].message else None
        return DeliverySheet(found[0], party, text and _without_keys(text))


def _without_keys(text: FrozenText) -> FrozenText:
    """Take out what would let staff answer a questionnaire in a party's place (R104)."""
    return msgspec.structs.replace(text, text=without_tokens(text.text), html=without_tokens(text.html) if text.html else text.html)


async def _party(books: Books, written: Written) -> Party | None:
    """Return the party written to, as last told."""
    if not written.case_number:
        return None
    return (await file_of(books, written.case_number)).parties.get(written.party_id)
