"""What people answer: questionnaires out and in, clues, objections, and the desks where staff read them."""

from __future__ import annotations

from functools import cached_property

from broadcaster.bootstrap.people import PeopleRooms
from broadcaster.domain.occasions import SURVEY_OFFERED
from broadcaster.domain.surveys import INTEGRITY_TASK
from broadcaster.services.answers.answer_desk import ClueDesk, ReplyDesk
from broadcaster.services.answers.clues import Clues
from broadcaster.services.answers.objections import Objections
from broadcaster.services.answers.survey_answers import IntegrityWatch, SurveyAnswers
from broadcaster.services.answers.survey_reading import SurveyReading
from broadcaster.services.people.surveys import Surveys


class AnswerRooms(PeopleRooms):
    """From a person's answer to who reads it."""

    @cached_property
    def surveys(self) -> Surveys:
        """Questionnaires out."""
        days = self.settings.surveys.days
        return Surveys(plan=self.rules.surveys, notices=self.notices, vault=self.vault, public_url=self.settings.public_url, days=days)

    @cached_property
    def survey_answers(self) -> SurveyAnswers:
        """Questionnaires in."""
        title = self.rules.staff_words.task[INTEGRITY_TASK].text
        return SurveyAnswers(
            store=self.store,
            clock=self.clock,
            bell=self.bell,
            vault=self.vault,
            plan=self.rules.surveys,
            calendar=self.rules.calendar,
            watch=IntegrityWatch(notices=self.notices, title=title, public_url=self.settings.public_url),
        )

    @cached_property
    def survey_reading(self) -> SurveyReading:
        """What supervision learns."""
        return SurveyReading(store=self.store, clock=self.clock, plan=self.rules.surveys, words=self.rules.staff_words)

    @cached_property
    def clues(self) -> Clues:
        """Clues in."""
        return Clues(store=self.store, clock=self.clock, calendar=self.rules.calendar)

    @cached_property
    def clue_desk(self) -> ClueDesk:
        """Clues, for staff."""
        return ClueDesk(store=self.store, clock=self.clock)

    @cached_property
    def objections(self) -> Objections:
        """Objections in."""
        return Objections(store=self.store, clock=self.clock, vault=self.vault, calendar=self.rules.calendar)

    @cached_property
    def reply_desk(self) -> ReplyDesk:
        """Replies, for staff."""
        kinds = {row.notice for row in self.rules.plan.rows_for(SURVEY_OFFERED)}
        return ReplyDesk(store=self.store, clock=self.clock, replies=self.replies, survey_kinds=kinds)
