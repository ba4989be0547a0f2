"""Staff and their roles (contract: Roles)."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum

from broadcaster.domain.clues import CLUE_TASK
from broadcaster.domain.objections import OBJECTION_TASK
from broadcaster.domain.surveys import INTEGRITY_TASK


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

READS_TEXTS = frozenset(
    {
        StaffRole.CASE_STAFF,
        StaffRole.TEAM_LEAD,
        StaffRole.BUREAU_CHIEF,
        StaffRole.VICE_PRESIDENT,
        StaffRole.SUPERVISION,
        StaffRole.DUTY_OFFICER,
        StaffRole.AUDITOR,
    }
)
"""Who may read what was written to a party: whoever handles cases, answers for them or looks into them."""

READS_REPLIES = frozenset({StaffRole.CASE_STAFF, StaffRole.TEAM_LEAD, StaffRole.BUREAU_CHIEF, StaffRole.DUTY_OFFICER})
"""Who reads what people write back, questionnaires' replies excepted."""

READS_CLUES = frozenset({StaffRole.CASE_STAFF, StaffRole.TEAM_LEAD, StaffRole.DUTY_OFFICER})
"""Who learns from whom a clue came (R76)."""

READS_OBJECTIONS = frozenset({StaffRole.CASE_STAFF, StaffRole.TEAM_LEAD, StaffRole.BUREAU_CHIEF, StaffRole.DUTY_OFFICER})
"""Who reads objections and their proof, and pauses what is disputed (R112)."""

READS_JOURNAL = frozenset({StaffRole.AUDITOR, StaffRole.SUPERVISION, StaffRole.BUREAU_CHIEF})
"""Who looks into what others did."""

_HANDLES_CASES = frozenset({StaffRole.CASE_STAFF, StaffRole.TEAM_LEAD})


@dataclass(frozen=True, slots=True)
class User:
    """A member of staff."""

    name: str
    roles: frozenset[StaffRole]
    password_hash: str = field(default="", repr=False)

    @property
    def reads_replies(self) -> bool:
        """Whether he may read what people write back."""
        return bool(self.roles & READS_REPLIES)

    @property
    def reads_clues(self) -> bool:
        """Whether he may read clues and who gave them (R76)."""
        return bool(self.roles & READS_CLUES)

    @property
    def reads_objections(self) -> bool:
        """Whether he may read objections and their proof (R112)."""
        return bool(self.roles & READS_OBJECTIONS)

    @property
    def reads_surveys(self) -> bool:
        """Whether he may read answers to questionnaires: supervision alone, and nobody who handles cases besides (R104)."""
        return StaffRole.SUPERVISION in self.roles and not self.roles & _HANDLES_CASES

    def may_see_task(self, kind: str) -> bool:
        """Say whether he may know that such a task is open: what people handed in is for those alone who follow it up."""
        if kind == INTEGRITY_TASK:
            return self.reads_surveys
        if kind == OBJECTION_TASK:
            return self.reads_objections
        return kind != CLUE_TASK or self.reads_clues
