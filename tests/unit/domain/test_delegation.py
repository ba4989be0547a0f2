"""An approver's step handed on for a time, never breaking four eyes (R42, R105)."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from broadcaster.domain.delegation import LONGEST, Delegation, check_delegation, stands_for
from broadcaster.domain.entries import ListKind
from broadcaster.domain.errors import InvalidInput, NotAllowed
from broadcaster.domain.exposure_lists import ApprovalChain, ExposureList, ListState, check_approver
from broadcaster.domain.users import StaffRole, User
from tests.builders import moment

NOW = moment("2026-11-09", "09:00")
DAY = timedelta(days=1)
CHAIN = ApprovalChain("publicity", "bureau_chief")
PEOPLE = {
    "mei": User("mei", frozenset({StaffRole.PUBLICITY})),
    "lei": User("lei", frozenset({StaffRole.BUREAU_CHIEF})),
    "han": User("han", frozenset({StaffRole.BUREAU_CHIEF, StaffRole.PUBLICITY})),
    "wu": User("wu", frozenset({StaffRole.VICE_PRESIDENT})),
    "li": User("li", frozenset({StaffRole.AUDITOR})),
}
GIVEN = Delegation("d1", "lei", "wu", NOW, NOW + 7 * DAY, "外出培训")
NAMES = st.sampled_from(sorted(PEOPLE))


@given(NAMES, NAMES, NAMES, st.lists(st.tuples(NAMES, NAMES)))
def test_r42_whatever_is_delegated_two_different_people_stand_behind_a_list(
    drafter: str, submitter: str, approver: str, handed_on: list[tuple[str, str]]
) -> None:
    """Who approves drafted and submitted nothing of it, and neither did the one in whose place he does; that one has the role."""
    drafted = ExposureList("l1", ListKind.EXPOSURE, "2026-11", ListState.SUBMITTED, NOW, drafter, submitted_by=submitter, digest="d")
    valid = [replace(GIVEN, by=by, to=to) for by, to in handed_on if CHAIN.approves in PEOPLE[by].roles and by != to]
    try:
        instead_of = check_approver(drafted, PEOPLE[approver], CHAIN, "d", stands_for(approver, valid, NOW))
    except NotAllowed:
        return
    assert approver not in (drafter, submitter)
    assert (instead_of or approver) not in (drafter, submitter)
    assert CHAIN.approves in PEOPLE[instead_of or approver].roles


@given(st.integers(-40, 40), st.none() | st.integers(-40, 40))
def test_r105_a_step_is_handed_on_for_a_time(days: int, ended: int | None) -> None:
    """From its beginning, until before its end, or until it was taken back."""
    at = NOW + days * DAY
    given_ = replace(GIVEN, ended_at=None if ended is None else NOW + ended * DAY)
    assert bool(stands_for("wu", [given_], at)) == (0 <= days < 7 and (ended is None or days < ended))
    assert stands_for("mei", [given_], at) == ()


@pytest.mark.parametrize(
    ("by", "changed"),
    [
        ("lei", {"to": "lei"}),
        ("lei", {"to": "li"}),
        ("lei", {"until": NOW}),
        ("lei", {"until": NOW + LONGEST + DAY}),
        ("lei", {"since": NOW - 2 * DAY, "until": NOW - DAY}),
        ("lei", {"reason": ""}),
    ],
    ids=["himself", "an auditor", "no time", "too long", "over", "no reason"],
)
def test_r105_what_is_delegated_has_a_fit_taker_an_end_and_a_reason(by: str, changed: dict[str, object]) -> None:
    """Everything else is sent back."""
    given_ = replace(GIVEN, **changed)  # type: ignore[arg-type]
    with pytest.raises(InvalidInput):
        check_delegation(given_, PEOPLE[by], PEOPLE[given_.to], CHAIN.approves, NOW)


def test_r105_only_who_has_the_step_himself_hands_it_on() -> None:
    """What was delegated is not delegated again."""
    with pytest.raises(NotAllowed):
        check_delegation(replace(GIVEN, by="wu", to="mei"), PEOPLE["wu"], PEOPLE["mei"], CHAIN.approves, NOW)
    check_delegation(GIVEN, PEOPLE["lei"], PEOPLE["wu"], CHAIN.approves, NOW)
