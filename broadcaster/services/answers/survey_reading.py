"""What supervision learns from questionnaires: counts by month, each answer, a table to take along; nobody else (R104)."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import TYPE_CHECKING

import msgspec

from broadcaster.domain.errors import NotAllowed, NotFound
from broadcaster.domain.surveys import INTEGRITY_TASK, Answers, Tally
from broadcaster.ports.office_book import Deed

if TYPE_CHECKING:
    from collections.abc import Sequence

    from broadcaster.domain.surveys import Question, Survey, SurveyPlan
    from broadcaster.domain.users import User
    from broadcaster.ports.clock import Clock
    from broadcaster.ports.store import Store
    from broadcaster.ports.survey_book import Offer
    from broadcaster.rendering.staff_words import StaffWords

_MONTHS = 12
_COLUMNS = ("offered_on", "answered_on", "case_number", "side")


@dataclass(frozen=True, slots=True)
class Sheet:
    """One answered questionnaire."""

    offer: Offer
    survey: Survey
    answers: Answers = field(repr=False)

    @property
    def alarms(self) -> bool:
        """Whether it had to be looked after at once."""
        return self.survey.alarms(self.answers)


@dataclass(frozen=True, slots=True)
class MonthCount:
    """How many questionnaires of one month (YYYY-MM) were offered and answered, and the mean of the first scale."""

    month: str
    offered: int
    answered: int
    mean: float | None

    @property
    def rate(self) -> float:
        """The share that was answered, 0 to 1."""
        return self.answered / self.offered if self.offered else 0.0


@dataclass(frozen=True, slots=True)
class SurveySummary:
    """One questionnaire over twelve months, or one of them. `sheets` are the newest first."""

    name: str
    survey: Survey
    month: str
    months: tuple[MonthCount, ...]
    total: MonthCount
    tallies: tuple[Tally, ...]
    sheets: tuple[Sheet, ...]


class SurveyReading:
    """Reads for supervision; each reading of a person's own words is journaled."""

    def __init__(self, *, store: Store, clock: Clock, plan: SurveyPlan, words: StaffWords) -> None:
        """Take what it reads from."""
        self._store = store
        self._clock = clock
        self._plan = plan
        self._words = words

    @property
    def names(self) -> dict[str, str]:
        """Every questionnaire's title by its name."""
        return {name: survey.title for name, survey in self._plan.survey.items()}

    async def summary(self, user: User, name: str = "", month: str = "") -> SurveySummary:
        """Count one questionnaire, the one at conclusion where none is named, over the last twelve months or in one of them."""
        _check(user)
        name = name or self._plan.at_conclusion
        survey = self._survey(name)
        today = self._clock.now().date()
        async with self._store.reading() as books:
            offers = await books.surveys.offers(name, _first_month(today), today)
        by_month: dict[str, list[Offer]] = defaultdict(list)
        for each in offers:
            by_month[f"{each.offered_at:%Y-%m}"].append(each)
        chosen = by_month.get(month, []) if month else list(offers)
        sheets = _sheets(survey, chosen)
        given = [sheet.answers for sheet in sheets]
        return SurveySummary(
            name=name,
            survey=survey,
            month=month,
            months=tuple(_count(each, survey, by_month[each]) for each in sorted(by_month, reverse=True)),
            total=_count(month, survey, chosen),
            tallies=tuple(Tally.of(question, given) for question in survey.question),
            sheets=tuple(sorted(sheets, key=_answered_at, reverse=True)),
        )

    async def sheet(self, user: User, offer_id: str) -> Sheet:
        """Return one answer and journal that it was read; raise `NotFound`."""
        _check(user)
        async with self._store.writing() as books:
            offer = await books.surveys.answered(offer_id)
            await books.office.note(Deed(self._clock.now(), user.name, "survey.read", offer_id))
        return Sheet(offer, self._survey(offer.survey), msgspec.json.decode(offer.answers, type=Answers))

    async def looked_after(self, user: User, offer_id: str) -> None:
        """Close the task that an alarming answer opened."""
        _check(user)
        now = self._clock.now()
        async with self._store.writing() as books:
            await books.surveys.answered(offer_id)
            await books.office.close_tasks(offer_id, [INTEGRITY_TASK], now)
            await books.office.note(Deed(now, user.name, "survey.read", offer_id))

    async def table(self, user: User, name: str, month: str = "") -> list[list[str]]:
        """Return every answer as rows of text under a heading, and journal that it was taken along."""
        summary = await self.summary(user, name, month)
        async with self._store.writing() as books:
            await books.office.note(Deed(self._clock.now(), user.name, "survey.export", summary.name, month))
        questions = summary.survey.question
        heading = [*(self._words.called("survey_table", name) for name in _COLUMNS), *(each.text for each in questions)]
        return [heading, *([*self._about(sheet.offer), *(_told(sheet, each) for each in questions)] for sheet in summary.sheets)]

    def _about(self, offer: Offer) -> list[str]:
        answered = offer.answered_at.date().isoformat() if offer.answered_at else ""
        return [offer.offered_at.date().isoformat(), answered, offer.case_number, self._words.called("side", offer.role)]

    def _survey(self, name: str) -> Survey:
        if name not in self._plan.survey:
            raise NotFound(f"no questionnaire {name}")
        return self._plan.survey[name]


def _check(user: User) -> None:
    if not user.reads_surveys:
        raise NotAllowed(f"{user.name}: answers to questionnaires are for supervision alone (R104)")


def _first_month(today: date) -> date:
    first = today.replace(day=1)
    for _ in range(_MONTHS - 1):
        first = (first - timedelta(days=1)).replace(day=1)
    return first


def _sheets(survey: Survey, offers: Sequence[Offer]) -> list[Sheet]:
    return [Sheet(each, survey, msgspec.json.decode(each.answers, type=Answers)) for each in offers if each.answers]


def _answered_at(sheet: Sheet) -> str:
    return sheet.offer.answered_at.isoformat() if sheet.offer.answered_at else ""


def _count(month: str, survey: Survey, offers: Sequence[Offer]) -> MonthCount:
    sheets = _sheets(survey, offers)
    means = (Tally.of(question, [sheet.answers for sheet in sheets]).mean for question in survey.question)
    return MonthCount(month, len(offers), len(sheets), next((mean for mean in means if mean is not None), None))


def _told(sheet: Sheet, question: Question) -> str:
    return question.told(sheet.answers[question.key]) if question.key in sheet.answers else ""
