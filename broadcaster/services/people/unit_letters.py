"""Writes to the unit of a listed person, or to the superior of a listed unit, once, and again when the entry ends (art 8, R44, R116)."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING, Final

from broadcaster.domain.deliveries import FrozenFile
from broadcaster.domain.disclosure import public_entry
from broadcaster.domain.entries import EntryKind, subject_of
from broadcaster.domain.errors import Refused
from broadcaster.domain.notice_plan import Audience
from broadcaster.domain.occasions import UNIT_INFORMED
from broadcaster.domain.reasons import GOVERNMENT_ORGAN
from broadcaster.domain.standing import FeedVerdict
from broadcaster.ports.office_book import Task
from broadcaster.rendering.letter import UnitLetter
from broadcaster.services.agencies.agency_feeds import BY_HAND
from broadcaster.services.people.addressees import Reader
from broadcaster.services.people.notices import Occasion

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from datetime import datetime

    from broadcaster.domain.parties import Party
    from broadcaster.ports.store import Books
    from broadcaster.ports.vault import Vault
    from broadcaster.rendering.letter import LetterPrinter
    from broadcaster.services.looked import Looked
    from broadcaster.services.people.notices import NoticeWriter

NOTES: Final = "unit_letters"
"""The office book's notes: `last/<court>/<year>` is the last number given, `<unit>` the letter that stands with that unit."""
UNPRINTABLE: Final = "unit_letter"
"""The task where no font has a character of the letter."""
PUBLIC_NATURES: Final = frozenset({"state_owned", "public_institution", "government_organ"})
_LEASE: Final = timedelta(seconds=60)


@dataclass(frozen=True, slots=True)
class Unit:
    """Where a letter goes. `key` names entry and unit together, without telling either."""

    key: str
    name: str
    email: str = field(repr=False)
    is_superior: bool


class UnitLetters:
    """Numbers, prints and owes the letters."""

    def __init__(self, *, notices: NoticeWriter, printer: Callable[[], LetterPrinter], vault: Vault, hotline: str) -> None:
        """Take who writes the covering mail, who prints the letter (called when the first is due), and the hotline printed on it."""
        self._notices = notices
        self._printer = printer
        self._vault = vault
        self._hotline = hotline

    async def follow(self, books: Books, looked: Looked, now: datetime) -> None:
        """Inform the units of one entry when agencies may first know of it, and tell them when that is over (R96, R25)."""
        if looked.row.key.kind is not EntryKind.DISHONEST:
            return
        units = list(self._units(looked))
        if not units:
            return
        standing_letters = await books.office.notes_of(NOTES, [unit.key for unit in units])
        ended = _ended(looked)
        for unit in units:
            earlier = standing_letters.get(unit.key, "")
            if not ended and not earlier and _may_be_told(looked):
                await self._write(books, looked, unit, now)
            elif ended and earlier:
                await self._take_back(books, looked, unit, now, earlier=earlier, ended=ended)

    def _units(self, looked: Looked) -> Iterator[Unit]:
        party = subject_of(looked.file, looked.row.key).party
        for name, email, is_superior in sorted(set(_addresses(party))):
            yield Unit(self._vault.keyed("unit", f"{looked.row.entry}\0{email.lower()}"), name, email, is_superior)

    async def _take_back(self, books: Books, looked: Looked, unit: Unit, now: datetime, *, earlier: str, ended: str) -> None:
        """Stop a letter that did not leave yet; follow one that did with another."""
        stopped = await books.deliveries.cancel(looked.file.case.number, unit.key, "ground_gone.listed", now)
        await books.office.write_notes(NOTES, {unit.key: None})
        if not stopped:
            await self._write(books, looked, unit, now, earlier=earlier, ended=ended)

    async def _write(self, books: Books, looked: Looked, unit: Unit, now: datetime, *, earlier: str = "", ended: str = "") -> None:
        """Print and owe a letter. The lease lets one transaction at a time count; a letter that cannot be printed takes no number."""
        case, printer = looked.file.case, self._printer()
        await books.office.lease(NOTES, now, now + _LEASE)
        last = f"last/{case.court.code}/{now.year}"
        order = int((await books.office.notes_of(NOTES, [last])).get(last, "0")) + 1
        number = printer.words.number.format(court=case.court.code, year=now.year, order=order)
        try:
            pdf = printer.pdf(self._letter(looked, unit, number, now, earlier=earlier, ended=ended))
        except Refused:
            await books.office.open_task(Task(f"{UNPRINTABLE}/{unit.key}", UNPRINTABLE, case.number, looked.row.entry, now, now.date()))
        else:
            files = (FrozenFile(printer.words.file.format(number=number), "application/pdf", pdf),)
            await books.deliveries.owe(self._notices.tell(_occasion(looked, unit, number, earlier, files), now), now)
            await books.office.write_notes(NOTES, {last: str(order), unit.key: None if ended else number})
        await books.office.free(NOTES)

    def _letter(self, looked: Looked, unit: Unit, number: str, now: datetime, *, earlier: str, ended: str) -> UnitLetter:
        file, key = looked.file, looked.row.key
        listing, today = file.listings[key.ref].listing, now.date()
        return UnitLetter(
            number=number,
            addressee=unit.name,
            is_superior=unit.is_superior,
            entry=public_entry(file, key, entry=looked.row.entry, today=today),
            decided_on=listing.decided_on,
            term_ends_on=listing.term_ends_on,
            dated=today,
            officer=file.case.officer.name,
            phone=file.case.officer.phone,
            hotline=self._hotline,
            earlier=earlier,
            ended=ended,
        )


def _occasion(looked: Looked, unit: Unit, number: str, earlier: str, files: tuple[FrozenFile, ...]) -> Occasion:
    case = looked.file.case
    told = {
        "case": {"number": case.number, "officer": {"name": case.officer.name, "phone": case.officer.phone}},
        "unit": {"name": unit.name},
        "letter": {"number": number, "earlier": earlier},
    }
    reader = Reader(Audience.UNIT, unit.key, unit.name, email=unit.email)
    return Occasion(UNIT_INFORMED, f"{unit.key}\0{number}", told, case.number, readers=(reader,), files=files)


def _addresses(party: Party) -> Iterator[tuple[str, str, bool]]:
    """Yield name and e-mail address of each unit that article 8 names: the holder's own, or the superior of a public one."""
    if party.is_unit:
        superior = party.superior
        is_public = party.unit_nature in PUBLIC_NATURES or party.is_government_organ
        if is_public and superior and superior.name and superior.email:
            yield superior.name, superior.email, True
        return
    for held in party.public_offices:
        if held.unit_email:
            yield held.unit, held.unit_email, False


def _may_be_told(looked: Looked) -> bool:
    """Whether agencies may know; of an organ of government its superior alone, once the superior court has the listing on file (R19)."""
    if looked.standing.feed is FeedVerdict.PUBLISH:
        return True
    listing = looked.file.listings[looked.row.key.ref].listing
    kept_from_agencies = [reason.code for reason in looked.standing.reasons if reason.feeds]
    return bool(listing.superior_filing_number) and kept_from_agencies == [GOVERNMENT_ORGAN.code]


def _ended(looked: Looked) -> str:
    """Return why what units were told holds no more, or an empty text: agencies would be told to withdraw it."""
    if by_hand := BY_HAND.get(looked.row.held_back):
        return by_hand
    if _may_be_told(looked) or looked.standing.feed is FeedVerdict.WAIT:
        return ""
    return looked.standing.feed_reason or "other"
