"""An entry: one listing or one bounty, the unit that is listed, shown, told to agencies and withdrawn (R95)."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from broadcaster.domain import facts

if TYPE_CHECKING:
    from collections.abc import Iterator

    from broadcaster.domain.case_file import CaseFile
    from broadcaster.domain.parties import Party


class EntryKind(StrEnum):
    """What an entry is about."""

    DISHONEST = "dishonest"
    """失信被执行人."""
    BOUNTY_PERSON = "bounty_person"
    """悬赏查找被决定拘留且下落不明的人 (R78)."""
    BOUNTY_PROPERTY = "bounty_property"
    """悬赏征集财产线索 (R74)."""

    @property
    def design(self) -> str:
        """The folder below templates/slides and templates/posters: both bounties look alike."""
        return "dishonest" if self is EntryKind.DISHONEST else "bounty"

    @property
    def feed(self) -> str:
        """The agency feed that carries this kind."""
        return "dishonest" if self is EntryKind.DISHONEST else "bounty"


class ListKind(StrEnum):
    """The month's lists; each holds entries of one kind."""

    EXPOSURE = "exposure"
    BOUNTY_PERSON = "bounty_person"
    BOUNTY_PROPERTY = "bounty_property"

    @property
    def entries(self) -> EntryKind:
        """The kind of the list's entries."""
        return EntryKind.DISHONEST if self is ListKind.EXPOSURE else EntryKind(self.value)


@dataclass(frozen=True, slots=True)
class EntryKey:
    """What an entry is about: `ref` is the listing id, detention decision number or bounty id."""

    kind: EntryKind
    ref: str

    def __str__(self) -> str:
        """Return `kind:ref`."""
        return f"{self.kind}:{self.ref}"


@dataclass(frozen=True, slots=True)
class Subject:
    """Who is named: the debtor, or the natural person whom a unit's detention names (R101)."""

    party: Party
    detained: facts.DetainedPerson | None = None

    @property
    def name(self) -> str:
        """The name shown."""
        return self.detained.name if self.detained else self.party.name

    @property
    def id_number(self) -> str:
        """The number that identifies a natural person; empty for a unit."""
        return self.detained.id_number if self.detained else self.party.id_number

    @property
    def is_unit(self) -> bool:
        """Whether a unit is named."""
        return self.detained is None and self.party.is_unit


def entries_of(file: CaseFile) -> Iterator[tuple[EntryKey, Subject]]:
    """Yield every entry that a case gives rise to, with its subject."""
    for listing_id, listed in file.listings.items():
        yield EntryKey(EntryKind.DISHONEST, listing_id), Subject(file.parties[listed.party_id])
    for ref, bounty in file.bounties.items():
        party = file.parties[bounty.fact.party.party_id]
        if isinstance(bounty.fact, facts.DetentionDecided):
            yield EntryKey(EntryKind.BOUNTY_PERSON, ref), Subject(party, bounty.fact.detained_person if party.is_unit else None)
        else:
            yield EntryKey(EntryKind.BOUNTY_PROPERTY, ref), Subject(party)


def subject_of(file: CaseFile, key: EntryKey) -> Subject:
    """Return who an entry names."""
    return next(subject for each, subject in entries_of(file) if each == key)
