"""What becomes of messages not yet sent when their case changes: released (R92, R93) or cancelled (R94)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from broadcaster.ports.delivery_book import Release
from broadcaster.services.notices import ADDRESS_REASONS, AWAITS_ASSET_CONTROL, addressees

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import datetime

    from broadcaster.domain.case_file import CaseFile
    from broadcaster.domain.parties import Party
    from broadcaster.domain.quiet_hours import QuietHours
    from broadcaster.ports.store import Books


class HeldMessages:
    """Follows a case with its messages."""

    def __init__(self, quiet: QuietHours, to_debtors: frozenset[str]) -> None:
        """Take the quiet hours and the kinds of notice that wait for asset control."""
        self._quiet = quiet
        self._to_debtors = to_debtors

    async def follow(self, books: Books, file: CaseFile, waiting: Collection[str], now: datetime) -> None:
        """Release and cancel what the waiting parties of a case are owed."""
        for party_id in sorted(waiting):
            if party_id in file.parties:
                await self._follow_party(books, file, file.parties[party_id], now)

    async def _follow_party(self, books: Books, file: CaseFile, party: Party, now: datetime) -> None:
        if "deceased" in file.statuses.get(party.party_id, {}):
            await books.deliveries.cancel(file.case.number, party.party_id, "R94.deceased", now)
        elif _has_performed(file, party):
            await books.deliveries.cancel(file.case.number, party.party_id, "R11.performed", now, kinds=self._to_debtors)
        await self._release(books, file, party, now)

    async def _release(self, books: Books, file: CaseFile, party: Party, now: datetime) -> None:
        due_at = self._quiet.next_allowed(now)
        settled = party.party_id in file.asset_control_settled and party.party_id in file.notified
        if settled:
            await books.deliveries.release(Release(file.case.number, party.party_id, AWAITS_ASSET_CONTROL), due_at, now)
        for addressee in addressees(party, now.date()):
            if not (addressee.confirmed and addressee.mobile):
                continue
            for reason in ADDRESS_REASONS:
                release = Release(
                    file.case.number,
                    party.party_id,
                    reason,
                    recipient=addressee.recipient,
                    but_not=frozenset() if settled else self._to_debtors,
                    address=addressee.mobile,
                )
                await books.deliveries.release(release, due_at, now)


def _has_performed(file: CaseFile, party: Party) -> bool:
    """Say whether a debtor is owed no demand any more."""
    if file.concluded and file.concluded.outcome == "fully_performed":
        return True
    return any(each.party.party_id == party.party_id and each.proof == "verified" for each in file.payments)
