"""Listings and their terms (art 2; R5-R7, R10)."""

from __future__ import annotations

from datetime import date
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from broadcaster.domain import reasons
from broadcaster.domain.listings import Listing, months_after, term_fault
from tests.builders import listing


def decided(**told: Any) -> Listing:  # noqa: ANN401 - any member of a listing
    """Return a listing decision."""
    return msgspec.convert(listing(**told), Listing)


@pytest.mark.parametrize(
    ("grounds", "has_term"), [([1], False), ([2], True), ([3], True), ([4], True), ([5], True), ([6], True), ([1, 4], True)]
)
def test_r10_every_ground_but_the_first_alone_brings_a_term(grounds: list[int], has_term: bool) -> None:  # noqa: FBT001 - a vector
    """Mixed grounds are treated as having a term."""
    assert decided(grounds=grounds).has_term is has_term


@pytest.mark.parametrize(
    ("day", "years", "ends"),
    [("2024-02-29", 2, "2026-02-28"), ("2024-02-29", 4, "2028-02-29"), ("2026-11-02", 2, "2028-11-02"), ("2023-02-28", 1, "2024-02-28")],
)
def test_r7_the_last_of_february_falls_on_the_28th_where_there_is_no_29th(day: str, years: int, ends: str) -> None:
    """A term from 29 February ends on the 28th, or on the 29th of a leap year."""
    assert months_after(date.fromisoformat(day), 12 * years) == date.fromisoformat(ends)


def test_r5_the_first_ground_alone_has_no_term() -> None:
    """A date on it is a fault of the decision."""
    assert term_fault(decided(grounds=[1])) is None
    assert term_fault(decided(grounds=[1], term_ends_on="2028-11-02")) == reasons.TERM_ON_FIRST_GROUND


def test_r6_the_other_grounds_need_a_term() -> None:
    """Without one the entry waits."""
    assert term_fault(decided(grounds=[4])) == reasons.TERM_MISSING


@pytest.mark.parametrize(
    ("grounds", "ends", "extended_by", "fault"),
    [
        ([3], "2028-11-02", "", None),
        ([3], "2028-11-03", "", None),
        ([3], "2028-11-04", "", "term_length"),
        ([3], "2027-11-02", "", "term_length"),
        ([2], "2029-11-02", "", "extension_undecided"),
        ([2], "2029-11-02", "延1号", None),
        ([2], "2031-11-02", "延1号", None),
        ([2], "2032-11-02", "延1号", "term_length"),
        ([3], "2029-11-02", "延1号", "extension_not_allowed"),
        ([3, 5], "2030-11-02", "延1号", None),
    ],
)
def test_r6_a_term_is_two_years_and_longer_only_by_a_decision(grounds: list[int], ends: str, extended_by: str, fault: str | None) -> None:
    """Two years from decision or service; one to three more for ground 2 or several grounds, with their decision."""
    found = term_fault(decided(grounds=grounds, term_ends_on=ends, extension_decision_number=extended_by))
    assert (found and found.code) == fault


@pytest.mark.parametrize(("ends", "right"), [("2026-02-28", True), ("2026-03-01", False)])
def test_r7_a_term_from_29_february_ends_on_28_february(ends: str, right: bool) -> None:  # noqa: FBT001 - a vector
    """The decision's own date is checked against the 28th."""
    given_term = decided(grounds=[3], decided_on="2024-02-29", served_on=None, term_ends_on=ends)
    assert (term_fault(given_term) is None) is right


@given(st.dates(date(2013, 10, 1), date(2090, 1, 1)), st.sampled_from([2, 3, 4, 5, 6]))
def test_r7_two_years_from_any_day_are_always_a_right_term(day: date, ground: int) -> None:
    """What we compute as a check never refuses a right decision."""
    ends = months_after(day, 24)
    right = decided(grounds=[ground], decided_on=day.isoformat(), served_on=None, term_ends_on=ends.isoformat())
    assert term_fault(right) is None
