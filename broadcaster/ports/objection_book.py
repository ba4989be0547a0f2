"""Where objections and their proof are kept, sealed (R112)."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date, datetime

    from broadcaster.domain.objections import ObjectionKind, ObjectionOutcome, ObjectionText, Proof


@dataclass(frozen=True, slots=True)
class ObjectionRow:
    """An objection to an entry. `objection_id` is the receipt code; `proofs` are the types of its files, in order."""

    objection_id: str
    entry: str
    kind: ObjectionKind
    received_at: datetime
    due_on: date
    written: ObjectionText = field(repr=False)
    proofs: tuple[str, ...] = ()
    outcome: ObjectionOutcome | None = None
    remark: str = field(default="", repr=False)
    closed_at: datetime | None = None
    closed_by: str = ""


class ObjectionBook(Protocol):
    """Objections, sealed."""

    async def keep(self, objection: ObjectionRow, proofs: Sequence[Proof], form_key: str) -> ObjectionRow:
        """Keep a new objection with its files; return it, or the one that was kept under the same `form_key` before."""
        ...

    async def objection(self, objection_id: str) -> ObjectionRow:
        """Return an objection; raise `NotFound`."""
        ...

    async def page(self, *, open_only: bool = False, most: int = 200) -> Sequence[ObjectionRow]:
        """Return objections, the newest first."""
        ...

    async def proof(self, objection_id: str, position: int) -> Proof:
        """Return a file, counted from 1; raise `NotFound`."""
        ...

    async def close(self, objection_id: str, outcome: ObjectionOutcome, remark: str, *, by: str, at: datetime) -> bool:
        """Write what was found; return false where that was done before."""
        ...
