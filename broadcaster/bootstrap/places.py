"""The flow to places: list, approval, artifact, placement, withdrawal."""

from __future__ import annotations

from functools import cached_property

from broadcaster.bootstrap.answers import AnswerRooms
from broadcaster.domain.exposure_lists import ApprovalChain
from broadcaster.services.answers.objection_desk import ObjectionDesk
from broadcaster.services.people.forewarning import Forewarning
from broadcaster.services.places.approval import Approval
from broadcaster.services.places.board_tasks import BoardTasks
from broadcaster.services.places.delegating import Delegating
from broadcaster.services.places.index_cards import IndexCards
from broadcaster.services.places.list_beside import ListBeside
from broadcaster.services.places.pause_desk import PauseDesk
from broadcaster.services.places.placing import Placing
from broadcaster.services.places.playlist import Playlist
from broadcaster.services.places.production import Imprint, Production
from broadcaster.services.places.public_reading import PublicReading
from broadcaster.services.places.publication import Places, Publication
from broadcaster.services.places.screening import Screening
from broadcaster.services.places.withdrawal import Withdrawal


class PlaceRooms(AnswerRooms):
    """From a list to the places, and down again; the people on it are told before."""

    @cached_property
    def cards(self) -> IndexCards:
        """Index cards of entries."""
        return IndexCards(self.vault, self.photos)

    @cached_property
    def withdrawal(self) -> Withdrawal:
        """Entries down."""
        return Withdrawal(store=self.store, clock=self.clock, bell=self.bell, policy=self.rules.policy)

    @cached_property
    def pause_desk(self) -> PauseDesk:
        """What is stopped, and how places confirm."""
        return PauseDesk(store=self.store, clock=self.clock)

    @cached_property
    def objection_desk(self) -> ObjectionDesk:
        """Objections, for staff: they pause what is disputed."""
        return ObjectionDesk(store=self.store, clock=self.clock, withdrawal=self.withdrawal, calendar=self.rules.calendar)

    @cached_property
    def list_beside(self) -> ListBeside:
        """A list beside the one before."""
        return ListBeside(store=self.store)

    @cached_property
    def screening(self) -> Screening:
        """Register to draft list."""
        return Screening(store=self.store, clock=self.clock, policy=self.rules.policy)

    @cached_property
    def production(self) -> Production:
        """List to artifacts."""
        court = self.settings.court
        imprint = Imprint(
            court=court.name,
            hotline=court.hotline,
            domain=court.domain,
            public_url=self.settings.public_url,
            duty_wording=self.rules.wording.public_duty,
            notice_days=self.settings.exposure.notice_days,
            communities=self.settings.communities,
        )
        return Production(
            store=self.store,
            clock=self.clock,
            blobs=self.blobs,
            photos=self.photos,
            studio=self.rules.studio,
            imprint=imprint,
            wording=self.rules.wording,
        )

    @cached_property
    def approval(self) -> Approval:
        """Draft to approved."""
        chain = ApprovalChain(self.settings.approval.submits, self.settings.approval.approves)
        forewarning = Forewarning(
            notices=self.notices,
            quiet=self.rules.quiet,
            notice_days=self.settings.exposure.notice_days,
            public_url=self.settings.public_url,
        )
        return Approval(
            store=self.store, clock=self.clock, bell=self.bell, production=self.production, forewarning=forewarning, chain=chain
        )

    @cached_property
    def delegating(self) -> Delegating:
        """Approvers' steps to others."""
        return Delegating(store=self.store, clock=self.clock, role=self.settings.approval.approves)

    @cached_property
    def publication(self) -> Publication:
        """Approved to shown."""
        places = self.settings.placements
        return Publication(
            store=self.store,
            clock=self.clock,
            bell=self.bell,
            vault=self.vault,
            policy=self.rules.policy,
            places=Places(places.screen_channel, places.web_channel, places.board_channel, places.screens, places.days),
            notice_days=self.settings.exposure.notice_days,
        )

    @cached_property
    def placing(self) -> Placing:
        """Wanted to seen."""
        return Placing(
            store=self.store,
            clock=self.clock,
            channels=self.outlets.display_channels,
            blobs=self.blobs,
            production=self.production,
            policy=self.rules.policy,
        )

    @cached_property
    def playlist(self) -> Playlist:
        """Screens' manifests."""
        return Playlist(
            store=self.store,
            clock=self.clock,
            bell=self.bell,
            blobs=self.blobs,
            signer=self.signer,
            channel=self.settings.placements.screen_channel,
            screens=self.settings.placements.screens,
        )

    @cached_property
    def board_tasks(self) -> BoardTasks:
        """Community workers' tasks."""
        return BoardTasks(
            store=self.store,
            clock=self.clock,
            bell=self.bell,
            blobs=self.blobs,
            vault=self.vault,
            channel=self.settings.placements.board_channel,
            communities=self.settings.communities,
        )

    @cached_property
    def public_reading(self) -> PublicReading:
        """Public pages."""
        return PublicReading(store=self.store, blobs=self.blobs, web_channel=self.settings.placements.web_channel)
