"""Whether a proposed termination may be told to the applicant (R57, R103)."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from broadcaster.domain import facts
from broadcaster.domain.listings import months_after

if TYPE_CHECKING:
    from datetime import date

    from broadcaster.domain.case_event import CaseEvent

_MONTHS = 3
_HALF_A_MONTH = timedelta(days=15)
_REQUIRED = ("applicant_opinion", "reviewed_by", "approved_by", "legal_basis")


def earliest_proposal(filed_on: date) -> date:
    """Return the first day on which termination may be proposed: three and a half months after filing."""
    return months_after(filed_on, _MONTHS) + _HALF_A_MONTH


def fault_of_proposal(event: CaseEvent) -> str:
    """Name the fact that R103 misses in a proposal, or return an empty text."""
    if not isinstance(event.fact, facts.TerminationProposed):
        return ""
    if event.time.date() <= earliest_proposal(event.case.filed_on):
        return "R103.too_early"
    if not event.fact.findings.measures:
        return "R103.measures"
    missing = next((name for name in _REQUIRED if not getattr(event.fact, name)), "")
    return f"R103.{missing}" if missing else ""
