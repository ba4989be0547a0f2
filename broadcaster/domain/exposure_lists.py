"""A month's list and its approval: who is on it and why, who is not and why, and the digest that is approved (R42, R43, R89, R105)."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from typing import TYPE_CHECKING

import msgspec

from broadcaster.domain.errors import NotAllowed, StaleApproval, WrongState

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from broadcaster.domain.entries import ListKind
    from broadcaster.domain.users import User


class ListState(StrEnum):
    """Where a list is on its way."""

    DRAFT = "draft"
    SUBMITTED = "submitted"
    APPROVED = "approved"
    PUBLISHED = "published"
    REJECTED = "rejected"
    ENDED = "ended"


class Line(msgspec.Struct, frozen=True):
    """One entry on or off a list. `reasons` are (rule.code, detail); `grants` name fields beyond article 6 with their reasons (R30)."""

    entry: str
    position: int
    included: bool
    reasons: tuple[tuple[str, str], ...] = ()
    grants: dict[str, str] = {}
    distinct_by: str = ""
    """Who confirmed that a namesake is another person (R97)."""
    content: str = ""
    """The digest of what could be shown of the entry when the list was submitted (`content_digest`)."""


@dataclass(frozen=True, slots=True)
class ExposureList:
    """A month's list of one kind. `digest` stands once it is submitted: over the lines and the bytes of every artifact."""

    list_id: str
    kind: ListKind
    month: str
    state: ListState
    drafted_at: datetime
    drafted_by: str
    lines: tuple[Line, ...] = field(default=())
    submitted_by: str = ""
    told_at: datetime | None = None
    """When the people on it are told, from its submission on (R113)."""
    assessment: str = ""
    digest: str = ""
    approved_by: str = ""
    published_at: datetime | None = None

    @property
    def included(self) -> tuple[Line, ...]:
        """The lines on the list, in order."""
        return tuple(line for line in self.lines if line.included)

    def line(self, entry: str) -> Line | None:
        """Return an entry's line."""
        return next((line for line in self.lines if line.entry == entry), None)


@dataclass(frozen=True, slots=True)
class ArtifactName:
    """An artifact bound to a list: what it is, of which entry or place, and the sha256 of its bytes."""

    kind: str
    subject: str
    sha256: str


def digest_of(exposure_list: ExposureList, artifacts: Iterable[ArtifactName]) -> str:
    """Return the sha256 that an approval names: the list's lines in order with their grants, and every artifact's digest."""
    frozen = {
        "list": exposure_list.list_id,
        "kind": exposure_list.kind,
        "month": exposure_list.month,
        "assessment": exposure_list.assessment,
        "lines": [[line.entry, line.grants, line.content] for line in exposure_list.included],
        "artifacts": sorted([each.kind, each.subject, each.sha256] for each in artifacts),
    }
    return hashlib.sha256(msgspec.json.encode(frozen, order="deterministic")).hexdigest()


@dataclass(frozen=True, slots=True)
class ApprovalChain:
    """Which role takes which step (R105); shipped as two steps."""

    submits: str
    approves: str


def require(exposure_list: ExposureList, *states: ListState) -> None:
    """Refuse unless the list is in one of the states."""
    if exposure_list.state not in states:
        raise WrongState(f"list {exposure_list.list_id} is {exposure_list.state}, not {' or '.join(states)}")


def check_submitter(user: User, chain: ApprovalChain) -> None:
    """Refuse a user without the submitting role."""
    if chain.submits not in user.roles:
        raise NotAllowed(f"{user.name}: submitting needs the role {chain.submits}")


def check_approver(exposure_list: ExposureList, user: User, chain: ApprovalChain, digest: str, stands_for: Iterable[str] = ()) -> str:
    """Refuse whoever lacks the role, drafted or submitted the list himself (R42), or saw another digest (R89).

    `stands_for` are approvers who handed him their step (R105); the step of one who drafted or submitted this list was not his to give.
    Return in whose place the user acts, or an empty text where he acts in his own right.
    """
    authors = (exposure_list.submitted_by, exposure_list.drafted_by)
    givers = [name for name in stands_for if name not in authors]
    is_own = chain.approves in user.roles
    if not is_own and not givers:
        raise NotAllowed(f"{user.name}: approving needs the role {chain.approves}")
    if user.name in authors:
        raise NotAllowed(f"{user.name} drafted or submitted this list: another person approves it (R42)")
    if digest != exposure_list.digest:
        raise StaleApproval(f"list {exposure_list.list_id}: the digest approved is not the digest submitted")
    return "" if is_own else givers[0]


def earliest_publication(exposure_list: ExposureList, notice_days: int) -> date:
    """Return the first day on which the list may be shown: so many calendar days after the people were told (R113)."""
    told_at = exposure_list.told_at or exposure_list.drafted_at
    return told_at.date() + timedelta(days=notice_days)
