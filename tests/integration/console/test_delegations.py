"""An approver hands his step on from the console, and the list shows in whose place it was approved (R42, R105)."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from tests.integration.console.test_lists import PAGE, _approve, _submit

if TYPE_CHECKING:
    from tests.integration.console.conftest import Office, Seat

GIVEN = {"from": "2026-11-09T18:00", "until": "2026-11-16T18:00", "reason": "外出培训"}
ID = re.compile(r'name="delegation" value="([0-9a-f]+)"')


async def _give(seat: Seat, to: str, **other: str) -> tuple[int, str]:
    return await seat.post("/console/delegations/give", "/console/delegations", to=to, **GIVEN | other)


async def test_r105_another_approves_in_the_approvers_place(office: Office) -> None:
    """The page says for whom, and so does the list afterwards."""
    await _submit(await office.seat("lin"))
    sun = await office.seat("sun")
    assert "等候执行局长审批" in (await sun.get(PAGE))[1]
    status, page = await _give(await office.seat("wang"), "sun")
    assert (status, "已办理：委托审批" in page, "有效" in page) == (200, True, True)
    _, page = await sun.get(PAGE)
    assert "您受 wang 委托审批" in page
    assert "已审批，待公布" in (await _approve(sun, page))[1]
    while await office.house.sequencing.drain():
        continue
    assert "受 wang 委托" in (await sun.get(PAGE))[1]


async def test_r42_who_submitted_is_offered_nothing_by_a_delegation(office: Office) -> None:
    """Lin submitted the list; wang's step does not make her its second pair of eyes."""
    lin = await office.seat("lin")
    await _submit(lin)
    await _give(await office.seat("wang"), "lin")
    assert f'action="{PAGE}/approve"' not in (await lin.get(PAGE))[1]
    submitted = (await office.house.desk.sheet("exposure-2026-11-1")).list
    fields = {"digest": submitted.digest, "entries": str(len(submitted.included)), "seen": "yes"}
    assert (await lin.post(f"{PAGE}/approve", PAGE, **fields))[0] == 403


async def test_r105_it_is_taken_back_by_who_gave_it(office: Office) -> None:
    """One click; others are not offered it."""
    wang, sun = await office.seat("wang"), await office.seat("sun")
    _, page = await _give(wang, "sun")
    found = ID.findall(page)
    assert found
    assert not ID.findall((await sun.get("/console/delegations"))[1])
    assert (await sun.post("/console/delegations/end", "/console/delegations", delegation=found[0]))[0] == 403
    status, page = await wang.post("/console/delegations/end", "/console/delegations", delegation=found[0])
    assert (status, "已收回" in page) == (200, True)


async def test_r105_only_an_approver_delegates_and_only_for_a_time(office: Office) -> None:
    """An unfit end is sent back; who has no step has none to hand on."""
    wang = await office.seat("wang")
    for wrong in ({"until": "2027-11-16T18:00"}, {"until": "next week"}, {"reason": ""}):
        status, page = await _give(wang, "sun", **wrong)
        assert (status, "填写的内容不完整或者不正确" in page) == (422, True)
    assert (await _give(await office.seat("sun"), "lin"))[0] == 403
