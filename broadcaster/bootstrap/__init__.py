"""The one place where concrete classes meet: settings in, a house out."""

from __future__ import annotations

from contextlib import AsyncExitStack
from functools import cached_property
from typing import TYPE_CHECKING, Self

from broadcaster.adapters.bell_arq import BellAnswerer
from broadcaster.adapters.clock_system import SystemClock
from broadcaster.adapters.http_aiohttp import AiohttpSession
from broadcaster.bootstrap.duty import DutyRooms
from broadcaster.bootstrap.outlets import Outlets
from broadcaster.bootstrap.rulebook import Rulebook
from broadcaster.services.agencies.agency_feeds import AgencyFeeds
from broadcaster.services.agencies.feed_reading import FeedReading
from broadcaster.services.agencies.sequencing import Sequencing
from broadcaster.services.duty.questions import Questions
from broadcaster.services.office.desk import Desk
from broadcaster.services.office.journal_desk import JournalDesk
from broadcaster.services.office.staff import Staff
from broadcaster.services.people.held_messages import HeldMessages
from broadcaster.services.people.unit_letters import UnitLetters
from broadcaster.services.review import Review

if TYPE_CHECKING:
    from broadcaster.ports.clock import Clock
    from broadcaster.settings import Settings


class House(DutyRooms):
    """Everything, made when first asked for and closed together. Enter it inside the running loop."""

    def __init__(self, settings: Settings, clock: Clock | None = None) -> None:
        """Take the settings; the machine's own clock where none is given."""
        self.settings = settings
        self.clock: Clock = clock or SystemClock()
        self.rules = Rulebook(settings)
        self._open = AsyncExitStack()

    async def __aenter__(self) -> Self:
        """Open the shared HTTP session."""
        self.http = await self._open.enter_async_context(AiohttpSession())
        self.outlets = Outlets(self.settings, http=self.http, clock=self.clock, store=self.store, inbox=self.inbox)
        self._open.push_async_callback(self.store.close)
        self._open.push_async_callback(self.outlets.close)
        self._open.push_async_callback(self.bell.close)
        self._open.push_async_callback(self.limits.close)
        self._open.push_async_callback(self.carrier_board.close)
        return self

    async def __aexit__(self, *_: object) -> None:
        """Close what was opened, the last first."""
        await self._open.aclose()

    @cached_property
    def answerer(self) -> BellAnswerer:
        """A worker's main loop over every outbox."""
        return BellAnswerer(
            self.redis_url,
            {
                "review": self.review.drain,
                "dispatch": self.dispatch.drain,
                "carriers": self.carrier_watch.drain,
                "tending": self.tending.drain,
                "placing": self.placing.drain,
                "sequencing": self.sequencing.drain,
                "alarms": self.alarms.drain,
                "digests": self.digests.drain,
                "follow_ups": self.follow_ups.drain,
                "wording": self.wording.catch_up,
            },
        )

    @cached_property
    def feeds(self) -> AgencyFeeds:
        """Entries to agencies."""
        return AgencyFeeds(policies=self.rules.policies, legal_basis=self.settings.agencies.legal_basis, vault=self.vault)

    @cached_property
    def unit_letters(self) -> UnitLetters:
        """Letters to units and superior bodies."""
        hotline = self.settings.court.hotline
        return UnitLetters(notices=self.notices, printer=lambda: self.rules.letters, vault=self.vault, hotline=hotline)

    @cached_property
    def review(self) -> Review:
        """Cases looked at again."""
        return Review(
            store=self.store,
            clock=self.clock,
            bell=self.bell,
            policy=self.rules.policy,
            cards=self.cards,
            entries=(self.withdrawal, self.feeds, self.unit_letters, Questions(self.rules.calendar)),
            cases=(HeldMessages(self.rules.quiet, self.rules.plan, self.vault), self.deadlines, self.surveys),
        )

    @cached_property
    def feed_reading(self) -> FeedReading:
        """Agencies' pages."""
        return FeedReading(store=self.store, policies=self.rules.policies)

    @cached_property
    def sequencing(self) -> Sequencing:
        """Numbers for feeds and journal."""
        return Sequencing(store=self.store, clock=self.clock)

    @cached_property
    def staff(self) -> Staff:
        """Users and keys."""
        return Staff(store=self.store, clock=self.clock, vault=self.vault)

    @cached_property
    def desk(self) -> Desk:
        """What the console shows."""
        return Desk(store=self.store, clock=self.clock)

    @cached_property
    def journal_desk(self) -> JournalDesk:
        """The journal, for who looks into it."""
        return JournalDesk(store=self.store, clock=self.clock, words=self.rules.staff_words)
