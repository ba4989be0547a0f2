"""Before 终本: what must stand before the applicant is told (R57, R103)."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from broadcaster.domain.termination import earliest_proposal, fault_of_proposal
from tests.builders import Body, applicant, case, event, happened, listed

FINDINGS = {"assets": "银行存款12元", "measures": ["冻结账户"], "seized_on": "2026-09-01"}


def proposed(at: str = "2026-11-05T09:00:00+08:00", filed_on: str = "2026-03-02", **changed: Any) -> Body:  # noqa: ANN401 - any member of a proposal
    """Return a complete proposal, or one with something changed or left out (None)."""
    fixed = {"legal_basis": "法〔2016〕373号第一条", "applicant_opinion": "无异议", "reviewed_by": "赵局长", "approved_by": "孙院长"}
    told = {name: value for name, value in {**fixed, "findings": FINDINGS, **changed}.items() if value is not None}
    return event("case.termination_proposed", at=at, of=case(filed_on=filed_on), parties=[applicant()], **told)


@pytest.mark.parametrize(
    ("filed_on", "earliest"),
    [("2026-03-02", "2026-06-17"), ("2025-11-30", "2026-03-15"), ("2026-10-31", "2027-02-15"), ("2025-12-15", "2026-03-30")],
)
def test_r57_three_and_a_half_months_from_filing(filed_on: str, earliest: str) -> None:
    """Three months and fifteen days; a month without that day gives its last."""
    assert earliest_proposal(date.fromisoformat(filed_on)) == date.fromisoformat(earliest)


def test_r103_a_complete_proposal_may_be_told() -> None:
    """Nothing is missing."""
    assert fault_of_proposal(happened(proposed())) == ""


@pytest.mark.parametrize(("at", "fault"), [("2026-06-17T23:00:00+08:00", "R103.too_early"), ("2026-06-18T00:30:00+08:00", "")])
def test_r103_the_months_must_have_passed(at: str, fault: str) -> None:
    """On the very day they have not."""
    assert fault_of_proposal(happened(proposed(at))) == fault


@pytest.mark.parametrize("missing", ["applicant_opinion", "reviewed_by", "approved_by", "legal_basis"])
def test_r103_each_missing_fact_is_named(missing: str) -> None:
    """Opinion, reviewer, approver, basis: refused with the name of the fact."""
    left_out: Body = {missing: None}
    assert fault_of_proposal(happened(proposed(**left_out))) == f"R103.{missing}"


def test_r103_measures_must_be_told() -> None:
    """An empty list of measures is none."""
    assert fault_of_proposal(happened(proposed(findings=FINDINGS | {"measures": []}))) == "R103.measures"


def test_r103_other_events_have_nothing_to_miss() -> None:
    """The check is for proposals alone."""
    assert fault_of_proposal(happened(listed())) == ""
