"""The questionnaire behind a token: opened, answered once, sealed; an answer that alarms is a task for supervision (R104)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import msgspec

from broadcaster.domain.errors import NotFound, WrongState
from broadcaster.domain.notice_plan import Audience
from broadcaster.domain.occasions import ALARM_RAISED
from broadcaster.domain.surveys import INTEGRITY_TASK
from broadcaster.ports.office_book import Task
from broadcaster.services.people.addressees import Reader
from broadcaster.services.people.notices import Occasion
from broadcaster.services.people.surveys import KEYED_FOR

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date, datetime

    from broadcaster.domain.calendar import WorkingCalendar
    from broadcaster.domain.surveys import Survey, SurveyPlan
    from broadcaster.ports.bell import Bell
    from broadcaster.ports.clock import Clock
    from broadcaster.ports.store import Books, Store
    from broadcaster.ports.survey_book import Offer
    from broadcaster.ports.vault import Vault
    from broadcaster.services.people.notices import NoticeWriter


@dataclass(frozen=True, slots=True)
class OpenSurvey:
    """A questionnaire as its reader finds it."""

    offer: Offer
    survey: Survey
    is_over: bool

    @property
    def is_answered(self) -> bool:
        """Whether the one answer was given."""
        return self.offer.answered_at is not None


class IntegrityWatch:
    """Tells supervision, and nobody else, that an answer must be looked at."""

    def __init__(self, *, notices: NoticeWriter, title: str, public_url: str) -> None:
        """Take who writes, what staff call the matter, and where the console stands."""
        self._notices = notices
        self._title = title
        self._public_url = public_url

    async def tell(self, books: Books, found: OpenSurvey, due_on: date, now: datetime) -> None:
        """Owe the message, which names neither case nor side, in the caller's transaction."""
        offer_id = found.offer.offer_id
        url = f"{self._public_url}/console/surveys/{offer_id}"
        alarm = {"title": self._title, "subject": found.survey.title, "due": due_on.isoformat(), "level": "", "url": url}
        readers = tuple(
            Reader(Audience.SUPERVISION, f"user/{each.user.name}", each.user.name, each.mobile, each.email)
            for each in await books.office.contacts()
            if each.user.reads_surveys
        )
        occasion = Occasion(ALARM_RAISED, f"{INTEGRITY_TASK}/{offer_id}", {"alarm": alarm}, readers=readers)
        await books.deliveries.owe(self._notices.tell(occasion, now), now)


class SurveyAnswers:
    """Takes answers from whoever holds the link."""

    def __init__(
        self, *, store: Store, clock: Clock, bell: Bell, vault: Vault, plan: SurveyPlan, calendar: WorkingCalendar, watch: IntegrityWatch
    ) -> None:
        """Take what it works with."""
        self._store = store
        self._clock = clock
        self._bell = bell
        self._vault = vault
        self._plan = plan
        self._calendar = calendar
        self._watch = watch

    async def behind(self, token: str) -> OpenSurvey:
        """Return the questionnaire of a token; raise `NotFound`."""
        async with self._store.reading() as books:
            offer = await books.surveys.behind(self._vault.keyed(KEYED_FOR, token))
        if offer.survey not in self._plan.survey:
            raise NotFound("no such questionnaire")
        return OpenSurvey(offer, self._plan.survey[offer.survey], self._clock.now() >= offer.expires_at)

    async def answer(self, token: str, given: Mapping[str, str]) -> None:
        """Keep a filled form. Raises `InvalidInput` by question, `WrongState` where it is over or was answered, `NotFound`."""
        found = await self.behind(token)
        if found.is_over or found.is_answered:
            raise WrongState("the questionnaire is over or was answered")
        answers = found.survey.read(given)
        offer_id, now = found.offer.offer_id, self._clock.now()
        async with self._store.writing() as books:
            if not await books.surveys.answer(offer_id, msgspec.json.encode(answers), now):
                raise WrongState("the questionnaire was answered")
            if not found.survey.alarms(answers):
                return
            due_on = self._calendar.earliest_reading(now.date(), 1).due_on
            await books.office.open_task(Task(f"{INTEGRITY_TASK}/{offer_id}", INTEGRITY_TASK, "", offer_id, now, due_on))
            await self._watch.tell(books, found, due_on, now)
        await self._bell.ring("dispatch")
