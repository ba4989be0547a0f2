"""Staff and their roles (contract: Roles)."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum


class StaffRole(StrEnum):
    """What a user may do."""

    CASE_STAFF = "case_staff"
    TEAM_LEAD = "team_lead"
    BUREAU_CHIEF = "bureau_chief"
    PUBLICITY = "publicity"
    VICE_PRESIDENT = "vice_president"
    SUPERVISION = "supervision"
    DUTY_OFFICER = "duty_officer"
    AUDITOR = "auditor"
    AGENCY_CLERK = "agency_clerk"
    OPERATOR = "operator"


TAKES_DOWN = frozenset(
    {
        StaffRole.PUBLICITY,
        StaffRole.DUTY_OFFICER,
        StaffRole.TEAM_LEAD,
        StaffRole.BUREAU_CHIEF,
        StaffRole.VICE_PRESIDENT,
        StaffRole.CASE_STAFF,
    }
)
"""Who may withdraw and pause: subtraction needs no approval, only a name (R89)."""

PUBLISHES = frozenset({StaffRole.PUBLICITY, StaffRole.BUREAU_CHIEF})


@dataclass(frozen=True, slots=True)
class User:
    """A member of staff."""

    name: str
    roles: frozenset[StaffRole]
    password_hash: str = field(default="", repr=False)
