"""Makes a list's artifacts: a slide and a page for each entry, a poster for each community, all bound to one digest."""

from __future__ import annotations

import asyncio
from collections import defaultdict
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import TYPE_CHECKING

from broadcaster.domain.boards import may_hang_on_board
from broadcaster.domain.disclosure import public_entry
from broadcaster.domain.entries import EntryKind, subject_of
from broadcaster.domain.errors import ForbiddenWording
from broadcaster.domain.exposure_lists import earliest_publication
from broadcaster.domain.masking import contains_full_number
from broadcaster.domain.placements import Wanted
from broadcaster.ports.exposure_book import Artifact
from broadcaster.services.case_files import entries_with_files

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence
    from datetime import date

    from broadcaster.domain.case_file import CaseFile
    from broadcaster.domain.exposure_lists import ExposureList
    from broadcaster.domain.wording import Wording
    from broadcaster.ports.blobs import Blobs
    from broadcaster.ports.clock import Clock
    from broadcaster.ports.exposure_book import EntryRow
    from broadcaster.ports.photos import Photos
    from broadcaster.ports.store import Books, Store
    from broadcaster.rendering.card import Card, Frame
    from broadcaster.rendering.labels import Labels
    from broadcaster.rendering.poster import Printer
    from broadcaster.rendering.public_page import PublicPages
    from broadcaster.rendering.slide import Painter

SLIDE, PAGE, POSTER = "slide", "page", "poster"
_REPRINTING, _LEASE = "reprinting", timedelta(seconds=120)
PNG, HTML, PDF = "image/png", "text/html; charset=utf-8", "application/pdf"


@dataclass(frozen=True, slots=True)
class Imprint:
    """What the court prints on everything it shows."""

    court: str
    hotline: str
    domain: str
    public_url: str
    duty_wording: str
    notice_days: int
    communities: Mapping[str, str]
    """Community names by 12-digit code."""


@dataclass(frozen=True, slots=True)
class Studio:
    """The tools that draw."""

    painter: Painter
    printer: Printer
    pages: PublicPages
    labels: Labels


@dataclass(frozen=True, slots=True)
class _Work:
    entry: str
    code: str
    community: str
    card: Card


