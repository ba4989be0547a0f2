"""R42: nobody approves his own wording."""

from __future__ import annotations

from dataclasses import replace

import pytest

from broadcaster.domain.errors import NotAllowed, WrongState
from broadcaster.domain.users import StaffRole, User
from broadcaster.domain.wording_revisions import RevisionState, WordingChain, WordingRevision, check_decider, check_proposer
from tests.builders import moment

CHAIN = WordingChain(frozenset({StaffRole.PUBLICITY, StaffRole.BUREAU_CHIEF}), frozenset({StaffRole.BUREAU_CHIEF}))
PROPOSED = WordingRevision("filing", 1, 1, 2, {}, "zhao", moment("2026-11-05", "10:00"), "更通俗")


def test_another_person_with_the_role_decides() -> None:
    """Four eyes."""
    check_decider(PROPOSED, User("wang", frozenset({StaffRole.BUREAU_CHIEF})), CHAIN)


@pytest.mark.parametrize(("name", "role"), [("zhao", StaffRole.BUREAU_CHIEF), ("lin", StaffRole.PUBLICITY)])
def test_neither_who_proposed_nor_who_lacks_the_role_decides(name: str, role: StaffRole) -> None:
    """The bureau chief's own proposal waits for another chief."""
    with pytest.raises(NotAllowed):
        check_decider(PROPOSED, User(name, frozenset({role})), CHAIN)


def test_what_is_decided_stays_decided() -> None:
    """An approved wording is changed by the next one."""
    with pytest.raises(WrongState):
        check_decider(replace(PROPOSED, state=RevisionState.APPROVED), User("wang", frozenset({StaffRole.BUREAU_CHIEF})), CHAIN)


def test_an_auditor_proposes_nothing() -> None:
    """He only reads."""
    with pytest.raises(NotAllowed):
        check_proposer(User("li", frozenset({StaffRole.AUDITOR})), CHAIN)
