"""Puts an approved list up: the approved bytes, at the places that each entry may hang, judged once more (R27, R37, R113)."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, time, timedelta
from typing import TYPE_CHECKING, Final

from broadcaster.domain.boards import is_agreed
from broadcaster.domain.calendar import COURT_ZONE
from broadcaster.domain.disclosure import content_digest
from broadcaster.domain.entries import EntryKind
from broadcaster.domain.errors import NotAllowed, WrongState
from broadcaster.domain.exposure_lists import ListState, earliest_publication, require
from broadcaster.domain.placements import Placement, Wanted
from broadcaster.domain.silence import is_silent
from broadcaster.domain.standing import judge
from broadcaster.domain.users import PUBLISHES
from broadcaster.ports.channels import Sight
from broadcaster.ports.office_book import Deed
from broadcaster.services.case_files import entries_with_files
from broadcaster.services.places.production import PAGE, POSTER, SLIDE

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from broadcaster.domain.case_file import CaseFile
    from broadcaster.domain.eligibility import DisclosurePolicy
    from broadcaster.domain.exposure_lists import ExposureList
    from broadcaster.domain.users import User
    from broadcaster.ports.bell import Bell
    from broadcaster.ports.clock import Clock
    from broadcaster.ports.exposure_book import Artifact, EntryRow
    from broadcaster.ports.store import Books, Store
    from broadcaster.ports.vault import Vault

PUBLIC_FOLDERS: Final = {EntryKind.DISHONEST: "exposure", EntryKind.BOUNTY_PERSON: "bounty", EntryKind.BOUNTY_PROPERTY: "bounty"}
"""The first part of an entry's public address: /exposure/{code} or /bounty/{code}."""


@dataclass(frozen=True, slots=True)
class Places:
    """Where lists go (config/placements.toml): channels by kind of place, the screens, and for how many days."""

    screen_channel: str
    web_channel: str
    board_channel: str
    screens: tuple[str, ...]
    days: int


class Publication:
    """Publishes lists."""

    def __init__(
        self,
        *,
        store: Store,
        clock: Clock,
        bell: Bell,
        vault: Vault,
        policy: DisclosurePolicy,
        places: Places,
        notice_days: int,
    ) -> None:
        """Take what it works with."""
        self._store = store
        self._clock = clock
        self._bell = bell
        self._vault = vault
        self._policy = policy
        self._places = places
        self._notice_days = notice_days

    async def publish(self, list_id: str, user: User) -> ExposureList:
        """Want every entry that may still be shown at its places. Refuses before the people were told long enough (R113)."""
        if not user.roles & PUBLISHES:
            raise NotAllowed(f"{user.name}: publishing needs one of the roles {', '.join(sorted(PUBLISHES))}")
        now = self._clock.now()
        async with self._store.writing() as books:
            approved = await books.exposure.exposure_list(list_id)
            require(approved, ListState.APPROVED)
            first_day = earliest_publication(approved, self._notice_days)
            if now.date() < first_day:
                raise WrongState(
                    f"list {list_id} may be shown from {first_day} on: the people are told {self._notice_days} days before (R113)"
                )
            rows = await books.exposure.entries([line.entry for line in approved.included])
            if silent := sum(is_silent(row.held_back) for row in rows):
                raise WrongState(f"list {list_id}: {silent} of its entries are silent: end the silence first (R115)")
            await self._end_earlier(books, approved, now)
            published = replace(approved, state=ListState.PUBLISHED, published_at=now)
            await books.exposure.keep_list(published)
            await books.exposure.place(await self._placements(books, published, now), now)
            await books.office.note(Deed(now, user.name, "list.publish", list_id, f"digest {published.digest}"))
            await books.cases.want_reviews({row.case_number for row in rows}, now)
        for what in ("review", "placing"):
            await self._bell.ring(what)
        return published

    async def _end_earlier(self, books: Books, successor: ExposureList, now: datetime) -> None:
        """End the earlier lists of the kind: who stays is on the new one, under its own approval."""
        for each in await books.exposure.lists():
            if each.kind is successor.kind and each.state is ListState.PUBLISHED:
                await books.exposure.keep_list(replace(each, state=ListState.ENDED))
                placed = [
                    one.placement_id for one in await books.exposure.placements(list_id=each.list_id) if one.wanted is not Wanted.GONE
                ]
                await books.exposure.want(placed, Wanted.GONE, f"superseded:{successor.list_id}", now)

    async def _placements(self, books: Books, published: ExposureList, now: datetime) -> list[Placement]:
        artifacts = await books.exposure.artifacts(published.list_id)
        placed: list[Placement] = []
        known = await entries_with_files(books, [line.entry for line in published.included])
        for line, (row, file) in zip(published.included, known, strict=True):
            standing = judge(file, row.key, now.date(), self._policy, cleared=row.cleared)
            if standing.may_hang and not row.held_back and line.content == content_digest(file, row.key):
                placed += self._of_entry(published, row, file, artifacts, now)
        return placed

    def _of_entry(
        self, published: ExposureList, row: EntryRow, file: CaseFile, artifacts: Sequence[Artifact], now: datetime
    ) -> Iterator[Placement]:
        until = self._until(row, file, now)
        for artifact in artifacts:
            if row.entry not in artifact.entries:
                continue
            for channel, place in self._of_artifact(artifact, row, file):
                yield Placement(
                    placement_id=self._vault.keyed("placement", f"{published.list_id}/{row.entry}/{channel}/{place}")[:20],
                    entry=row.entry,
                    code=row.code,
                    list_id=published.list_id,
                    channel=channel,
                    place=place,
                    artifact=artifact.sha256,
                    content=content_digest(file, row.key),
                    media_type=artifact.media_type,
                    wanted=Wanted.SHOWN,
                    wanted_since=now,
                    reason="",
                    shown_from=now,
                    shown_until=until,
                    seen=Sight.NEVER,
                    seen_at=None,
                    proof="",
                    told_at=None,
                )

    def _of_artifact(self, artifact: Artifact, row: EntryRow, file: CaseFile) -> Iterator[tuple[str, str]]:
        if artifact.kind == SLIDE and is_agreed(file, row.key, "screens"):
            yield from ((self._places.screen_channel, screen) for screen in self._places.screens)
        if artifact.kind == PAGE and is_agreed(file, row.key, "web"):
            yield self._places.web_channel, PUBLIC_FOLDERS[row.key.kind]
        if artifact.kind == POSTER:
            yield self._places.board_channel, artifact.subject

    def _until(self, row: EntryRow, file: CaseFile, now: datetime) -> datetime:
        """Return when the exposure ends by itself: after the configured days, or with the term (art 2) or validity (R79) before."""
        last = now + timedelta(days=self._places.days)
        ends_on = None
        if row.key.kind is EntryKind.DISHONEST:
            ends_on = file.listings[row.key.ref].listing.term_ends_on
        elif row.key.kind is EntryKind.BOUNTY_PROPERTY:
            ends_on = file.bounties[row.key.ref].fact.bounty.valid_until  # type: ignore[union-attr]
        return min(last, datetime.combine(ends_on + timedelta(days=1), time(), COURT_ZONE)) if ends_on else last
