"""Clues for a published bounty: in the order they came, secret, answered by the earlier clock (R59, R76, R93)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from broadcaster.domain.clues import ClueOutcome, read_clue
from broadcaster.domain.entries import EntryKind, ListKind
from broadcaster.domain.errors import NotAllowed, NotFound, WrongState
from broadcaster.domain.users import StaffRole, User
from tests.builders import bounty_granted, listed, person
from tests.integration.services.courthouse import MEI

if TYPE_CHECKING:
    from tests.integration.services.courthouse import Courthouse

OFFICER = User("sun", frozenset({StaffRole.CASE_STAFF}))
CLUE = read_clue("毛晓海", "19900000378", "其名下轿车停在某小区地下车库", agreed=True)


async def published(court: Courthouse) -> str:
    """Publish one bounty on assets; return its public code."""
    await court.tell(bounty_granted())
    await court.publish(ListKind.BOUNTY_PROPERTY)
    async with court.house.store.reading() as books:
        (row,) = await books.exposure.entries_of_kind(EntryKind.BOUNTY_PROPERTY)
    return row.code


async def test_r76_the_first_to_give_a_clue_is_known(court: Courthouse) -> None:
    """Each has a receipt of its own and its place among the others."""
    code = await published(court)
    first = await court.house.clues.take(code, CLUE, urgent=False)
    second = await court.house.clues.take(code, CLUE, urgent=True)
    sheets = await court.house.clue_desk.page(OFFICER)
    assert [(each.clue.clue_id, each.place, each.name) for each in sheets] == [
        (second.clue_id, 2, "陈辉平"),
        (first.clue_id, 1, "陈辉平"),
    ]
    assert len(first.clue_id) == 10


async def test_r59_the_task_is_due_by_the_earlier_clock(court: Courthouse) -> None:
    """Seven days, three where it is urgent; closing the clue closes it, once."""
    code = await published(court)
    clue = await court.house.clues.take(code, CLUE, urgent=False)
    urgent = await court.house.clues.take(code, CLUE, urgent=True)
    tasks = {each.task.entry: each.task.due_on.isoformat() for each in await court.house.desk.tasks(OFFICER)}
    assert tasks == {clue.clue_id: "2026-11-21", urgent.clue_id: "2026-11-17"}
    await court.house.clue_desk.close(OFFICER, clue.clue_id, ClueOutcome.PASSED_ON)
    assert [each.task.entry for each in await court.house.desk.tasks(OFFICER)] == [urgent.clue_id]
    with pytest.raises(WrongState):
        await court.house.clue_desk.close(OFFICER, clue.clue_id, ClueOutcome.KNOWN)


async def test_r93_nobody_is_written_to(court: Courthouse) -> None:
    """The number is not confirmed: a clerk calls."""
    code = await published(court)
    before = len(await court.deliveries())
    await court.house.clues.take(code, CLUE, urgent=False)
    await court.work()
    assert len(await court.deliveries()) == before


async def test_r76_who_gave_a_clue_is_secret(court: Courthouse) -> None:
    """Publicity, supervision and auditors see neither clue nor task; each look of those who may is journaled."""
    clue = await court.house.clues.take(await published(court), CLUE, urgent=False)
    readers = {StaffRole.CASE_STAFF, StaffRole.TEAM_LEAD, StaffRole.DUTY_OFFICER}
    for user in (User("u", frozenset({role})) for role in StaffRole if role not in readers):
        for refused in (court.house.clue_desk.page(user), court.house.clue_desk.sheet(user, clue.clue_id)):
            with pytest.raises(NotAllowed):
                await refused
        assert "clue_received" not in {each.task.kind for each in await court.house.desk.tasks(user)}
    sheet = await court.house.clue_desk.sheet(OFFICER, clue.clue_id)
    assert sheet.clue.written == CLUE
    assert "毛晓海" not in repr(sheet)
    await court.work()
    assert ("sun", "clue.read") in await court.deeds()


async def test_no_clue_to_what_is_not_published(court: Courthouse) -> None:
    """Neither before nor after, nor while it is paused; a listing is no bounty, and a guessed code nothing."""
    await court.tell(listed(person("林听潮")))
    code = await published(court)
    async with court.house.store.reading() as books:
        (listing,) = await books.exposure.entries_of_kind(EntryKind.DISHONEST)
        (bounty,) = await books.exposure.entries_of_kind(EntryKind.BOUNTY_PROPERTY)
    for strange in (listing.code, "guessed"):
        with pytest.raises(NotFound):
            await court.house.clues.bounty(strange)
    await court.house.withdrawal.pause([bounty.entry], MEI, reason="核实")
    with pytest.raises(WrongState):
        await court.house.clues.take(code, CLUE, urgent=False)
