"""Calls whom an alarm concerns: who is on duty with the deputy, the bureau chief, the vice president, by SMS and e-mail (R91)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Final

from broadcaster.domain.duty_roster import on_duty
from broadcaster.domain.escalation import Level
from broadcaster.domain.notice_plan import Audience
from broadcaster.domain.occasions import ALARM_RAISED
from broadcaster.domain.users import StaffRole
from broadcaster.services.people.addressees import Reader
from broadcaster.services.people.notices import Occasion

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date, datetime

    from broadcaster.ports.office_book import Contact
    from broadcaster.ports.store import Books
    from broadcaster.services.people.notices import NoticeWriter

_INSTANT: Final = timedelta(seconds=1)
_MOBILE_LENGTH: Final = 11
_ABOVE: Final[Mapping[Level, tuple[tuple[StaffRole, Audience], ...]]] = {
    Level.REMINDER: (),
    Level.DUTY_OFFICER: (),
    Level.BUREAU_CHIEF: ((StaffRole.BUREAU_CHIEF, Audience.BUREAU_CHIEF),),
    Level.VICE_PRESIDENT: ((StaffRole.VICE_PRESIDENT, Audience.VICE_PRESIDENT), (StaffRole.BUREAU_CHIEF, Audience.BUREAU_CHIEF)),
}
"""Whom a level reaches beside who is on duty."""


@dataclass(frozen=True, slots=True)
class Call:
    """One alarm as it is told. `key` makes it once; `title` and `subject` name no person; `page` is an address of the console."""

    key: str
    level: Level
    title: str
    subject: str
    due_on: date
    page: str


class DutyCall:
    """Turns alarms into deliveries."""

    def __init__(self, *, notices: NoticeWriter, levels: Mapping[str, str], public_url: str) -> None:
        """Take the words for the levels, and where the console stands."""
        self._notices = notices
        self._levels = levels
        self._public_url = public_url

    async def make(self, books: Books, call: Call, now: datetime) -> bool:
        """Owe the messages, in the caller's transaction; return whether there is anybody to tell."""
        alarm = {
            "title": call.title,
            "subject": call.subject,
            "due": call.due_on.isoformat(),
            "level": self._levels[call.level],
            "url": f"{self._public_url}/console/{call.page}",
        }
        readers = await _readers(books, call.level, now)
        occasion = Occasion(ALARM_RAISED, f"{call.key}/{call.level}", {"alarm": alarm}, readers=readers)
        await books.deliveries.owe(self._notices.tell(occasion, now), now)
        return bool(readers)


async def _readers(books: Books, level: Level, now: datetime) -> tuple[Reader, ...]:
    """Return each person once, in the highest office that concerns him."""
    contacts = await books.office.contacts()
    found: dict[str, Reader] = {}
    for role, audience in _ABOVE[level]:
        for each in contacts:
            if role in each.user.roles:
                found.setdefault(each.user.name, _reader(each, audience))
    for reader in await _on_duty(books, contacts, now):
        found.setdefault(reader.name, reader)
    return tuple(found.values())


async def _on_duty(books: Books, contacts: Sequence[Contact], now: datetime) -> list[Reader]:
    """Return officer and deputy; where nobody is on duty, every duty officer. The officer without a number is reached at the post's."""
    shift = on_duty(await books.roster.shifts(now, now + _INSTANT), now)
    people = shift.people if shift else ()
    known = {each.user.name: each for each in contacts}
    if not any(name in known for name in people):
        return [_reader(each, Audience.DUTY_OFFICER) for each in contacts if StaffRole.DUTY_OFFICER in each.user.roles]
    post = shift.phone if shift and len(shift.phone) == _MOBILE_LENGTH and shift.phone.isdecimal() else ""
    return [_reader(known[name], Audience.DUTY_OFFICER, post) for name in people if name in known]


def _reader(contact: Contact, audience: Audience, otherwise: str = "") -> Reader:
    return Reader(audience, f"user/{contact.user.name}", contact.user.name, contact.mobile or otherwise, contact.email)
