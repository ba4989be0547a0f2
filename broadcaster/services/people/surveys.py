"""Who is offered a questionnaire: both sides of a case, once, at its conclusion or when the case system asks (R60, R104)."""

from __future__ import annotations

import secrets
import string
from datetime import datetime, time, timedelta
from typing import TYPE_CHECKING, Final

import msgspec

from broadcaster.domain.calendar import COURT_ZONE
from broadcaster.domain.occasions import SURVEY_OFFERED
from broadcaster.domain.parties import Role
from broadcaster.domain.surveys import TOKEN_LENGTH
from broadcaster.ports.office_book import Task
from broadcaster.ports.survey_book import Offer
from broadcaster.services.people.notices import Occasion

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from broadcaster.domain.case_file import CaseFile
    from broadcaster.domain.deliveries import Owed
    from broadcaster.domain.parties import Party
    from broadcaster.domain.surveys import SurveyPlan
    from broadcaster.ports.store import Books
    from broadcaster.ports.vault import Vault
    from broadcaster.services.people.notices import NoticeWriter

KEYED_FOR: Final = "survey"
UNKNOWN_SURVEY: Final = "unknown_survey"
_TOKEN_SIGNS: Final = string.ascii_letters + string.digits
_SIDES: Final = frozenset({Role.APPLICANT, Role.DEBTOR})
_DECEASED: Final = "deceased"


class Surveys:
    """Offers questionnaires while a case is reviewed, inside the review's transaction."""

    def __init__(self, *, plan: SurveyPlan, notices: NoticeWriter, vault: Vault, public_url: str, days: int) -> None:
        """Take the questionnaires, who writes to people, where the pages stand, and for how many days they are open."""
        self._plan = plan
        self._notices = notices
        self._vault = vault
        self._public_url = public_url
        self._days = timedelta(days=days)

    async def follow(self, books: Books, files: Mapping[str, CaseFile], now: datetime) -> None:
        """Offer what cases ask for and were not offered yet.

        What was asked for longer ago than an offer lasts is left alone, so that a register taken over writes to nobody.
        """
        for file in files.values():
            asked = [name for name, at in self._asked(file) if now - at < self._days]
            if asked:
                await self._follow(books, file, asked, now)

    async def _follow(self, books: Books, file: CaseFile, asked: Sequence[str], now: datetime) -> None:
        known = await books.surveys.offered(file.case.number)
        for name in asked:
            if name not in self._plan.survey:
                await books.office.open_task(Task(f"{UNKNOWN_SURVEY}/{name}", UNKNOWN_SURVEY, "", name, now, now.date()))
                continue
            for party in _sides(file):
                offer_id = self._vault.keyed("survey-offer", f"{file.case.number}\0{party.party_id}\0{name}")
                if offer_id not in known:
                    await self._offer(books, file, party, Offer(offer_id, name, file.case.number, party.role, now, self._end(now)))

    def _asked(self, file: CaseFile) -> Iterator[tuple[str, datetime]]:
        asked = dict(file.surveys_due)
        if file.concluded_at:
            asked.setdefault(self._plan.at_conclusion, file.concluded_at)
        yield from asked.items()

    def _end(self, now: datetime) -> datetime:
        """Return the end of the last day on which an answer is taken."""
        return datetime.combine(now.date() + self._days + timedelta(days=1), time(), COURT_ZONE)

    async def _offer(self, books: Books, file: CaseFile, party: Party, offer: Offer) -> None:
        token = "".join(secrets.choice(_TOKEN_SIGNS) for _ in range(TOKEN_LENGTH))
        told = {
            "name": self._plan.survey[offer.survey].title,
            "url": f"{self._public_url}/surveys/{token}",
            "expires_on": (offer.expires_at - timedelta(days=1)).date().isoformat(),
        }
        facts = {"case": msgspec.to_builtins(file.case), "survey": told}
        occasion = Occasion(SURVEY_OFFERED, offer.offer_id, facts, file.case.number, (party,))
        owed = await _welcome(books, self._notices.tell(occasion, offer.offered_at))
        if owed:
            await books.surveys.offer(offer, self._vault.keyed(KEYED_FOR, token))
            await books.deliveries.owe(owed, offer.offered_at)


async def _welcome(books: Books, owed: list[Owed]) -> list[Owed]:
    """Leave out whoever wrote that he wants no more questionnaires, whatever the medium."""
    opted_out = await books.replies.opted_out({each.address_key for each in owed})
    unwilling = {each.recipient for each in owed if each.address_key in opted_out}
    return [each for each in owed if each.recipient not in unwilling]


def _sides(file: CaseFile) -> list[Party]:
    return [party for party in file.parties.values() if party.role in _SIDES and _DECEASED not in file.statuses.get(party.party_id, {})]
