"""The flow to people: event, notice, delivery, channel, receipt."""

from __future__ import annotations

import os
import socket
from functools import cached_property
from typing import TYPE_CHECKING

from broadcaster.adapters.carrier_board_redis import RedisCarrierBoard
from broadcaster.adapters.limits_redis import RedisLimits
from broadcaster.bootstrap.carriers import routing_of
from broadcaster.bootstrap.words import WordRooms
from broadcaster.services.answers.replies import Replies
from broadcaster.services.intake import Intake
from broadcaster.services.people.callbacks import Callbacks
from broadcaster.services.people.carrier_watch import CarrierWatch
from broadcaster.services.people.chains import Chains
from broadcaster.services.people.dispatch import Dispatch
from broadcaster.services.people.inbox import HouseInbox
from broadcaster.services.people.restraint import Restraint
from broadcaster.services.people.sending import Sending
from broadcaster.services.people.tending import Tending

if TYPE_CHECKING:
    from broadcaster.services.people.notices import NoticeWriter
    from broadcaster.services.people.routing import Routing


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
    def carrier_board(self) -> RedisCarrierBoard:
        """Where workers show how their carriers do."""
        return RedisCarrierBoard(self.redis_url)

    @cached_property
    def carrier_watch(self) -> CarrierWatch:
        """This worker's part of the board."""
        return CarrierWatch(worker=f"{socket.gethostname()}:{os.getpid()}", routing=self.routing, board=self.carrier_board)

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
    def tending(self) -> Tending:
        """Lines held open, mailboxes read."""
        return Tending(self.outlets.message_channels)

    @cached_property
    def replies(self) -> Replies:
        """What people write back."""
        return Replies(vault=self.vault, words=self.rules.reply_words, calendar=self.rules.calendar)

    @cached_property
    def inbox(self) -> HouseInbox:
        """Receipts and replies in."""
        return HouseInbox(store=self.store, clock=self.clock, chains=Chains(self.rules.quiet), replies=self.replies)

    @cached_property
    def callbacks(self) -> Callbacks:
        """Providers' calls, understood."""
        return Callbacks(inbox=self.inbox, receipts=self.outlets.readers, replies=self.outlets.listeners)
