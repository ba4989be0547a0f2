"""One entry as a review looks at it: its card, its case, its standing, its places."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from broadcaster.domain.case_file import CaseFile
    from broadcaster.domain.placements import Placement
    from broadcaster.domain.standing import Standing
    from broadcaster.ports.exposure_book import EntryRow
    from broadcaster.ports.feed_book import FeedState


@dataclass(frozen=True, slots=True)
class Looked:
    """What is known of an entry at the moment of a review."""

    row: EntryRow
    file: CaseFile
    standing: Standing
    placed: Sequence[Placement]
    told: Mapping[tuple[str, str, str], FeedState] = field(default_factory=dict)
    """What each (agency, feed) was last told of each entry."""
