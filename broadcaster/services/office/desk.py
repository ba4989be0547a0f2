"""What staff see: entries with their names, lists with their pictures, places, deliveries and tasks. For signed-in staff alone."""

from __future__ import annotations

from collections import deque
from datetime import timedelta
from typing import TYPE_CHECKING, Final

from broadcaster.domain import reasons
from broadcaster.domain.deadlines import DeadlineKind
from broadcaster.domain.entries import EntryKind, subject_of
from broadcaster.domain.errors import NotFound
from broadcaster.domain.silence import SILENCE, Reach
from broadcaster.services.case_files import file_of
from broadcaster.services.office.desk_views import (
    ChannelPlaces,
    EntryFace,
    EntryPlaces,
    EntrySheet,
    ListSheet,
    ListSummary,
    OpenTask,
    Overview,
    PlacesPage,
    PosterView,
    SheetLine,
    face_of,
)
from broadcaster.services.places.production import PAGE, POSTER, SLIDE

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import date

    from broadcaster.domain.case_file import CaseFile
    from broadcaster.domain.exposure_lists import ExposureList
    from broadcaster.domain.placements import Placement, Wanted
    from broadcaster.domain.users import User
    from broadcaster.ports.clock import Clock
    from broadcaster.ports.delivery_book import DeliveryRow
    from broadcaster.ports.exposure_book import EntryRow
    from broadcaster.ports.office_book import Deed, Task
    from broadcaster.ports.store import Books, Store

_TASKS_ON_TOP: Final = 8
_DEEDS_ON_TOP: Final = 12
_ALARM: Final = "alarm."
"""Alarms stand on the tasks; among the newest deeds they would hide everything else."""
_SOON: Final = timedelta(days=7)
_DELIVERIES: Final = 200
_LOOKED_AT: Final = 5_000
_ENTRIES_A_PAGE: Final = 50


