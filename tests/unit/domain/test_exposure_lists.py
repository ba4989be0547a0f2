"""The month's list and what its approval names (R42, R43, R89, R113)."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from broadcaster.domain.entries import ListKind
from broadcaster.domain.errors import NotAllowed, StaleApproval, WrongState
from broadcaster.domain.exposure_lists import (
    ApprovalChain,
    ArtifactName,
    ExposureList,
    Line,
    ListState,
    check_approver,
    check_submitter,
    digest_of,
    earliest_publication,
    require,
)
from broadcaster.domain.users import StaffRole, User
from tests.builders import moment

CHAIN = ApprovalChain("publicity", "bureau_chief")
MEI = User("mei", frozenset({StaffRole.PUBLICITY}))
LEI = User("lei", frozenset({StaffRole.BUREAU_CHIEF}))
BOTH = User("both", frozenset({StaffRole.PUBLICITY, StaffRole.BUREAU_CHIEF}))
LINES = (Line("e1", 1, included=True), Line("e2", 2, included=True, grants={"photo": "下落不明"}), Line("e3", 3, included=False))
DRAFT = ExposureList("l1", ListKind.EXPOSURE, "2026-11", ListState.DRAFT, moment("2026-11-09"), "mei", lines=LINES, assessment="评1")
FILES = (ArtifactName("slide", "e1", "a" * 64), ArtifactName("poster", "c1", "b" * 64))
SUBMITTED = replace(DRAFT, state=ListState.SUBMITTED, submitted_by="mei", digest=digest_of(DRAFT, FILES))

CHANGES = {
    "another person": replace(DRAFT, lines=(Line("e9", 1, included=True), *LINES[1:])),
    "one person less": replace(DRAFT, lines=LINES[:1]),
    "another order": replace(DRAFT, lines=LINES[1::-1]),
    "another grant": replace(DRAFT, lines=(Line("e1", 1, included=True, grants={"amount": "公众知悉"}), *LINES[1:])),
    "another reason for a grant": replace(DRAFT, lines=(LINES[0], Line("e2", 2, included=True, grants={"photo": "其他"}))),
    "another assessment": replace(DRAFT, assessment="评2"),
    "another month": replace(DRAFT, month="2026-12"),
    "another kind": replace(DRAFT, kind=ListKind.BOUNTY_PERSON),
}


@pytest.mark.parametrize("changed", CHANGES.values(), ids=CHANGES.keys())
def test_r89_a_change_of_the_list_changes_what_is_approved(changed: ExposureList) -> None:
    """Adding or changing anything voids the approval."""
    assert digest_of(changed, FILES) != digest_of(DRAFT, FILES)


@given(st.binary(min_size=1, max_size=8), st.integers(0, 1))
def test_r89_another_picture_is_another_list(content: bytes, index: int) -> None:
    """Every artifact's bytes are bound."""
    others = list(FILES)
    others[index] = replace(FILES[index], sha256=content.hex())
    assert digest_of(DRAFT, others) != digest_of(DRAFT, FILES)


@given(st.permutations(FILES), st.sampled_from(list(ListState)), st.sampled_from(["mei", "lei"]))
def test_r89_what_is_no_content_changes_nothing(files: list[ArtifactName], state: ListState, who: str) -> None:
    """The order of files, the list's state, who holds it and who was left off are not what is approved."""
    moved = replace(DRAFT, state=state, submitted_by=who, lines=(*LINES[:2], Line("e3", 9, included=False, reasons=(("R3.minor", ""),))))
    assert digest_of(moved, files) == digest_of(DRAFT, FILES)


def test_r42_the_right_role_submits() -> None:
    """Publicity, not the bureau."""
    check_submitter(MEI, CHAIN)
    with pytest.raises(NotAllowed):
        check_submitter(LEI, CHAIN)


@pytest.mark.parametrize("list_", [SUBMITTED, replace(SUBMITTED, submitted_by="both"), replace(SUBMITTED, drafted_by="both")])
@pytest.mark.parametrize("user", [MEI, BOTH])
def test_r42_nobody_approves_his_own_list(list_: ExposureList, user: User) -> None:
    """Who drafted or submitted it, or lacks the role, is refused, whatever other roles he has."""
    if user is BOTH and list_ is SUBMITTED:
        check_approver(list_, user, CHAIN, list_.digest)
    else:
        with pytest.raises(NotAllowed):
            check_approver(list_, user, CHAIN, list_.digest)


def test_r89_an_approval_names_what_was_seen() -> None:
    """Another digest is an approval of something else."""
    check_approver(SUBMITTED, LEI, CHAIN, SUBMITTED.digest)
    with pytest.raises(StaleApproval):
        check_approver(SUBMITTED, LEI, CHAIN, "0" * 64)


def test_a_step_out_of_turn_is_refused_by_name() -> None:
    """The list, its state and the state wanted are told."""
    with pytest.raises(WrongState, match="l1 is draft, not submitted or approved"):
        require(DRAFT, ListState.SUBMITTED, ListState.APPROVED)


def test_r113_a_list_of_the_9th_may_be_shown_from_the_14th() -> None:
    """Five calendar days, counted by the court's days."""
    assert earliest_publication(DRAFT, 5) == date(2026, 11, 14)
    assert earliest_publication(replace(DRAFT, drafted_at=moment("2026-11-09", "23:59")), 5) == date(2026, 11, 14)


def test_a_list_knows_its_lines() -> None:
    """Those on it in order, and any by its entry."""
    assert [line.entry for line in DRAFT.included] == ["e1", "e2"]
    assert DRAFT.line("e3") == LINES[2]
    assert DRAFT.line("e4") is None
