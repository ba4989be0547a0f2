"""Deadlines follow their case: opened and closed by what it tells, and by hand where no event ends them (R16, R58, R59, R112)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from broadcaster.domain.errors import NotAllowed, NotFound, WrongState
from tests.builders import CASE_NUMBER, event, listed, performed, person
from tests.integration.services.courthouse import CLERK, DUTY, MEI
from tests.unit.domain.test_deadlines import clue, decided, objection, terminated

if TYPE_CHECKING:
    from tests.integration.services.courthouse import Courthouse

DISPUTE = f"identity_dispute/{CASE_NUMBER}/{person()['party_id']}/2026-11-23"


async def test_r59_a_clue_is_a_deadline_until_it_is_answered(court: Courthouse) -> None:
    """The repeat of an event opens nothing twice; who marks it as urgent brings its last day forward."""
    await court.tell(clue())
    assert await court.deadlines() == {"clue_reply": "2026-11-30"}
    await court.tell(clue())
    await court.tell(clue(at="2026-11-24T09:00:00+08:00", urgent=True))
    assert await court.deadlines() == {"clue_reply": "2026-11-26"}
    await court.tell(clue(answered=True, at="2026-11-25T09:00:00+08:00"))
    assert await court.deadlines() == {}


async def test_r8_a_paid_debt_is_a_deadline_until_the_entry_is_deleted(court: Courthouse) -> None:
    """Whatever else the case tells meanwhile."""
    await court.tell(listed(), performed())
    assert (await court.deadlines())["listing_deletion"] == "2026-11-23"
    gone = event("debtor.listing_revoked", party=person(), listing_id="L1", reason="已履行", ground_on="2026-11-20")
    await court.tell(gone)
    assert "listing_deletion" not in await court.deadlines()


async def test_r112_a_dispute_decided_by_hand_is_not_asked_again(court: Courthouse) -> None:
    """The review of the objection goes on until it is decided."""
    await court.tell(objection(kind="not_me"))
    assert set(await court.deadlines()) == {"identity_dispute", "objection_review"}
    await court.house.due_calendar.finish(DISPUTE, DUTY, note="已暂停，维持")
    await court.tell(event("case.progressed", at="2026-11-24T09:00:00+08:00", parties=[person()], stage="other"))
    assert set(await court.deadlines()) == {"objection_review"}
    await court.tell(decided())
    assert await court.deadlines() == {}
    assert ("duty", "task.finish") in await court.deeds()


async def test_what_an_event_ends_is_not_finished_by_hand(court: Courthouse) -> None:
    """Nor by whom only reads, nor what is not open."""
    await court.tell(clue(), objection(kind="not_me"))
    with pytest.raises(WrongState):
        await court.house.due_calendar.finish(f"clue_reply/{CASE_NUMBER}/K1", MEI, note="已回复")
    with pytest.raises(NotAllowed):
        await court.house.due_calendar.finish(DISPUTE, CLERK, note="看过")
    with pytest.raises(NotFound):
        await court.house.due_calendar.finish("nothing", MEI, note="")


async def test_the_calendar_tells_overdue_today_this_week_and_later(court: Courthouse) -> None:
    """On Thursday 5 November; what lies further ahead than thirty days is counted alone."""
    told = [clue(day, clue_id=f"K{day}") for day in ("2026-10-25", "2026-10-29", "2026-10-31", "2026-11-05")]
    await court.tell(*told, terminated("2026-10-20"))
    page = await court.house.due_calendar.page(MEI)
    shown = [[task.due_on.day for task in span] for span in (page.overdue, page.due_today, page.this_week, page.later)]
    assert shown == [[1], [5], [7], [12]]
    assert page.kinds == {"asset_query": 1, "clue_reply": 4, "follow_up": 6}
    assert not (await court.house.due_calendar.page(MEI, "asset_query")).later
