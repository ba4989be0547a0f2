"""Who may read what people answer (R76, R104)."""

from __future__ import annotations

import pytest

from broadcaster.domain.users import StaffRole, User

R = StaffRole


@pytest.mark.parametrize("role", StaffRole)
def test_r104_answers_are_for_supervision_alone(role: StaffRole) -> None:
    """No other role reads them, nor learns that one alarmed."""
    user = User("u", frozenset({role}))
    assert user.reads_surveys is (role is R.SUPERVISION)
    assert user.may_see_task("integrity_answer") is (role is R.SUPERVISION)


@pytest.mark.parametrize("role", [R.CASE_STAFF, R.TEAM_LEAD])
def test_r104_whoever_handles_cases_too_reads_none(role: StaffRole) -> None:
    """A second role does not open what is hidden from the handler."""
    assert not User("u", frozenset({R.SUPERVISION, role})).reads_surveys


def test_r76_clues_are_for_those_who_follow_them_up() -> None:
    """Neither publicity nor an auditor learns who gave one."""
    readers = {role for role in StaffRole if User("u", frozenset({role})).reads_clues}
    assert readers == {R.CASE_STAFF, R.TEAM_LEAD, R.DUTY_OFFICER}
    assert {role for role in StaffRole if User("u", frozenset({role})).may_see_task("clue_received")} == readers


def test_r112_objections_are_for_those_who_review_them() -> None:
    """Neither publicity nor an auditor reads who objected."""
    readers = {role for role in StaffRole if User("u", frozenset({role})).reads_objections}
    assert readers == {R.CASE_STAFF, R.TEAM_LEAD, R.BUREAU_CHIEF, R.DUTY_OFFICER}
    assert {role for role in StaffRole if User("u", frozenset({role})).may_see_task("objection_received")} == readers


def test_every_other_task_is_everybody_s() -> None:
    """A court's tasks are open to its staff."""
    assert all(User("u", frozenset({role})).may_see_task("verify") for role in StaffRole)
