"""Where entries, lists, their artifacts and their placements are kept."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence
    from datetime import datetime

    from broadcaster.domain.entries import EntryKey, EntryKind, ListKind
    from broadcaster.domain.exposure_lists import ExposureList
    from broadcaster.domain.placements import Placement, Wanted
    from broadcaster.ports.channels import Seen


@dataclass(frozen=True, slots=True)
class EntryRow:
    """An entry's index card: opaque ids and keyed hashes, no name.

    `held_back` is a mark by hand (`pause`, `silence`, `pause+silence`, `end:...`), `cleared` the reasons a person set aside.
    """

    entry: str
    code: str
    key: EntryKey
    case_number: str
    party_id: str
    subject_key: str
    name_key: str
    birth_year: int | None
    community: str
    photo_digest: str
    held_back: str = ""
    cleared: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Artifact:
    """A finished file of a list: `kind` slide, page, poster or index; `subject` an entry or a place; `entries` all on it."""

    list_id: str
    kind: str
    subject: str
    sha256: str
    media_type: str
    entries: tuple[str, ...]
    replaces: str = ""
    """The digest approved, where taking someone away made this one from it (R89)."""


@dataclass(frozen=True, slots=True)
class PersonRow:
    """Anyone named in any case, for the search for namesakes (R97): keyed hashes, birth year and community."""

    subject_key: str
    name_key: str
    birth_year: int | None
    community: str


class EntryBook(Protocol):
    """Entries."""

    async def keep_people(self, rows: Sequence[PersonRow]) -> None:
        """Keep who is named in a case."""
        ...

    async def keep_entry(self, row: EntryRow, at: datetime) -> None:
        """Keep a new entry, or bring its index card up to date; manual marks stay."""
        ...

    async def entry(self, entry: str) -> EntryRow:
        """Return an entry; raise `NotFound`."""
        ...

    async def entries(self, names: Collection[str]) -> list[EntryRow]:
        """Return several entries in the order asked for; raise `NotFound`."""
        ...

    async def entry_by_code(self, code: str) -> EntryRow:
        """Return an entry by its public code; raise `NotFound`."""
        ...

    async def entries_of_cases(self, case_numbers: Collection[str]) -> list[EntryRow]:
        """Return the entries of several cases."""
        ...

    async def entries_of_kind(self, kind: EntryKind) -> list[EntryRow]:
        """Return all entries of a kind."""
        ...

    async def namesakes(self, rows: Sequence[EntryRow]) -> set[str]:
        """Return those entries for which another person of the same name shares birth year or community (R97)."""
        ...

    async def shared_photos(self, digests: Collection[str]) -> set[str]:
        """Return those photo digests that stand on two different people (R98)."""
        ...

    async def hold_back(self, entry: str, mark: str, cleared: Collection[str]) -> None:
        """Write the manual mark and add to the reasons set aside."""
        ...


class ListBook(Protocol):
    """Lists and their artifacts."""

    async def keep_list(self, exposure_list: ExposureList) -> None:
        """Write a list as it now is."""
        ...

    async def exposure_list(self, list_id: str) -> ExposureList:
        """Return a list; raise `NotFound`."""
        ...

    async def lists(self) -> list[ExposureList]:
        """Return all lists, newest first."""
        ...

    async def list_of_month(self, kind: ListKind, month: str) -> ExposureList | None:
        """Return the month's list of a kind that was not rejected."""
        ...

    async def keep_artifacts(self, artifacts: Sequence[Artifact]) -> None:
        """Write artifacts; one of the same kind and subject is replaced."""
        ...

    async def artifacts(self, list_id: str) -> list[Artifact]:
        """Return the artifacts of a list."""
        ...


class PlacementBook(Protocol):
    """Placements and what was seen."""

    async def place(self, placements: Sequence[Placement], at: datetime) -> None:
        """Write new placements; one that exists for the same list, entry, channel and place is left alone."""
        ...

    async def placements(
        self, *, entry: str = "", list_id: str = "", channel: str = "", place: str = "", artifact: str = "", wanted: Wanted | None = None
    ) -> list[Placement]:
        """Return placements that match all that is given."""
        ...

    async def placements_of(self, entries: Collection[str]) -> list[Placement]:
        """Return the placements of several entries."""
        ...

    async def placement(self, placement_id: str) -> Placement:
        """Return one; raise `NotFound`."""
        ...

    async def want(self, placement_ids: Collection[str], wanted: Wanted, reason: str, at: datetime) -> None:
        """Write what is wanted from now on."""
        ...

    async def swap_artifact(self, placement_ids: Collection[str], sha256: str, at: datetime) -> None:
        """Want another artifact at the same place (R89)."""
        ...

    async def overdue(self, now: datetime) -> list[str]:
        """Return the ids of what is shown longer than it may be."""
        ...

    async def count_unsettled(self) -> tuple[int, int]:
        """Return how many placements are unsettled, and to how many of them nobody has spoken yet."""
        ...

    async def unsettled(self, most: int) -> list[Placement]:
        """Return placements whose seen is not yet their wanted."""
        ...

    async def told(self, placement_ids: Collection[str], at: datetime) -> None:
        """Remember that their channels took over what is wanted now."""
        ...

    async def saw(self, seen: Mapping[str, Seen], at: datetime) -> None:
        """Write observations, by placement."""
        ...

    async def sighted(self, seen: Mapping[str, Seen]) -> None:
        """Keep what places themselves reported, by placement, for their channels to read."""
        ...

    async def last_sightings(self, placement_ids: Collection[str]) -> Mapping[str, Seen]:
        """Return the newest report of each place that reported."""
        ...

    async def count_placements(self) -> Mapping[tuple[str, str], int]:
        """Return how many placements each (channel, wanted) has."""
        ...


class ExposureBook(EntryBook, ListBook, PlacementBook, Protocol):
    """All of exposure."""
