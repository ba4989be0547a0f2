"""What the public may open by code: an entry's page while it is wanted, and the state behind a printed code (R27, R43)."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING

from broadcaster.domain.facts import ListingDeleted
from broadcaster.domain.placements import Wanted
from broadcaster.services.case_files import file_of

if TYPE_CHECKING:
    from broadcaster.domain.case_file import CaseFile
    from broadcaster.domain.placements import Placement
    from broadcaster.ports.blobs import Blobs
    from broadcaster.ports.exposure_book import EntryRow
    from broadcaster.ports.store import Store


class PublicState(StrEnum):
    """What a scanned code says (contract: /v/{code}); its Chinese stands in templates/labels.toml."""

    SHOWN = "shown"
    PAUSED = "paused"
    ENDED = "ended"
    DELETED = "deleted"
    REVOKED = "revoked"
    CORRECTED = "corrected"


_BY_HAND = {"end:revoke": PublicState.REVOKED, "end:delete": PublicState.DELETED, "end:correct": PublicState.CORRECTED}


class PublicReading:
    """Reads what is public now; the database, not a file, decides."""

    def __init__(self, *, store: Store, blobs: Blobs, web_channel: str) -> None:
        """Take what it works with."""
        self._store = store
        self._blobs = blobs
        self._web_channel = web_channel

    async def page(self, code: str) -> bytes | None:
        """Return the approved page of an entry while it is wanted on the web, else None; raise `NotFound` for no such code."""
        async with self._store.reading() as books:
            row = await books.exposure.entry_by_code(code)
            placed = await books.exposure.placements(entry=row.entry, channel=self._web_channel, wanted=Wanted.SHOWN)
        return self._blobs.get(placed[-1].artifact) if placed else None

    async def state(self, code: str) -> tuple[PublicState, str]:
        """Return the state behind a code, and the list that shows the entry or an empty text; raise `NotFound`."""
        async with self._store.reading() as books:
            row = await books.exposure.entry_by_code(code)
            placed = await books.exposure.placements(entry=row.entry)
            file = await file_of(books, row.case_number)
        return _state(row, placed, file), placed[-1].list_id if placed else ""


def _state(row: EntryRow, placed: list[Placement], file: CaseFile) -> PublicState:
    wanted = {each.wanted for each in placed}
    if by_hand := _BY_HAND.get(row.held_back):
        return by_hand
    withdrawal = file.withdrawals.get(row.key.ref)
    if withdrawal:
        return PublicState.DELETED if isinstance(withdrawal, ListingDeleted) else PublicState.REVOKED
    if Wanted.SHOWN in wanted:
        return PublicState.SHOWN
    return PublicState.PAUSED if Wanted.PAUSED in wanted else PublicState.ENDED
