"""What becomes of messages not yet sent when their case changes: released (R92, R93), cancelled (R94, the ground gone), or asked about."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from typing import TYPE_CHECKING, Final

from broadcaster.domain.calendar import COURT_ZONE
from broadcaster.domain.grounds import ground_gone
from broadcaster.domain.notice_plan import Audience
from broadcaster.ports.delivery_book import Release
from broadcaster.ports.office_book import Task
from broadcaster.services.people.addressees import addressees
from broadcaster.services.people.notices import ADDRESS_REASONS, AWAITS_ASSET_CONTROL, address_key

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from broadcaster.domain.case_file import CaseFile
    from broadcaster.domain.notice_plan import NoticePlan
    from broadcaster.domain.parties import Party
    from broadcaster.domain.quiet_hours import QuietHours
    from broadcaster.ports.delivery_book import Waiting
    from broadcaster.ports.store import Books
    from broadcaster.ports.vault import Vault

DECEASED: Final = "R94.deceased"
GROUND_GONE: Final = "ground_gone"
CONFIRM_NUMBER: Final = "confirm_number"
"""The task of a party whose number nobody has confirmed, or who has none."""
_TO_FIND_A_NUMBER: Final = timedelta(days=7)


class HeldMessages:
    """Follows a case with its messages."""

    def __init__(self, quiet: QuietHours, plan: NoticePlan, vault: Vault) -> None:
        """Take the quiet hours and the plan, which says what waits for asset control and which grounds must hold."""
        self._quiet = quiet
        self._vault = vault
        self._to_debtors = plan.kinds_waiting_for_asset_control()
        self._not_meanwhile = plan.kinds_not_during_asset_control()
        self._grounds = plan.grounds()

    async def follow(self, books: Books, files: Mapping[str, CaseFile], now: datetime) -> None:
        """Release, cancel and ask about what the parties of several cases are owed."""
        for number, waiting in (await books.deliveries.waiting(files)).items():
            await self._follow(books, files[number], waiting, now)

    async def _follow(self, books: Books, file: CaseFile, waiting: Sequence[Waiting], now: datetime) -> None:
        for party_id in sorted({each.party_id for each in waiting} & file.parties.keys()):
            party = file.parties[party_id]
            his = [each for each in waiting if each.party_id == party_id]
            await self._allow(books, party)
            still_owed = await self._cancel(books, file, party, his, now)
            await self._hold(books, file, party, now)
            await self._release(books, file, party, {each.reason for each in still_owed}, now)
            if any(each.reason in ADDRESS_REASONS for each in his):
                await _ask_for_number(books, file, party, still_owed, now)

    async def _allow(self, books: Books, party: Party) -> None:
        """Write again to a number that was reported as wrong and that its owner confirmed on a later day (R55)."""
        numbers = [(party.mobile, party.mobile_confirmed_on), *((each.mobile, each.mobile_confirmed_on) for each in party.representatives)]
        for mobile, confirmed_on in numbers:
            if mobile and confirmed_on:
                await books.deliveries.allow(address_key(self._vault, mobile), datetime.combine(confirmed_on, time(), COURT_ZONE))

    async def _cancel(self, books: Books, file: CaseFile, party: Party, waiting: Sequence[Waiting], now: datetime) -> Sequence[Waiting]:
        """Cancel what is not owed any more; return what still is."""
        if "deceased" in file.statuses.get(party.party_id, {}):
            await books.deliveries.cancel(file.case.number, party.party_id, DECEASED, now)
            return ()
        gone: dict[str, str] = {}
        for kind in {each.kind for each in waiting}:
            if ground := ground_gone(file, party.party_id, self._grounds.get((kind, Audience(party.role)), ())):
                gone[kind] = f"{GROUND_GONE}.{ground}"
        for kind, reason in sorted(gone.items()):
            await books.deliveries.cancel(file.case.number, party.party_id, reason, now, kinds={kind})
        return [each for each in waiting if each.kind not in gone]

    async def _hold(self, books: Books, file: CaseFile, party: Party, now: datetime) -> None:
        """Keep back what would warn a debtor whose assets are being secured just now (R54)."""
        if party.party_id in file.asset_control_begun - file.asset_control_settled:
            await books.deliveries.hold(file.case.number, party.party_id, AWAITS_ASSET_CONTROL, now, kinds=self._not_meanwhile)

    async def _release(self, books: Books, file: CaseFile, party: Party, reasons: set[str], now: datetime) -> None:
        due_at = self._quiet.next_allowed(now)
        settled = party.party_id in file.asset_control_settled and party.party_id in file.notified
        if settled and AWAITS_ASSET_CONTROL in reasons:
            await books.deliveries.release(Release(file.case.number, party.party_id, AWAITS_ASSET_CONTROL), due_at, now)
        for addressee in addressees(party, now.date()):
            if not (addressee.confirmed and addressee.mobile):
                continue
            for reason in reasons & set(ADDRESS_REASONS):
                release = Release(
                    file.case.number,
                    party.party_id,
                    reason,
                    recipient=addressee.recipient,
                    but_not=frozenset() if settled else self._to_debtors,
                    address=addressee.mobile,
                    address_key=address_key(self._vault, addressee.mobile),
                )
                await books.deliveries.release(release, due_at, now)


async def _ask_for_number(books: Books, file: CaseFile, party: Party, still_owed: Sequence[Waiting], now: datetime) -> None:
    """Keep one task open while something waits for a number that a person must find or confirm."""
    subject = f"{file.case.number}/{party.party_id}"
    is_reachable = all(each.confirmed and each.mobile for each in addressees(party, now.date()))
    if is_reachable or not any(each.reason in ADDRESS_REASONS for each in still_owed):
        await books.office.close_tasks(subject, [CONFIRM_NUMBER], now)
    else:
        due_on = now.date() + _TO_FIND_A_NUMBER
        await books.office.open_task(Task(f"{CONFIRM_NUMBER}/{subject}", CONFIRM_NUMBER, file.case.number, subject, now, due_on))
