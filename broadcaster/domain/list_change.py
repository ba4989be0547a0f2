"""One month's list beside the one before it: who is new, who stays, who left and why."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from broadcaster.domain.exposure_lists import Line, ListState

if TYPE_CHECKING:
    from collections.abc import Iterable

    from broadcaster.domain.exposure_lists import ExposureList

_STOOD: Final = frozenset({ListState.APPROVED, ListState.PUBLISHED, ListState.ENDED})


@dataclass(frozen=True, slots=True)
class ListChange:
    """What became of two lists' entries. `left` are lines of the later list, each with its reasons."""

    earlier: ExposureList
    new: frozenset[str]
    stays: frozenset[str]
    left: tuple[Line, ...]


def list_before(later: ExposureList, lists: Iterable[ExposureList]) -> ExposureList | None:
    """Return the last list of the same kind that was approved before this one; a draft and a rejected one never stood."""
    earlier = [
        each
        for each in lists
        if each.kind is later.kind
        and each.state in _STOOD
        and each.list_id != later.list_id
        and (each.month, each.drafted_at) < (later.month, later.drafted_at)
    ]
    return max(earlier, key=lambda each: (each.month, each.drafted_at), default=None)


def change_between(earlier: ExposureList, later: ExposureList) -> ListChange:
    """Compare whom two lists include. Whoever the later list does not know at all has left without a reason."""
    before, now = ({line.entry for line in each.included} for each in (earlier, later))
    lines = {line.entry: line for line in later.lines}
    gone = [line.entry for line in earlier.included if line.entry not in now]
    return ListChange(
        earlier=earlier,
        new=frozenset(now - before),
        stays=frozenset(now & before),
        left=tuple(lines.get(entry) or Line(entry, 0, included=False) for entry in gone),
    )
