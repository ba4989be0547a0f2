"""What staff see when they stop something: the switches, the queue of pauses to verify, each place confirming (R91, R115)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from broadcaster.domain.placements import Wanted
from broadcaster.domain.silence import BOTH, PAUSE, SILENCE, Reach, Scope, is_silent
from broadcaster.ports.journal_book import JournalQuery
from broadcaster.services.case_files import entries_with_files
from broadcaster.services.office.desk_views import EntryPlaces, face_of
from broadcaster.services.places.pause_views import Confirmations, FactSheet, PlaceConfirmation, Switch, Switchboard, Waiting
from broadcaster.services.places.withdrawal import SYSTEM, within

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

    from broadcaster.domain.placements import Placement
    from broadcaster.ports.clock import Clock
    from broadcaster.ports.store import Books, Store
    from broadcaster.services.office.desk_views import EntryFace

_MOST_DEEDS: Final = 200
_BY_HAND: Final = "pause"
_BY_A_FACT: Final = "placement.paused"


class PauseDesk:
    """Reads."""

    def __init__(self, *, store: Store, clock: Clock) -> None:
        """Take what it reads from."""
        self._store = store
        self._clock = clock

    async def switchboard(self) -> Switchboard:
        """Return every switch: over everything, each list, each channel; and the entries that hang."""
        async with self._store.reading() as books:
            hanging = _hanging(await books.exposure.placements())
            faces = await _faces(books, {each.entry for each in hanging})
            lists = {str(each.list_id): each for each in await books.exposure.lists()}

        def over(scope: Scope, entries: Collection[str]) -> Switch:
            return _switch(scope, entries, hanging, faces)

        of_list = {name: {each.entry for each in hanging if each.list_id == name} for name in lists}
        of_channel = {name: {each.entry for each in hanging if each.channel == name} for name in sorted({each.channel for each in hanging})}
        shown = {each.entry for each in hanging if each.wanted is Wanted.SHOWN}
        return Switchboard(
            everything=over(Scope(Reach.EVERYTHING), faces),
            lists=tuple((lists[name], over(Scope(Reach.LIST, name), entries)) for name, entries in of_list.items() if entries),
            channels=tuple(over(Scope(Reach.CHANNEL, name), entries) for name, entries in of_channel.items()),
            entries=tuple(sorted((faces[entry] for entry in shown), key=lambda face: (face.name, face.case_number))),
        )

    async def switch(self, scope: Scope) -> Switch:
        """Return one switch; raise `NotFound`."""
        async with self._store.reading() as books:
            return await _switch_of(books, scope)

    async def waiting(self) -> tuple[Waiting, ...]:
        """Return the pauses that somebody must verify, the oldest first. A silence is none: nobody doubts its entries."""
        async with self._store.reading() as books:
            paused = [each for each in await books.exposure.placements(wanted=Wanted.PAUSED) if each.reason != SILENCE]
            faces = await _faces(books, {each.entry for each in paused})
            found = [await _waiting(books, face, [each for each in paused if each.entry == face.entry]) for face in faces.values()]
        return tuple(sorted(found, key=lambda each: each.since))

    async def watch(self, scope: Scope, channel: str = "", place: str = "") -> Confirmations:
        """Return how every place of a scope confirms; with the entries of one place where it is named."""
        async with self._store.reading() as books:
            switch, placed = await _switch_of(books, scope), await _placed_within(books, scope)
            if not channel:
                return Confirmations(switch, _by_place(placed))
            here = [each for each in placed if (each.channel, each.place) == (channel, place)]
            return Confirmations(switch, _by_place(here), await _by_entry(books, here))

    async def facts(self, scope: Scope) -> FactSheet:
        """Return what a spokesman may rely on."""
        async with self._store.reading() as books:
            placed = await _placed_within(books, scope)
            names = {each.list_id for each in placed}
            lists = tuple(each for each in await books.exposure.lists() if each.list_id in names)
            subjects = (str(scope), scope.of or str(scope), *names)
            return FactSheet(
                at=self._clock.now(),
                watch=Confirmations(await _switch_of(books, scope), _by_place(placed)),
                lists=lists,
                entries=await _by_entry(books, placed),
                deeds=tuple(reversed(await books.journal.search(JournalQuery(subjects=subjects), most=_MOST_DEEDS))),
            )


def _hanging(placed: Sequence[Placement]) -> list[Placement]:
    return [each for each in placed if each.wanted is not Wanted.GONE]


async def _faces(books: Books, entries: Collection[str]) -> dict[str, EntryFace]:
    return {row.entry: face_of(file, row) for row, file in await entries_with_files(books, sorted(entries))}


def _switch(scope: Scope, entries: Collection[str], hanging: Sequence[Placement], faces: Mapping[str, EntryFace]) -> Switch:
    """Count. A switch over a channel reaches its entries at their other places too."""
    placed = [each for each in hanging if each.entry in entries]
    marks = [faces[entry].held_back for entry in entries]
    return Switch(
        scope=scope,
        entries=len(entries),
        places=len(placed),
        shown=sum(each.wanted is Wanted.SHOWN for each in placed),
        silent=sum(is_silent(mark) for mark in marks),
        paused=len({each.entry for each in placed if each.wanted is Wanted.PAUSED}),
        face=faces[scope.of] if scope.reach is Reach.ENTRY else None,
    )


async def _switch_of(books: Books, scope: Scope) -> Switch:
    entries = await within(books, scope)
    return _switch(scope, entries, _hanging(await books.exposure.placements_of(entries)), await _faces(books, entries))


async def _placed_within(books: Books, scope: Scope) -> list[Placement]:
    """Return the placements of a scope's entries: those that hang, and those not yet seen gone."""
    placed = await books.exposure.placements_of(await within(books, scope))
    return [each for each in placed if each.wanted is not Wanted.GONE or not each.is_settled]


def _by_place(placed: Sequence[Placement]) -> tuple[PlaceConfirmation, ...]:
    places: dict[tuple[str, str], list[Placement]] = {}
    for each in placed:
        places.setdefault((each.channel, each.place), []).append(each)
    found = [PlaceConfirmation(channel, place, tuple(here)) for (channel, place), here in places.items()]
    return tuple(sorted(found, key=lambda each: (each.confirmed == len(each.placed), each.channel, each.place)))


async def _by_entry(books: Books, placed: Sequence[Placement]) -> tuple[EntryPlaces, ...]:
    faces = await _faces(books, {each.entry for each in placed})
    found = [EntryPlaces(face, tuple(each for each in placed if each.entry == entry)) for entry, face in faces.items()]
    return tuple(sorted(found, key=lambda each: (not each.unsettled, each.face.name, each.face.case_number)))


async def _waiting(books: Books, face: EntryFace, paused: Sequence[Placement]) -> Waiting:
    """Return who paused an entry: a person's own words before the fact that a case told."""
    is_by_hand = face.held_back in (PAUSE, BOTH)
    query = JournalQuery(subjects=(face.entry,), what=_BY_HAND if is_by_hand else _BY_A_FACT)
    deed = next(iter(await books.journal.search(query, most=1)), None)
    return Waiting(
        face=face,
        since=deed.at if deed else min(each.wanted_since for each in paused),
        who=deed.who if deed else "" if is_by_hand else SYSTEM,
        reason=deed.reason if deed else paused[0].reason,
        unconfirmed=sum(not each.is_settled for each in paused),
    )
