"""Tells people some days before that they are to be exposed, with the choice to perform or to object (R113)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from broadcaster.domain.entries import ListKind, subject_of
from broadcaster.domain.exposure_lists import earliest_publication
from broadcaster.domain.occasions import EXPOSURE_PLANNED
from broadcaster.services.case_files import entries_with_files
from broadcaster.services.people.notices import Occasion

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from broadcaster.domain.case_file import CaseFile
    from broadcaster.domain.exposure_lists import ExposureList
    from broadcaster.domain.quiet_hours import QuietHours
    from broadcaster.ports.exposure_book import EntryRow
    from broadcaster.ports.store import Books
    from broadcaster.services.people.notices import NoticeWriter


class Forewarning:
    """Writes to everyone on a list that a person has submitted."""

    def __init__(self, *, notices: NoticeWriter, quiet: QuietHours, notice_days: int, public_url: str) -> None:
        """Take how many calendar days lie between the message and the first showing."""
        self._notices = notices
        self._quiet = quiet
        self._notice_days = notice_days
        self._public_url = public_url

    def goes_at(self, now: datetime) -> datetime:
        """Return when the messages of a list submitted now go out; the days of notice are counted from there."""
        return self._quiet.next_allowed(now)

    async def tell(self, books: Books, submitted: ExposureList, now: datetime) -> None:
        """Owe each debtor on an exposure list one message a case, in the transaction that submits the list."""
        if submitted.kind is not ListKind.EXPOSURE or not self._notice_days:
            return
        known = await entries_with_files(books, [line.entry for line in submitted.included])
        owed = {each.delivery_id: each for occasion in self._occasions(submitted, known) for each in self._notices.tell(occasion, now)}
        await books.deliveries.owe(list(owed.values()), now)
        await books.cases.look_again({row.case_number for row, _ in known}, now)

    def _occasions(self, submitted: ExposureList, known: list[tuple[EntryRow, CaseFile]]) -> Iterator[Occasion]:
        for row, file in known:
            exposure = {
                "list_month": submitted.month,
                "planned_on": earliest_publication(submitted, self._notice_days).isoformat(),
                "notice_days": self._notice_days,
                "objection_url": f"{self._public_url}/objections/{row.code}",
            }
            yield Occasion(
                EXPOSURE_PLANNED,
                key=f"{submitted.list_id}/{row.case_number}/{row.party_id}",
                facts={"case": case_facts(file), "exposure": exposure},
                case_number=row.case_number,
                parties=(subject_of(file, row.key).party,),
            )


def case_facts(file: CaseFile) -> dict[str, object]:
    """Return a case as templates know it from events, with the sum as last told."""
    told: dict[str, object] = msgspec.to_builtins(file.case)
    return {**told, "amount_due": None if file.amount_due is None else str(file.amount_due)}
