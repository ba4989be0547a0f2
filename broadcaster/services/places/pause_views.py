"""The shapes in which staff see what is stopped: what one switch would reach, how each place confirms, and the facts for the press."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from broadcaster.domain.placements import Wanted
from broadcaster.ports.channels import Sight

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from broadcaster.domain.exposure_lists import ExposureList
    from broadcaster.domain.placements import Placement
    from broadcaster.domain.silence import Scope
    from broadcaster.ports.office_book import Deed
    from broadcaster.services.office.desk_views import EntryFace, EntryPlaces


@dataclass(frozen=True, slots=True)
class Switch:
    """What one switch is over, counted: its entries, their places, how many are to be shown, how many entries are silent or paused."""

    scope: Scope
    entries: int
    places: int
    shown: int
    silent: int
    paused: int
    face: EntryFace | None = None
    """The entry, where the switch is over one."""

    @property
    def may_go_on(self) -> bool:
        """Whether something here was stopped by this kind of switch."""
        return bool(self.paused if self.face else self.silent)


@dataclass(frozen=True, slots=True)
class Switchboard:
    """Every switch above a single entry, and the entries that hang."""

    everything: Switch
    lists: tuple[tuple[ExposureList, Switch], ...]
    channels: tuple[Switch, ...]
    entries: tuple[EntryFace, ...]


@dataclass(frozen=True, slots=True)
class Waiting:
    """A pause that nobody has verified yet: since when, by whom (`system` for a fact told) and why."""

    face: EntryFace
    since: datetime
    who: str
    reason: str
    unconfirmed: int


@dataclass(frozen=True, slots=True)
class PlaceConfirmation:
    """One place: how many of its entries show what is wanted. `pending_since` is the oldest wish not yet confirmed."""

    channel: str
    place: str
    placed: tuple[Placement, ...]

    @property
    def confirmed(self) -> int:
        """How many entries are seen as wanted."""
        return sum(each.is_settled for each in self.placed)

    @property
    def unreachable(self) -> int:
        """How many are open because the place does not answer."""
        return sum(each.seen == Sight.UNREACHABLE for each in self._open)

    @property
    def shown(self) -> int:
        """How many are wanted shown."""
        return sum(each.wanted is Wanted.SHOWN for each in self.placed)

    @property
    def pending_since(self) -> datetime | None:
        """Since when the oldest is open."""
        return min((each.wanted_since for each in self._open), default=None)

    @property
    def confirmed_at(self) -> datetime | None:
        """When the last one was seen as wanted."""
        return max((each.seen_at for each in self.placed if each.is_settled and each.seen_at), default=None)

    @property
    def dark_since(self) -> datetime | None:
        """Since when the first is to be dark; None where all are to be shown."""
        return min((each.wanted_since for each in self.placed if each.wanted is not Wanted.SHOWN), default=None)

    @property
    def shown_from(self) -> datetime:
        """Since when the first was shown."""
        return min(each.shown_from for each in self.placed)

    @property
    def proof(self) -> str:
        """The newest proof of what is wanted; an older one, of what was wanted before, proves nothing now."""
        proven = [each for each in self.placed if each.is_settled and each.proof and each.seen_at]
        return max(proven, key=lambda each: (each.seen_at, each.proof)).proof if proven else ""

    @property
    def _open(self) -> Sequence[Placement]:
        return [each for each in self.placed if not each.is_settled]


@dataclass(frozen=True, slots=True)
class Confirmations:
    """How every place of a scope confirms; `entries` only where one place was asked for."""

    switch: Switch
    places: tuple[PlaceConfirmation, ...]
    entries: tuple[EntryPlaces, ...] = ()

    @property
    def open(self) -> int:
        """How many placements are not confirmed."""
        return sum(len(each.placed) - each.confirmed for each in self.places)

    @property
    def unreachable(self) -> int:
        """How many of them because their place does not answer."""
        return sum(each.unreachable for each in self.places)


@dataclass(frozen=True, slots=True)
class FactSheet:
    """What a spokesman may rely on: what was shown where and since when, what was done when. Names, and no number of a person."""

    at: datetime
    watch: Confirmations
    lists: tuple[ExposureList, ...]
    entries: tuple[EntryPlaces, ...]
    deeds: tuple[Deed, ...]