class Production:
    """Draws, stores the bytes by digest, and never draws an approved picture again."""

    def __init__(
        self, *, store: Store, clock: Clock, blobs: Blobs, photos: Photos, studio: Studio, imprint: Imprint, wording: Wording
    ) -> None:
        """Take what it works with."""
        self._store = store
        self._clock = clock
        self._blobs = blobs
        self._photos = photos
        self._studio = studio
        self._imprint = imprint
        self._wording = wording
        self._drawing = asyncio.Lock()

    async def produce(self, exposure_list: ExposureList) -> list[Artifact]:
        """Make everything of a list; raise where a character, a text or a photo stops a picture, naming its entry."""
        async with self._store.reading() as books:
            works = await self._works(books, exposure_list, [line.entry for line in exposure_list.included])
        async with self._drawing:
            return await asyncio.to_thread(self._draw, exposure_list, works)

    async def draw_one(self, exposure_list: ExposureList, entry: str, size: tuple[int, int]) -> bytes:
        """Return one entry's slide at a size, without keeping it."""
        async with self._store.reading() as books:
            (work,) = await self._works(books, exposure_list, [entry])
        async with self._drawing:
            return await asyncio.to_thread(self._studio.painter.slide, work.card, self.frame(exposure_list), size)

    def frame(self, exposure_list: ExposureList) -> Frame:
        """Return what stands around the cards; the date is the first on which the list may be shown (R113)."""
        return self._studio.labels.around(
            exposure_list.kind,
            court=self._imprint.court,
            month=exposure_list.month,
            published_on=self._published_on(exposure_list),
            hotline=self._imprint.hotline,
            domain=self._imprint.domain,
        )

    def _published_on(self, exposure_list: ExposureList) -> date:
        return earliest_publication(exposure_list, self._imprint.notice_days)

    async def _works(self, books: Books, exposure_list: ExposureList, entries: Collection[str]) -> list[_Work]:
        grants = {line.entry: line.grants for line in exposure_list.lines}
        day = self._published_on(exposure_list)
        return [self._work(row, file, day, grants[row.entry]) for row, file in await entries_with_files(books, entries)]

    def _work(self, row: EntryRow, file: CaseFile, day: date, granted: Collection[str]) -> _Work:
        shown = public_entry(file, row.key, entry=row.entry, today=day, granted=granted)
        card = self._studio.labels.card(
            shown,
            duty_wording=self._imprint.duty_wording,
            verify_url=f"{self._imprint.public_url}/v/{row.code}",
            photo=self._photos.read(shown.photo) if shown.photo else None,
            on=day,
        )
        self._proofread(card)
        party = subject_of(file, row.key).party
        community = party.community_code if may_hang_on_board(file, row.key, party, day) else ""
        return _Work(row.entry, row.code, community, card)

    def _proofread(self, card: Card) -> None:
        """Refuse what no output may say (R32, R109), naming the entry."""
        said = "\n".join((*(row.value for row in card.rows), card.duty, card.amount, card.reward, *card.conditions))
        findings = self._wording.in_output(said, names=[card.name], has_bounty=card.kind is not EntryKind.DISHONEST)
        if findings or contains_full_number(said):
            what = ", ".join(finding.text for finding in findings) or "an unmasked number (R32)"
            raise ForbiddenWording(f"{card.entry}: may not be shown: {what}")

    def _draw(self, exposure_list: ExposureList, works: Sequence[_Work]) -> list[Artifact]:
        frame = self.frame(exposure_list)
        made = []
        by_community: dict[str, list[_Work]] = defaultdict(list)
        for work in works:
            slide = self._studio.painter.slide(work.card, frame)
            doors = [f"{self._imprint.public_url}/{door}/{work.code}" for door in ("objections", "clues")]
            page = self._studio.pages.entry(work.card, frame, *doors)
            made.append(Artifact(exposure_list.list_id, SLIDE, work.entry, self._blobs.put(slide), PNG, (work.entry,)))
            made.append(Artifact(exposure_list.list_id, PAGE, work.entry, self._blobs.put(page), HTML, (work.entry,)))
            if work.community:
                by_community[work.community].append(work)
        made += [self._poster(exposure_list, frame, place, together) for place, together in sorted(by_community.items())]
        return made

    def _poster(self, exposure_list: ExposureList, frame: Frame, place: str, works: Sequence[_Work], replaces: str = "") -> Artifact:
        paper = self._studio.printer.poster([work.card for work in works], frame, self._imprint.communities.get(place, place))
        shown = tuple(work.entry for work in works)
        return Artifact(exposure_list.list_id, POSTER, place, self._blobs.put(paper), PDF, shown, replaces)

    async def reprint(self, exposure_list: ExposureList) -> int:
        """Replace each poster that shows others than may be shown now by one of those who may (R89); return how many."""
        async with self._store.reading() as books:
            posters = [each for each in await books.exposure.artifacts(exposure_list.list_id) if each.kind == POSTER]
            wanted = await books.exposure.placements(list_id=exposure_list.list_id, wanted=Wanted.SHOWN) if posters else []
            hanging = {(each.place, each.entry) for each in wanted}
            order = [line.entry for line in exposure_list.included]
            shown = {each.subject: tuple(entry for entry in order if (each.subject, entry) in hanging) for each in posters}
            stale = [(each, shown[each.subject]) for each in posters if shown[each.subject] != each.entries]
            names = {entry for _, remaining in stale for entry in remaining}
            works = {work.entry: work for work in await self._works(books, exposure_list, names)}
        if not stale or not await self._is_alone():
            return 0
        for artifact, remaining in stale:
            await self._replace(exposure_list, artifact, [works[entry] for entry in remaining])
        async with self._store.writing() as books:
            await books.office.free(_REPRINTING)
        return len(stale)

    async def _is_alone(self) -> bool:
        """Take the reprinting lease: two workers would print the same sheets twice and ask for two photos."""
        now = self._clock.now()
        async with self._store.writing() as books:
            return await books.office.lease(_REPRINTING, now, now + _LEASE)

    async def _replace(self, exposure_list: ExposureList, artifact: Artifact, works: Sequence[_Work]) -> None:
        made = replace(artifact, entries=())
        if works:
            approved = artifact.replaces or artifact.sha256
            async with self._drawing:
                made = await asyncio.to_thread(self._poster, exposure_list, self.frame(exposure_list), artifact.subject, works, approved)
        now = self._clock.now()
        async with self._store.writing() as books:
            await books.exposure.keep_artifacts([made])
            placed = await books.exposure.placements(list_id=exposure_list.list_id, place=artifact.subject, wanted=Wanted.SHOWN)
            await books.exposure.swap_artifact([each.placement_id for each in placed], made.sha256, now)
