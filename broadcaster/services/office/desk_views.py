"""The shapes in which staff see things; whatever names a person stays on the console."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Self

from broadcaster.domain.entries import subject_of
from broadcaster.domain.placements import Wanted

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date
    from decimal import Decimal

    from broadcaster.domain.case_file import CaseFile
    from broadcaster.domain.entries import EntryKind
    from broadcaster.domain.exposure_lists import ExposureList, Line
    from broadcaster.domain.placements import Placement
    from broadcaster.ports.exposure_book import EntryRow
    from broadcaster.ports.office_book import Deed, Task


@dataclass(frozen=True, slots=True)
class EntryFace:
    """An entry with the name it carries.

    `community` is a code of 12 digits or empty, `amount_due` in yuan, `held_back` a mark by hand (`pause`, `silence`, `end:...`).
    """

    entry: str
    kind: EntryKind
    name: str
    is_unit: bool
    case_number: str
    community: str
    birth_year: int | None
    amount_due: Decimal | None
    held_back: str
    electronic_service_consent: bool
    """Recorded in the address form (R51); no message of ours is service all the same."""

    def __repr__(self) -> str:
        """Show the opaque id alone."""
        return f"EntryFace({self.entry})"


def face_of(file: CaseFile, row: EntryRow) -> EntryFace:
    """Return an entry with its name."""
    subject = subject_of(file, row.key)
    return EntryFace(
        entry=row.entry,
        kind=row.key.kind,
        name=subject.name,
        is_unit=subject.is_unit,
        case_number=row.case_number,
        community=row.community,
        birth_year=row.birth_year,
        amount_due=file.amount_due,
        held_back=row.held_back,
        electronic_service_consent=subject.party.electronic_service_consent,
    )


@dataclass(frozen=True, slots=True)
class OpenTask:
    """A task with the entry it is about, where it is about one."""

    task: Task
    face: EntryFace | None
    is_overdue: bool


@dataclass(frozen=True, slots=True)
class ListSummary:
    """A list and how many are on it and off it."""

    list: ExposureList
    on: int
    off: int


@dataclass(frozen=True, slots=True)
class ChannelPlaces:
    """One channel's placements: how many are wanted shown and seen shown, wanted dark and seen gone, and not yet confirmed."""

    channel: str
    wanted_shown: int
    seen_shown: int
    paused: int
    wanted_gone: int
    seen_gone: int
    unsettled: int

    @classmethod
    def of(cls, channel: str, placed: Sequence[Placement]) -> Self:
        """Count."""
        shown = [each for each in placed if each.wanted is Wanted.SHOWN]
        gone = [each for each in placed if each.wanted is Wanted.GONE]
        return cls(
            channel=channel,
            wanted_shown=len(shown),
            seen_shown=sum(each.is_settled for each in shown),
            paused=len(placed) - len(shown) - len(gone),
            wanted_gone=len(gone),
            seen_gone=sum(each.is_settled for each in gone),
            unsettled=sum(not each.is_settled for each in placed),
        )


@dataclass(frozen=True, slots=True)
class Overview:
    """What the day begins with. `deliveries` counts by (channel, state)."""

    today: date
    tasks: tuple[OpenTask, ...]
    open_tasks: int
    overdue_tasks: int
    lists: tuple[ListSummary, ...]
    deliveries: Mapping[tuple[str, str], int]
    places: tuple[ChannelPlaces, ...]
    deeds: tuple[Deed, ...]


@dataclass(frozen=True, slots=True)
class SheetLine:
    """One line of a list. `photo` is the code of why no photo may be granted, empty where one may."""

    line: Line
    face: EntryFace
    slide: str
    page: str
    photo: str
    namesakes: tuple[EntryFace, ...]
    subject: str = field(repr=False)
    """The keyed hash that tells one person from another; stands on no page."""


@dataclass(frozen=True, slots=True)
class PosterView:
    """A community's poster: its digest, the community's code, and how many are on it."""

    sha256: str
    community: str
    entries: int


@dataclass(frozen=True, slots=True)
class ListSheet:
    """A whole list."""

    list: ExposureList
    lines: tuple[SheetLine, ...]
    posters: tuple[PosterView, ...]

    @property
    def on(self) -> tuple[SheetLine, ...]:
        """Those on the list, in order."""
        return tuple(each for each in self.lines if each.line.included)

    @property
    def off(self) -> Mapping[str, Sequence[SheetLine]]:
        """Those not on it, by their first reason's key, the rules in order."""
        groups: dict[str, list[SheetLine]] = {}
        for each in self.lines:
            if not each.line.included:
                groups.setdefault(each.line.reasons[0][0], []).append(each)
        return dict(sorted(groups.items(), key=lambda group: (_rule_number(group[0]), group[0])))


def _rule_number(key: str) -> int:
    digits = key.partition(".")[0].removeprefix("R")
    return int(digits) if digits.isdecimal() else 0


@dataclass(frozen=True, slots=True)
class EntryPlaces:
    """An entry and its places."""

    face: EntryFace
    placed: tuple[Placement, ...]

    @property
    def unsettled(self) -> int:
        """How many places do not yet show what is wanted."""
        return sum(not each.is_settled for each in self.placed)

    @property
    def may_pause(self) -> bool:
        """Whether something hangs that can be paused."""
        return any(each.wanted is Wanted.SHOWN for each in self.placed)

    @property
    def may_resume(self) -> bool:
        """Whether something is paused that can come back."""
        return not self.face.held_back.startswith("end:") and any(each.wanted is Wanted.PAUSED for each in self.placed)

    @property
    def may_withdraw(self) -> bool:
        """Whether something is not yet taken down for good."""
        return any(each.wanted is not Wanted.GONE for each in self.placed)


@dataclass(frozen=True, slots=True)
class PlacesPage:
    """One page of entries with their places; `total` counts the entries of all pages."""

    entries: tuple[EntryPlaces, ...]
    total: int
    page: int
    pages: int


@dataclass(frozen=True, slots=True)
class EntrySheet:
    """One entry: its places, the journal's lines about it, and its open tasks."""

    places: EntryPlaces
    deeds: tuple[Deed, ...]
    tasks: tuple[Task, ...]
