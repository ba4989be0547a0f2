"""The flow to people: event, notice, delivery, channel, receipt."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from broadcaster.adapters.limits_redis import RedisLimits
from broadcaster.bootstrap.carriers import routing_of
from broadcaster.bootstrap.words import WordRooms
from broadcaster.domain.occasions import SURVEY_OFFERED
from broadcaster.services.answer_desk import ClueDesk, ReplyDesk
from broadcaster.services.callbacks import Callbacks
from broadcaster.services.chains import Chains
from broadcaster.services.clues import Clues
from broadcaster.services.dispatch import Dispatch
from broadcaster.services.inbox import HouseInbox
from broadcaster.services.intake import Intake
from broadcaster.services.replies import Replies
from broadcaster.services.restraint import Restraint
from broadcaster.services.sending import Sending
from broadcaster.services.survey_answers import SurveyAnswers
from broadcaster.services.survey_reading import SurveyReading
from broadcaster.services.surveys import Surveys

if TYPE_CHECKING:
    from broadcaster.services.notices import NoticeWriter
    from broadcaster.services.routing import Routing


class PeopleRooms(WordRooms):
    """From a case event to a person, and back."""

    @cached_property
    def notices(self) -> NoticeWriter:
        """Event to notice."""
        return self.writer_with(self.wording)

    @cached_property
    def intake(self) -> Intake:
        """Events in."""
        return Intake(
            store=self.store, clock=self.clock, bell=self.bell, schema=self.rules.schema, notices=self.notices, wording=self.wording
        )

    @cached_property
    def limits(self) -> RedisLimits:
        """What carriers allow all workers together."""
        return RedisLimits(self.redis_url)

    @cached_property
    def routing(self) -> Routing:
        """Carriers of deliveries."""
        planned = ((row.notice, row.media) for row in self.rules.plan.rows)
        return routing_of(self.settings, self.outlets.message_channels, planned, self.clock)

    @cached_property
    def dispatch(self) -> Dispatch:
        """Deliveries out."""
        quiet = self.rules.quiet
        return Dispatch(
            store=self.store,
            clock=self.clock,
            quiet=quiet,
            sending=Sending(channels=self.outlets.message_channels, routing=self.routing, limits=self.limits),
            restraint=Restraint(gate=self.rehearsal, quiet=quiet, most_a_day=self.settings.messages.most_sms_a_day),
            chains=Chains(quiet),
            statutory=self.rules.plan.statutory_kinds(),
        )

    @cached_property
    def replies(self) -> Replies:
        """What people write back."""
        return Replies(vault=self.vault, words=self.rules.reply_words, calendar=self.rules.calendar)

    @cached_property
    def surveys(self) -> Surveys:
        """Questionnaires out."""
        days = self.settings.surveys.days
        return Surveys(plan=self.rules.surveys, notices=self.notices, vault=self.vault, public_url=self.settings.public_url, days=days)

    @cached_property
    def survey_answers(self) -> SurveyAnswers:
        """Questionnaires in."""
        return SurveyAnswers(store=self.store, clock=self.clock, vault=self.vault, plan=self.rules.surveys, calendar=self.rules.calendar)

    @cached_property
    def survey_reading(self) -> SurveyReading:
        """What supervision learns."""
        return SurveyReading(store=self.store, clock=self.clock, plan=self.rules.surveys)

    @cached_property
    def clues(self) -> Clues:
        """Clues in."""
        return Clues(store=self.store, clock=self.clock, calendar=self.rules.calendar)

    @cached_property
    def clue_desk(self) -> ClueDesk:
        """Clues, for staff."""
        return ClueDesk(store=self.store, clock=self.clock)

    @cached_property
    def reply_desk(self) -> ReplyDesk:
        """Replies, for staff."""
        kinds = {row.notice for row in self.rules.plan.rows_for(SURVEY_OFFERED)}
        return ReplyDesk(store=self.store, clock=self.clock, replies=self.replies, survey_kinds=kinds)

    @cached_property
    def inbox(self) -> HouseInbox:
        """Receipts and replies in."""
        return HouseInbox(store=self.store, clock=self.clock, chains=Chains(self.rules.quiet), replies=self.replies)

    @cached_property
    def callbacks(self) -> Callbacks:
        """Providers' calls, understood."""
        return Callbacks(inbox=self.inbox, receipts=self.outlets.readers, replies=self.outlets.listeners)
