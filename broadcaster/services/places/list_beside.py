"""What stands beside a list's lines: last month's list, the other debtors of the case, the other listings of the person (R95)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from broadcaster.domain.exposure_lists import ListState
from broadcaster.domain.list_change import change_between, list_before
from broadcaster.domain.placements import Wanted
from broadcaster.services.case_files import entries_with_files
from broadcaster.services.office.desk_views import face_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from broadcaster.domain.exposure_lists import ExposureList, Line
    from broadcaster.ports.store import Store
    from broadcaster.services.office.desk_views import EntryFace, ListSheet, SheetLine


@dataclass(frozen=True, slots=True)
class SinceLast:
    """A list beside the one before: the new and the staying entries by id, those that left with name and reasons."""

    earlier: ExposureList
    new: frozenset[str]
    stays: frozenset[str]
    left: tuple[tuple[EntryFace, Line], ...]


@dataclass(frozen=True, slots=True)
class PersonCard:
    """One person's lines on one list, numbered: a view alone, each stays an entry of its own. `off` are those not or no more on it."""

    on: tuple[tuple[int, SheetLine], ...]
    off: tuple[SheetLine, ...]

    @property
    def is_merged(self) -> bool:
        """Whether the person has several listings."""
        return len(self.on) + len(self.off) > 1


class ListBeside:
    """Reads the list before."""

    def __init__(self, *, store: Store) -> None:
        """Take what it reads from."""
        self._store = store

    async def since_last(self, exposure_list: ExposureList) -> SinceLast | None:
        """Return the comparison with the last list of the kind that was approved; None for the first."""
        async with self._store.reading() as books:
            earlier = list_before(exposure_list, await books.exposure.lists())
            if earlier is None:
                return None
            change = change_between(earlier, exposure_list)
            known = await entries_with_files(books, [line.entry for line in change.left])
        faces = [face_of(file, row) for row, file in known]
        return SinceLast(earlier, change.new, change.stays, tuple(zip(faces, change.left, strict=True)))

    async def taken_down(self, exposure_list: ExposureList) -> frozenset[str]:
        """Return the entries of a published list that hang nowhere any more."""
        if exposure_list.state is not ListState.PUBLISHED:
            return frozenset()
        async with self._store.reading() as books:
            placed = await books.exposure.placements(list_id=exposure_list.list_id)
        return frozenset({each.entry for each in placed} - {each.entry for each in placed if each.wanted is not Wanted.GONE})


def cards(sheet: ListSheet) -> tuple[PersonCard, ...]:
    """Return those on the list, a person with several listings as one card at the place of the first of them (R95)."""
    on: dict[str, list[tuple[int, SheetLine]]] = {}
    for number, line in enumerate(sheet.on, start=1):
        on.setdefault(line.subject, []).append((number, line))
    off: dict[str, list[SheetLine]] = {}
    for line in sheet.lines:
        if not line.line.included:
            off.setdefault(line.subject, []).append(line)
    return tuple(PersonCard(tuple(lines), tuple(off.get(subject, ()))) for subject, lines in on.items())


def co_debtors(sheet: ListSheet) -> Mapping[str, tuple[SheetLine, ...]]:
    """Return, by entry, the lines of the other debtors of its case, on the list or off it."""
    by_case: dict[str, list[SheetLine]] = {}
    for line in sheet.lines:
        by_case.setdefault(line.face.case_number, []).append(line)
    return {
        line.face.entry: others
        for line in sheet.on
        if (others := tuple(each for each in by_case[line.face.case_number] if each.subject != line.subject))
    }
