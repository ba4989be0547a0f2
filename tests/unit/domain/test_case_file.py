"""A case as its events tell it: whatever order they arrive in, their own time decides."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from broadcaster.domain.case_file import fold
from tests.builders import (
    Body,
    applicant,
    as_told,
    bounty_granted,
    case,
    deleted,
    detained,
    event,
    happened,
    listed,
    listing,
    notice_issued,
    performed,
    person,
    revoked,
)

STORY: tuple[Body, ...] = (
    event("case.filed", at="2026-10-01T09:00:00+08:00", parties=[person(), applicant()]),
    listed(),
    notice_issued(),
    event("debtor.listing_corrected", at="2026-11-06T09:00:00+08:00", party=person(), listing=listing(decision_number="更正")),
    detained(at="2026-11-07T09:00:00+08:00"),
    bounty_granted(at="2026-11-08T09:00:00+08:00"),
    event("debtor.partly_performed", at="2026-11-09T09:00:00+08:00", party=person(), performed_on="2026-11-09", remaining="100.00"),
    event("party.status_changed", at="2026-11-10T09:00:00+08:00", party=person(), status="missing", since="2026-11-10"),
    event("case.stayed", at="2026-11-11T09:00:00+08:00", parties=[person()], cause="retrial", stayed_on="2026-11-11"),
    event("case.resumed", at="2026-11-12T09:00:00+08:00", parties=[person()]),
    performed(),
    revoked(),
)


@given(st.permutations(STORY))
def test_a_case_reads_the_same_whatever_order_its_events_arrived_in(bodies: list[Body]) -> None:
    """Networks reorder; the file of a case must not."""
    assert fold(map(happened, bodies)) == fold(map(happened, STORY))


@given(st.integers(0, len(STORY) - 1))
def test_an_event_told_twice_says_nothing_new_of_the_listing(index: int) -> None:
    """A repeat under another id changes neither listings nor withdrawals."""
    twice, once = fold(map(happened, (*STORY, STORY[index]))), fold(map(happened, STORY))
    assert (twice.listings, twice.withdrawals, twice.amount_due) == (once.listings, once.withdrawals, once.amount_due)


def test_a_correction_replaces_the_decision_and_keeps_the_day_of_listing() -> None:
    """更正: the newer words count, the person has been listed since the first."""
    corrected = event("debtor.listing_corrected", at="2026-11-08T09:00:00+08:00", party=person(), listing=listing(performance="partial"))
    file = as_told(corrected, listed())
    assert file.listings["L1"].listing.performance == "partial"
    assert file.listings["L1"].listed_at.date() == date(2026, 11, 5)


def test_r12_a_revocation_that_comes_first_is_kept_for_the_listing() -> None:
    """The tombstone stands before there is anything to bury."""
    assert "L1" in as_told(revoked(at="2026-11-04T09:00:00+08:00")).withdrawals


def test_r94_what_remains_after_a_part_payment_counts_with_its_date() -> None:
    """The sum shown is the newest remainder, and as of when."""
    file = as_told(listed(), STORY[6], performed(at="2026-11-19T09:00:00+08:00"))
    assert (file.amount_due, file.amount_as_of) == (Decimal("100.00"), date(2026, 11, 9))


def test_a_case_without_a_sum_has_none() -> None:
    """R100: nothing is composed from a sum that nobody told."""
    assert as_told(listed(of=case(amount_due=None))).amount_due is None


@pytest.mark.parametrize(("asset_control", "settled"), [("pending", False), ("done", True), ("not_needed", True)])
def test_r92_asset_control_counts_as_settled_only_where_it_is_said(asset_control: str, settled: bool) -> None:  # noqa: FBT001 - a vector
    """Unknown or pending is not settled."""
    file = as_told(notice_issued(asset_control=asset_control))
    assert ("P-陈辉平" in file.asset_control_settled) is settled
    assert "P-陈辉平" in file.notified


def test_a_resumed_case_is_neither_stayed_nor_concluded() -> None:
    """恢复执行 undoes both."""
    concluded = event("case.concluded", at="2026-11-06T09:00:00+08:00", parties=[person()], outcome="settled")
    resumed = event("case.resumed", at="2026-11-12T09:00:00+08:00", parties=[person()])
    file = as_told(concluded, STORY[8], resumed)
    assert (file.stayed, file.concluded, file.terminated) == (None, None, None)


def test_r13_a_query_that_found_assets_is_no_empty_query() -> None:
    """Only queries that found nothing can lead to deletion."""
    found = event("case.assets_queried", parties=[applicant()], queried_on="2026-11-10", result="found")
    assert as_told(found, deleted(ground="terminated_no_assets")).queried_on == []


@pytest.mark.parametrize("status", ["deceased", "bankrupt"])
def test_r94_only_a_restoration_undoes_death_or_bankruptcy(status: str) -> None:
    """A guardian appointed afterwards does not bring the dead back."""
    first = event("party.status_changed", at="2026-11-06T09:00:00+08:00", party=person(), status=status, since="2026-11-06")
    later = event("party.status_changed", at="2026-11-09T09:00:00+08:00", party=person(), status="guardian_appointed", since="2026-11-09")
    restored = event("party.status_changed", at="2026-11-10T09:00:00+08:00", party=person(), status="restored", since="2026-11-10")
    assert status in as_told(first, later).statuses["P-陈辉平"]
    assert as_told(first, later, restored).statuses == {}
