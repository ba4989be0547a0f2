"""A court's own text of a notice: proposed by one person, approved by another, in force until the next one (R42, R109)."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING

from broadcaster.domain.errors import NotAllowed, WrongState

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from broadcaster.domain.users import StaffRole, User


class RevisionState(StrEnum):
    """Where a change of wording is on its way."""

    PROPOSED = "proposed"
    APPROVED = "approved"
    REJECTED = "rejected"


@dataclass(frozen=True, slots=True)
class WordingRevision:
    """One kind's files as a court wants them. `files` are whole and hold template.toml too, so that no update changes what was approved."""

    kind: str
    shipped_version: int
    """The version of the text that came with the program when this one was written."""
    base_version: int
    """The version in force then."""
    version: int
    files: Mapping[str, str] = field(repr=False)
    proposed_by: str
    proposed_at: datetime
    reason: str
    state: RevisionState = RevisionState.PROPOSED
    decided_by: str = ""
    decided_at: datetime | None = None
    remark: str = ""
    number: int = 0


@dataclass(frozen=True, slots=True)
class WordingChain:
    """Who may propose a change of wording, and who approves it."""

    proposes: frozenset[StaffRole]
    approves: frozenset[StaffRole]


def check_proposer(user: User, chain: WordingChain) -> None:
    """Raise `NotAllowed` unless the user may propose."""
    if not user.roles & chain.proposes:
        raise NotAllowed(f"{user.name}: a change of wording is proposed by {', '.join(sorted(chain.proposes))}")


def check_decider(revision: WordingRevision, user: User, chain: WordingChain) -> None:
    """Raise `WrongState` where it is decided already, and `NotAllowed` unless the user may decide and is another than who proposed."""
    if revision.state is not RevisionState.PROPOSED:
        raise WrongState(f"revision {revision.number} is {revision.state}")
    if not user.roles & chain.approves:
        raise NotAllowed(f"{user.name}: a change of wording is approved by {', '.join(sorted(chain.approves))}")
    if user.name == revision.proposed_by:
        raise NotAllowed(f"{user.name} proposed this change of wording: another person approves it")