class Desk:
    """Reads. Names stand only inside sealed events, so the files of the cases shown are folded for each page."""

    def __init__(self, *, store: Store, clock: Clock) -> None:
        """Take what it reads from."""
        self._store = store
        self._clock = clock
        self._latest: deque[Deed] = deque(maxlen=_DEEDS_ON_TOP)
        self._read_to = 0

    async def overview(self, user: User) -> Overview:
        """Return what a user's day begins with."""
        today = self._clock.now().date()
        async with self._store.reading() as books:
            tasks = await _tasks_of(books, user, today)
            return Overview(
                today=today,
                tasks=await self._with_faces(books, tasks[:_TASKS_ON_TOP]),
                open_tasks=len(tasks),
                overdue_tasks=sum(task.due_on < today for task in tasks),
                lists=tuple(_summary(each) for each in await books.exposure.lists()),
                deliveries=await books.deliveries.count(),
                places=_by_channel(await books.exposure.placements()),
                deeds=await self._newest(books),
            )

    async def _newest(self, books: Books) -> tuple[Deed, ...]:
        """Read on from the last line seen: the journal is long, and only grows."""
        while page := await books.office.deeds(after=self._read_to):
            self._latest.extend(deed for deed in page if not (deed.what.startswith(_ALARM) or _is_one_of_many(deed)))
            self._read_to = page[-1].number or 0
        return tuple(reversed(self._latest))

    async def lists(self) -> list[ListSummary]:
        """Return all lists, newest first."""
        async with self._store.reading() as books:
            return [_summary(each) for each in await books.exposure.lists()]

    async def sheet(self, list_id: str) -> ListSheet:
        """Return one list with everyone on it and off it, and its pictures; raise `NotFound`."""
        async with self._store.reading() as books:
            exposure_list = await books.exposure.exposure_list(list_id)
            rows = {row.entry: row for row in await books.exposure.entries_of_kind(exposure_list.kind.entries)}
            artifacts = {(each.kind, each.subject): each for each in await books.exposure.artifacts(list_id)}
            shared = await books.exposure.shared_photos([row.photo_digest for row in rows.values()])
            namesakes = await self._namesakes(books, exposure_list, rows)
            lines = []
            for line in exposure_list.lines:
                row = rows[line.entry]
                file = await file_of(books, row.case_number)
                slide, page = artifacts.get((SLIDE, row.entry)), artifacts.get((PAGE, row.entry))
                lines.append(
                    SheetLine(
                        line=line,
                        face=face_of(file, row),
                        slide=slide.sha256 if slide else "",
                        page=page.sha256 if page else "",
                        photo=_photo_fault(file, row, shared),
                        namesakes=namesakes.get(row.entry, ()),
                        subject=row.subject_key,
                    )
                )
        posters = [each for (kind, _), each in sorted(artifacts.items()) if kind == POSTER and each.entries]
        return ListSheet(
            exposure_list,
            tuple(lines),
            tuple(PosterView(each.sha256, each.subject, len(each.entries)) for each in posters),
        )

    async def _namesakes(self, books: Books, exposure_list: ExposureList, rows: Mapping[str, EntryRow]) -> dict[str, tuple[EntryFace, ...]]:
        """Return, for each line that asks for it, the other people of that name (R97)."""
        asking = [rows[line.entry] for line in exposure_list.lines if reasons.NAMESAKE.key in dict(line.reasons)]
        if not asking:
            return {}
        everyone = [row for kind in EntryKind for row in await books.exposure.entries_of_kind(kind)]
        found = {}
        for row in asking:
            others = [each for each in everyone if each.name_key == row.name_key and each.subject_key != row.subject_key]
            found[row.entry] = tuple([face_of(await file_of(books, each.case_number), each) for each in others])
        return found

    async def places(self, *, channel: str = "", wanted: Wanted | None = None, unsettled: bool = False, page: int = 1) -> PlacesPage:
        """Return placements by entry, fifty entries a page; `unsettled` leaves those whose seen is not their wanted."""
        async with self._store.reading() as books:
            by_entry: dict[str, list[Placement]] = {}
            for each in await books.exposure.placements(channel=channel, wanted=wanted):
                if not (unsettled and each.is_settled):
                    by_entry.setdefault(each.entry, []).append(each)
            pages = max(1, -(-len(by_entry) // _ENTRIES_A_PAGE))
            page = min(max(page, 1), pages)
            ordered = sorted(by_entry.items(), key=lambda item: all(each.is_settled for each in item[1]))
            shown = ordered[(page - 1) * _ENTRIES_A_PAGE : page * _ENTRIES_A_PAGE]
            return PlacesPage(tuple([await _places_of(books, entry, placed) for entry, placed in shown]), len(by_entry), page, pages)

    async def channels(self) -> tuple[ChannelPlaces, ...]:
        """Return how each channel's placements stand."""
        async with self._store.reading() as books:
            return _by_channel(await books.exposure.placements())

    async def entry(self, entry: str) -> EntrySheet:
        """Return one entry with its places and what was done about it; raise `NotFound`."""
        async with self._store.reading() as books:
            places = await _places_of(books, entry, await books.exposure.placements(entry=entry))
            tasks = [task for task in await books.office.open_tasks(_LOOKED_AT) if task.entry == entry]
            return EntrySheet(places, tuple(await books.office.deeds(subject=entry)), tuple(tasks))

    async def photo_of(self, entry: str) -> str:
        """Return the path of the photo on file of the person named; raise `NotFound`."""
        async with self._store.reading() as books:
            row = await books.exposure.entry(entry)
            photo = subject_of(await file_of(books, row.case_number), row.key).party.photo
        if photo is None or not row.photo_digest:
            raise NotFound(f"entry {entry} has no photo")
        return photo.path

    async def deliveries(self, *, state: str = "", channel: str = "") -> list[DeliveryRow]:
        """Return the newest deliveries, 200 at the most; neither addresses nor texts."""
        async with self._store.reading() as books:
            rows = await books.deliveries.page(state=state, most=_LOOKED_AT if channel else _DELIVERIES)
        return [row for row in rows if channel in ("", row.channel)][:_DELIVERIES]

    async def delivery_counts(self) -> Mapping[tuple[str, str], int]:
        """Return how many deliveries each (channel, state) has."""
        async with self._store.reading() as books:
            return await books.deliveries.count()

    async def tasks(self, user: User) -> tuple[OpenTask, ...]:
        """Return the tasks of the coming days that a user may see, those due first on top."""
        async with self._store.reading() as books:
            return await self._with_faces(books, await _tasks_of(books, user, self._clock.now().date()))

    async def _with_faces(self, books: Books, tasks: Iterable[Task]) -> tuple[OpenTask, ...]:
        today = self._clock.now().date()
        return tuple([OpenTask(task, await self._face_of(books, task), task.due_on < today) for task in tasks])

    async def _face_of(self, books: Books, task: Task) -> EntryFace | None:
        """Return the entry that a task is about; a task of a case alone, or of a message, is about none."""
        if not task.case_number:
            return None
        try:
            row = await books.exposure.entry(task.entry)
        except NotFound:
            return None
        return face_of(await file_of(books, row.case_number), row)


def _is_one_of_many(deed: Deed) -> bool:
    """Whether a line tells of one entry what a silence did to all of them; the silence has a line of its own (R115)."""
    is_silence = deed.what.startswith("silence.") and deed.subject.partition(":")[0] not in set(Reach)
    return is_silence or deed.reason == SILENCE


async def _tasks_of(books: Books, user: User, today: date) -> list[Task]:
    found = await books.deadlines.open_until(today + _SOON)
    return [task for task in found if user.may_see_task(task.kind) and task.kind != DeadlineKind.FOLLOW_UP]


async def _places_of(books: Books, entry: str, placed: Sequence[Placement]) -> EntryPlaces:
    row = await books.exposure.entry(entry)
    ordered = sorted(placed, key=lambda each: (each.list_id, each.channel, each.place))
    return EntryPlaces(face_of(await file_of(books, row.case_number), row), tuple(ordered))


def _photo_fault(file: CaseFile, row: EntryRow, shared: set[str]) -> str:
    """Say why a photo may not be granted (R98), or return an empty text."""
    photo = subject_of(file, row.key).party.photo
    if photo is None or not row.photo_digest:
        return "none"
    if not (photo.source and photo.taken_on and photo.matched_by):
        return "unproven"
    return "shared" if row.photo_digest in shared else ""


def _summary(exposure_list: ExposureList) -> ListSummary:
    return ListSummary(exposure_list, len(exposure_list.included), len(exposure_list.lines) - len(exposure_list.included))


def _by_channel(placed: Sequence[Placement]) -> tuple[ChannelPlaces, ...]:
    channels = sorted({each.channel for each in placed})
    return tuple(ChannelPlaces.of(channel, [each for each in placed if each.channel == channel]) for channel in channels)
