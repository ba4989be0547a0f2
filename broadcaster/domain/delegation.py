"""An approver's step handed to another user for a time; it never lets one person take two steps on one list (R42, R105)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Final

from broadcaster.domain.errors import Fault, InvalidInput, NotAllowed
from broadcaster.domain.users import StaffRole

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from broadcaster.domain.users import User

LONGEST: Final = timedelta(days=31)
_NEVER: Final = frozenset({StaffRole.AGENCY_CLERK, StaffRole.AUDITOR})
"""Who looks into what others did, or belongs to another body, takes no step in it."""


@dataclass(frozen=True, slots=True)
class Delegation:
    """`to` takes the approving step of `by` from `since` until before `until`, unless it was ended before."""

    delegation_id: str
    by: str
    to: str
    since: datetime
    until: datetime
    reason: str
    ended_at: datetime | None = None

    def is_in_force(self, now: datetime) -> bool:
        """Whether it counts at this moment."""
        return self.since <= now < self.until and (self.ended_at is None or now < self.ended_at)


def may_take(to: User, by: User) -> bool:
    """Say whether somebody may take another's step."""
    return to.name != by.name and not to.roles & _NEVER


def check_delegation(given: Delegation, by: User, to: User, role: str, now: datetime) -> None:
    """Refuse whoever lacks the step himself (what was delegated is not handed on), and what has no end, reason or fit taker.

    Raises `NotAllowed` and `InvalidInput` with a fault for each field.
    """
    if role not in by.roles:
        raise NotAllowed(f"{by.name}: only who has the role {role} may delegate its step")
    faults = []
    if not may_take(to, by):
        faults.append(Fault("/to", "must be another person, no auditor and nobody of another body"))
    if not given.since < given.until <= given.since + LONGEST:
        faults.append(Fault("/until", f"must be after the beginning, within {LONGEST.days} days"))
    if given.until <= now:
        faults.append(Fault("/until", "is over already"))
    if not given.reason:
        faults.append(Fault("/reason", "is missing"))
    if faults:
        raise InvalidInput(*faults)


def stands_for(user: str, delegations: Iterable[Delegation], now: datetime) -> tuple[str, ...]:
    """Return whose step a user may take at this moment."""
    return tuple(sorted({each.by for each in delegations if each.to == user and each.is_in_force(now)}))
