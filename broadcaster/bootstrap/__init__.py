"""The one place where concrete classes meet: settings in, a house out."""

from __future__ import annotations

import hashlib
from contextlib import AsyncExitStack
from functools import cached_property
from typing import TYPE_CHECKING, Self

from broadcaster.adapters.bell_arq import ArqBell, BellAnswerer
from broadcaster.adapters.blobs_disk import DiskBlobs
from broadcaster.adapters.clock_system import SystemClock
from broadcaster.adapters.embedded_valkey import socket_url
from broadcaster.adapters.http_aiohttp import AiohttpSession
from broadcaster.adapters.photos_disk import DiskPhotos
from broadcaster.adapters.signer_ed25519 import open_signer
from broadcaster.adapters.store_sql.engine import SqlStore
from broadcaster.adapters.vault_aes import open_vault
from broadcaster.bootstrap.outlets import Outlets
from broadcaster.bootstrap.rulebook import Rulebook
from broadcaster.domain.exposure_lists import ApprovalChain
from broadcaster.domain.notice_plan import Medium
from broadcaster.services.agency_feeds import AgencyFeeds
from broadcaster.services.approval import Approval
from broadcaster.services.board_tasks import BoardTasks
from broadcaster.services.desk import Desk
from broadcaster.services.dispatch import Dispatch
from broadcaster.services.feed_reading import FeedReading
from broadcaster.services.held_messages import HeldMessages
from broadcaster.services.index_cards import IndexCards
from broadcaster.services.intake import Intake
from broadcaster.services.notices import NoticeWriter
from broadcaster.services.placing import Placing
from broadcaster.services.playlist import Playlist
from broadcaster.services.production import Imprint, Production
from broadcaster.services.public_reading import PublicReading
from broadcaster.services.publication import Places, Publication
from broadcaster.services.receipts import Receipts
from broadcaster.services.review import Review
from broadcaster.services.screening import Screening
from broadcaster.services.sequencing import Sequencing
from broadcaster.services.staff import Staff
from broadcaster.services.withdrawal import Withdrawal

if TYPE_CHECKING:
    from broadcaster.ports.blobs import Blobs
    from broadcaster.ports.clock import Clock
    from broadcaster.ports.photos import Photos
    from broadcaster.ports.store import Store
    from broadcaster.ports.vault import Signer, Vault
    from broadcaster.settings import Settings


class House:
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
        self.outlets = Outlets(self.settings, http=self.http, clock=self.clock, store=self.store)
        self._open.push_async_callback(self.store.close)
        self._open.push_async_callback(self.outlets.close)
        self._open.push_async_callback(self.bell.close)
        return self

    async def __aexit__(self, *_: object) -> None:
        """Close what was opened, the last first."""
        await self._open.aclose()

    @cached_property
    def vault(self) -> Vault:
        """Secrets at rest."""
        return open_vault(self.settings.key_file)

    @cached_property
    def signer(self) -> Signer:
        """Signatures of manifests and feeds."""
        return open_signer(self.settings.home / "keys" / "signing.pem")

    @cached_property
    def store(self) -> Store:
        """The truth."""
        return SqlStore(self.settings.database_url, self.vault)

    @cached_property
    def blobs(self) -> Blobs:
        """Artifacts by digest."""
        return DiskBlobs(self.settings.home / "blobs")

    @cached_property
    def photos(self) -> Photos:
        """The photo folder."""
        return DiskPhotos(self.settings.photos)

    @cached_property
    def redis_url(self) -> str:
        """The queue server: the one configured, or the embedded one's socket."""
        return self.settings.redis_url or socket_url(self.settings.home)

    @cached_property
    def bell(self) -> ArqBell:
        """Wakes the workers."""
        return ArqBell(self.redis_url)

    @cached_property
    def answerer(self) -> BellAnswerer:
        """A worker's main loop over every outbox."""
        return BellAnswerer(
            self.redis_url,
            {
                "review": self.review.drain,
                "dispatch": self.dispatch.drain,
                "placing": self.placing.drain,
                "sequencing": self.sequencing.drain,
            },
        )

    @cached_property
    def session_key(self) -> bytes:
        """Signs the console's sessions."""
        return hashlib.sha256(self.vault.keyed("console", "sessions").encode()).digest()

    @cached_property
    def notices(self) -> NoticeWriter:
        """Event to notice."""
        court = self.settings.court
        return NoticeWriter(
            plan=self.rules.plan,
            templates=self.rules.templates,
            quiet=self.rules.quiet,
            vault=self.vault,
            channels={Medium.SMS: self.settings.media.sms, Medium.EMAIL: self.settings.media.email},
            court={"name": court.name, "hotline": court.hotline},
        )

    @cached_property
    def intake(self) -> Intake:
        """Events in."""
        return Intake(store=self.store, clock=self.clock, bell=self.bell, schema=self.rules.schema, notices=self.notices)

    @cached_property
    def dispatch(self) -> Dispatch:
        """Deliveries out."""
        return Dispatch(store=self.store, clock=self.clock, channels=self.outlets.message_channels, quiet=self.rules.quiet)

    @cached_property
    def receipts(self) -> Receipts:
        """Receipts in."""
        return Receipts(store=self.store, clock=self.clock, readers=self.outlets.readers)

    @cached_property
    def cards(self) -> IndexCards:
        """Index cards of entries."""
        return IndexCards(self.vault, self.photos)

    @cached_property
    def withdrawal(self) -> Withdrawal:
        """Entries down."""
        return Withdrawal(store=self.store, clock=self.clock, bell=self.bell, policy=self.rules.policy)

    @cached_property
    def feeds(self) -> AgencyFeeds:
        """Entries to agencies."""
        return AgencyFeeds(policies=self.rules.policies, legal_basis=self.settings.agencies.legal_basis, vault=self.vault)

    @cached_property
    def review(self) -> Review:
        """Cases looked at again."""
        waiting = frozenset(row.notice for rows in self.rules.plan.on.values() for row in rows if row.hold)
        return Review(
            store=self.store,
            clock=self.clock,
            bell=self.bell,
            policy=self.rules.policy,
            calendar=self.rules.calendar,
            cards=self.cards,
            withdrawal=self.withdrawal,
            feeds=self.feeds,
            messages=HeldMessages(self.rules.quiet, waiting),
        )

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
        return Approval(store=self.store, clock=self.clock, production=self.production, chain=chain)

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
