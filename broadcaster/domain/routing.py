"""Which carrier takes a message: by what it can carry, priority, cost and shares that move slowly."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import TYPE_CHECKING, Final
from zlib import crc32

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

MOVED_IN_A_MINUTE: Final = 0.1
"""How much of the traffic may pass from carriers that work to one that came back."""
_CHECKSUMS: Final = float(1 << 32)


class Need(StrEnum):
    """What a kind of notice asks of its carrier beyond a court's plain text (R69)."""

    LINKS = "links"
    SURVEY = "survey"
    TWO_WAY = "two_way"


@dataclass(frozen=True, slots=True)
class Carrier:
    """A message channel as the router sees it.

    Priority 1 goes first. Of one priority, those that state a `share` divide the traffic by it; where none does, the cheapest
    takes it, and equally cheap ones take it in equal parts. `cost` is yuan for one segment.
    """

    name: str
    medium: str
    priority: int = 1
    cost: Decimal = Decimal(0)
    share: int = 0
    able: frozenset[Need] = frozenset(Need)
    per_second: float | None = None
    """Messages a second, all workers together; None: as fast as it goes."""
    window: int | None = None
    """Messages in the air at once, all workers together; None: its own concurrency in each."""


@dataclass(frozen=True, slots=True)
class Shares:
    """How the traffic is divided among the carriers that work, at a moment; the parts make 1."""

    parts: Mapping[str, float]
    at: datetime

    def moved(self, wanted: Mapping[str, float], now: datetime) -> Shares:
        """Go towards `wanted`, whose keys are the carriers that work now, by at most a tenth a minute.

        The part of one that failed passes to the others at once; one that came back begins at nothing.
        """
        if set(wanted) != set(self.parts):
            kept = {name: self.parts.get(name, 0.0) for name in wanted}
            whole = sum(kept.values())
            return Shares({name: part / whole for name, part in kept.items()} if whole else wanted, now)
        farthest = max(abs(wanted[name] - part) for name, part in self.parts.items())
        allowed = MOVED_IN_A_MINUTE * max((now - self.at).total_seconds(), 0.0) / 60
        if farthest <= allowed:
            return Shares(wanted, now)
        step = allowed / farthest
        return Shares({name: part + (wanted[name] - part) * step for name, part in self.parts.items()}, now)


def wanted_parts(working: Sequence[Carrier]) -> dict[str, float]:
    """Return how carriers that work, one at least, should divide the traffic in the end; those of a lesser priority get nothing."""
    first = min(each.priority for each in working)
    best = [each for each in working if each.priority == first]
    weights = {each.name: each.share for each in best if each.share}
    if not weights:
        cheapest = min(each.cost for each in best)
        weights = {each.name: 1 for each in best if each.cost == cheapest}
    whole = sum(weights.values())
    return {each.name: weights.get(each.name, 0) / whole for each in working}


def choose(working: Sequence[Carrier], parts: Mapping[str, float], delivery_id: str, *, failed: str = "") -> str:
    """Return the carrier of a delivery, always the same for the same parts; never the one that just failed, where another works."""
    others = [each for each in working if each.name != failed] or working
    whole = sum(parts[each.name] for each in others)
    if not whole:
        return min(others, key=lambda each: (each.priority, each.cost, each.name)).name
    sought = _place(delivery_id) * whole
    for each in others:
        sought -= parts[each.name]
        if sought < 0:
            return each.name
    return max(others, key=lambda each: parts[each.name]).name


def _place(delivery_id: str) -> float:
    """Return where a delivery stands between 0 and 1, the same in every process."""
    return crc32(delivery_id.encode()) / _CHECKSUMS
