"""What staff owe and who is on duty: deadlines, alarms, the roster, weekly digests, follow-up visits."""

from __future__ import annotations

from datetime import timedelta
from functools import cached_property

from broadcaster.bootstrap.places import PlaceRooms
from broadcaster.domain.deadlines import Terms
from broadcaster.domain.escalation import Escalation
from broadcaster.services.duty.alarms import Alarms
from broadcaster.services.duty.deadlines import Deadlines
from broadcaster.services.duty.digests import Digests
from broadcaster.services.duty.due_calendar import DueCalendar
from broadcaster.services.duty.duty_call import DutyCall
from broadcaster.services.duty.roster import Roster
from broadcaster.services.duty.watchers import Watchers
from broadcaster.services.people.follow_ups import FollowUps


class DutyRooms(PlaceRooms):
    """From what is open to who does it."""

    @cached_property
    def deadlines(self) -> Deadlines:
        """Deadlines of cases."""
        terms = self.rules.escalation.terms
        return Deadlines(self.rules.calendar, Terms(terms.follow_up_months, terms.petition_days))

    @cached_property
    def due_calendar(self) -> DueCalendar:
        """What is due, for staff."""
        return DueCalendar(store=self.store, clock=self.clock)

    @cached_property
    def alarms(self) -> Alarms:
        """Alarms to who is on duty."""
        plan, calendar, words = self.rules.escalation, self.rules.calendar, self.rules.staff_words
        return Alarms(
            store=self.store,
            clock=self.clock,
            bell=self.bell,
            escalation=Escalation(plan, calendar),
            watchers=Watchers(
                calendar,
                unconfirmed_after=timedelta(minutes=plan.terms.unconfirmed_minutes),
                gap_notice=timedelta(hours=plan.terms.gap_notice_hours),
            ),
            call=DutyCall(notices=self.notices, levels=words.name["alarm_level"], public_url=self.settings.public_url),
            words=words,
            calendar=calendar,
            long_holiday=plan.long_holiday,
        )

    @cached_property
    def roster(self) -> Roster:
        """Who is on duty."""
        return Roster(store=self.store, clock=self.clock, headings=self.rules.staff_words.name["roster"])

    @cached_property
    def digests(self) -> Digests:
        """Weekly reminder and report."""
        return Digests(
            store=self.store,
            clock=self.clock,
            bell=self.bell,
            notices=self.notices,
            calendar=self.rules.calendar,
            weekly=self.rules.escalation.digests,
            departments=self.rules.departments,
            words=self.rules.staff_words,
        )

    @cached_property
    def follow_ups(self) -> FollowUps:
        """Visits after termination."""
        return FollowUps(store=self.store, clock=self.clock, bell=self.bell, notices=self.notices)
