"""A placement: an artifact wanted or not wanted at a place, and what was last seen there (R25, R26)."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import datetime


class Wanted(StrEnum):
    """What we want of a place."""

    SHOWN = "shown"
    PAUSED = "paused"
    GONE = "gone"


@dataclass(frozen=True, slots=True)
class Placement:
    """One entry at one place. `seen` is shown, gone, never or unreachable; without proof nothing counts as published (R26)."""

    placement_id: str
    entry: str
    code: str
    list_id: str
    channel: str
    place: str
    artifact: str
    content: str
    """The digest of what could be shown of the entry when this was approved; another one now voids the approval (R89)."""
    media_type: str
    wanted: Wanted
    wanted_since: datetime
    reason: str
    shown_from: datetime
    shown_until: datetime
    seen: str
    seen_at: datetime | None
    proof: str
    told_at: datetime | None
    """When the channel last took over what is wanted now."""

    @property
    def is_settled(self) -> bool:
        """Whether what is seen is what is wanted. A place never reached shows nothing."""
        if self.wanted is Wanted.SHOWN:
            return self.seen == "shown"
        return self.seen == "gone"
