"""An approver's step taken by another, in the open and for a time (R42, R105)."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from broadcaster.domain.entries import ListKind
from broadcaster.domain.errors import NotAllowed, NotFound
from broadcaster.domain.users import StaffRole
from tests.builders import listed
from tests.integration.services.courthouse import MEI, SCREENED_AT

if TYPE_CHECKING:
    from broadcaster.domain.delegation import Delegation
    from broadcaster.domain.users import User
    from tests.integration.services.courthouse import Courthouse

WEEK = timedelta(days=7)


async def people(court: Courthouse) -> dict[str, User]:
    """Add an approver, another who also submits, and somebody without the role."""
    roles = {
        "lei": [StaffRole.BUREAU_CHIEF],
        "han": [StaffRole.BUREAU_CHIEF, StaffRole.PUBLICITY],
        "wu": [StaffRole.VICE_PRESIDENT],
    }
    for name, given in roles.items():
        await court.house.staff.add(name, given, "a long password")
    return {name: await court.house.staff.user(name) for name in roles}


async def submitted(court: Courthouse, by: User = MEI) -> tuple[str, str]:
    """Have a list submitted; return its id and digest."""
    await court.tell(listed())
    await court.pass_to(SCREENED_AT)
    drafted = await court.house.screening.screen(ListKind.EXPOSURE, "2026-11", by)
    found = await court.house.approval.submit(drafted.list_id, by, assessment="评1", grants={})
    return found.list_id, found.digest


async def hand_on(court: Courthouse, by: User, to: str = "wu") -> Delegation:
    """Hand a step on for a week."""
    now = court.clock.now()
    return await court.house.delegating.give(by, to, since=now, until=now + WEEK, reason="外出培训")


async def test_r105_a_step_taken_for_another_is_journaled_with_his_name(court: Courthouse) -> None:
    """Who approved, in whose place, and the list says it."""
    staff = await people(court)
    list_id, digest = await submitted(court)
    with pytest.raises(NotAllowed):
        await court.house.approval.approve(list_id, staff["wu"], digest=digest)
    await hand_on(court, staff["lei"])
    approved = await court.house.approval.approve(list_id, staff["wu"], digest=digest)
    await court.work()
    assert approved.approved_by == "wu"
    assert await court.house.delegating.used_on(list_id) == "lei"
    assert [deed for deed in await court.deeds() if deed[0] in staff] == [
        ("lei", "delegation.give"),
        ("wu", "list.approve"),
        ("wu", "delegation.use"),
    ]


async def test_r42_nobody_has_his_own_list_approved_in_his_own_place(court: Courthouse) -> None:
    """Han submitted it: han's step was not han's to give; lei's is."""
    staff = await people(court)
    list_id, digest = await submitted(court, staff["han"])
    await hand_on(court, staff["han"])
    with pytest.raises(NotAllowed):
        await court.house.approval.approve(list_id, staff["wu"], digest=digest)
    await hand_on(court, staff["lei"])
    await court.house.approval.reject(list_id, staff["wu"], reason="照片不清")
    await court.work()
    assert await court.house.delegating.used_on(list_id) == "lei"


async def test_r105_a_delegation_ends_by_itself_or_is_taken_back(court: Courthouse) -> None:
    """By who gave it and nobody else."""
    staff = await people(court)
    first = await hand_on(court, staff["lei"])
    assert await court.house.delegating.stands_for(staff["wu"]) == ("lei",)
    with pytest.raises(NotAllowed):
        await court.house.delegating.end(first.delegation_id, staff["wu"])
    await court.house.delegating.end(first.delegation_id, staff["lei"])
    assert await court.house.delegating.stands_for(staff["wu"]) == ()
    await hand_on(court, staff["lei"])
    await court.later(days=7)
    assert await court.house.delegating.stands_for(staff["wu"]) == ()
    assert len(await court.house.delegating.newest()) == 2
    with pytest.raises(NotFound):
        await court.house.delegating.end("none", staff["lei"])
