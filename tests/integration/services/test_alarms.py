"""Alarms reach whom they concern, each once, by SMS and e-mail (R24, R59, R91)."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

from broadcaster.domain.duty_roster import Shift
from broadcaster.domain.placements import Wanted
from broadcaster.ports.channels import Seen, Sight
from broadcaster.ports.office_book import Task
from tests.builders import listed, moment, performed, revoked
from tests.integration.services.courthouse import DUTY
from tests.integration.services.duty import called, hire, put_on_duty, rung, told
from tests.integration.store.test_exposure_book import PLACED
from tests.unit.domain.test_deadlines import clue, objection

if TYPE_CHECKING:
    from tests.integration.services.courthouse import Courthouse

MONDAY = moment("2026-11-23", "10:00")
HOLIDAY_EVE = [("2026-09-18", "15:00"), ("2026-09-30", "14:59"), ("2026-09-30", "15:00"), ("2026-09-30", "16:00")]


async def test_r59_a_clue_is_told_to_who_is_on_duty_and_the_deputy(court: Courthouse) -> None:
    """By SMS and by e-mail, once; the text names the case and no person."""
    await hire(court)
    await put_on_duty(court)
    await court.pass_to(MONDAY)
    await court.tell(clue())
    messages = await rung(court)
    assert [reader for reader, _ in messages] == ["吴值班", "孙值班"]
    assert all("答复财产线索" in text and "2026年11月30日" in text and "线索人" not in text for _, text in messages)
    assert await told(court) == []
    await court.work()
    assert ("system", "alarm.duty_officer") in await court.deeds()


async def test_r59_nobody_answers_so_the_chief_and_then_the_vice_president_learn(court: Courthouse) -> None:
    """Who is on duty learns with them."""
    await hire(court)
    await put_on_duty(court)
    await court.pass_to(MONDAY)
    await court.tell(clue())
    await rung(court)
    assert await called(court, moment("2026-11-30", "17:00")) == []
    assert await called(court, moment("2026-12-01", "09:00")) == ["吴值班", "孙值班", "王局长"]
    assert await called(court, moment("2026-12-03", "09:00")) == ["吴值班", "周院长", "孙值班", "王局长"]
    assert await called(court, moment("2026-12-20", "09:00")) == []


async def test_an_answered_clue_rings_no_more(court: Courthouse) -> None:
    """What is done is not told."""
    await hire(court)
    await put_on_duty(court)
    await court.tell(clue(), clue(answered=True, at="2026-11-24T09:00:00+08:00"))
    assert await called(court, moment("2026-12-01", "09:00")) == []


async def test_many_of_a_kind_are_one_message(court: Courthouse) -> None:
    """Twenty clues in one batch do not make twenty messages."""
    await hire(court)
    await put_on_duty(court)
    await court.pass_to(MONDAY)
    await court.tell(*(clue(clue_id=f"K{number}") for number in range(20)))
    assert await called(court) == ["吴值班", "孙值班"]


async def test_r112_an_identity_dispute_rings_at_night(court: Courthouse) -> None:
    """And does not wait for the quiet hours to end."""
    await hire(court)
    await put_on_duty(court)
    await court.pass_to(moment("2026-11-28", "23:30"))
    await court.tell(objection(kind="not_me", day="2026-11-28"))
    assert [text for _, text in await rung(court) if "不是我" in text] != []


async def test_r91_where_nobody_is_on_duty_every_duty_officer_is_called(court: Courthouse) -> None:
    """A court without a roster still hears its alarms."""
    await hire(court)
    await court.pass_to(MONDAY)
    await court.tell(clue())
    assert await called(court) == ["吴值班", "孙值班", "郑值班"]


async def test_an_alarm_that_nobody_can_hear_is_journaled_as_such(court: Courthouse) -> None:
    """A court without users of the role never reads that somebody was told."""
    await court.pass_to(MONDAY)
    await court.tell(clue())
    assert await called(court) == []
    await court.work()
    assert [what for _, what in await court.deeds() if what.startswith("alarm.")] == ["alarm.unheard"]


async def test_r91_an_officer_without_a_number_is_reached_at_the_post(court: Courthouse) -> None:
    """The post's own mobile passes from shift to shift."""
    await court.house.staff.add("冯值班", ["duty_officer"], "the same for all of them")
    await put_on_duty(court, "冯值班", "", phone="19900000199")
    await court.pass_to(MONDAY)
    await court.tell(clue())
    assert await called(court) == ["19900000199"]


async def test_r91_a_gap_in_the_roster_is_told_to_the_chief_a_day_ahead(court: Courthouse) -> None:
    """Once; filled, the task is gone."""
    await hire(court)
    await put_on_duty(court, until="2026-11-24")
    messages = await rung(court, MONDAY)
    assert [reader for reader, _ in messages] == ["吴值班", "孙值班", "王局长"]
    assert all("值班表有空档" in text for _, text in messages)
    assert await rung(court, MONDAY + timedelta(hours=1)) == []
    async with court.house.store.writing() as books:
        await books.roster.keep([Shift(moment("2026-11-24", "00:00"), moment("2026-11-30"), "吴值班")])
    await rung(court)
    assert await court.deadlines() == {}


async def test_r24_a_take_down_that_no_place_confirms_is_told_with_one_working_day_left(court: Courthouse) -> None:
    """Paid on the 18th, due on the 23rd: told on Friday the 20th; confirmed everywhere, nothing is left."""
    await hire(court)
    await put_on_duty(court)
    await court.tell(listed())
    await court.publish()
    await court.pass_to(moment("2026-11-19", "10:00"))
    await court.tell(performed(), revoked(at="2026-11-19T10:00:00+08:00"))
    assert await called(court, moment("2026-11-19", "10:20")) == []
    assert "take_down" not in await court.deadlines()
    await rung(court, moment("2026-11-19", "10:31"))
    assert (await court.deadlines())["take_down"] == "2026-11-24"
    assert any("确认撤下" in text for _, text in await rung(court, moment("2026-11-23", "09:00")))
    now = court.clock.now()
    async with court.house.store.writing() as books:
        placed = await books.exposure.placements()
        await books.exposure.saw({each.placement_id: Seen(Sight.GONE, now, "proof") for each in placed}, now)
    await rung(court)
    assert "take_down" not in await court.deadlines()


async def test_r91_a_pause_that_no_place_confirms_rings_after_half_an_hour_at_night_too(court: Courthouse) -> None:
    """Holidays included."""
    await hire(court)
    await put_on_duty(court)
    await court.tell(listed())
    await court.publish()
    entry = (await court.entries())[0].entry
    await court.pass_to(moment("2026-11-15", "02:00"))
    await court.house.withdrawal.pause([entry], DUTY, reason="来电称已付清")
    assert await called(court, moment("2026-11-15", "02:29")) == []
    messages = await rung(court, moment("2026-11-15", "02:30"))
    assert [reader for reader, text in messages if "确认暂停" in text] == ["吴值班", "孙值班"]


async def test_r91_on_the_eve_of_a_long_holiday_the_duty_officer_gets_what_is_not_confirmed(court: Courthouse) -> None:
    """At three on the last working day before National Day, once; not before a weekend."""
    await hire(court)
    await put_on_duty(court)
    court.clock.set(moment("2026-09-17", "09:00"))
    await court.tell(listed())
    hanging = replace(PLACED, entry=(await court.entries())[0].entry, wanted=Wanted.GONE, wanted_since=court.clock.now(), reason="x")
    async with court.house.store.writing() as books:
        await books.exposure.place([hanging], court.clock.now())
    ring = [[text for _, text in await rung(court, moment(day, at)) if "长假" in text] for day, at in HOLIDAY_EVE]
    assert [len(texts) for texts in ring] == [0, 0, 3, 0]
    assert all("（2026）苏0114执100号" in text for text in ring[2])


async def test_what_others_ask_of_staff_rings_too_gathered_by_the_hour(court: Courthouse) -> None:
    """A delivery of unclear fate between ten and eleven is told at eleven."""
    await hire(court)
    await put_on_duty(court)
    await court.pass_to(MONDAY + timedelta(minutes=5))
    now = court.clock.now()
    async with court.house.store.writing() as books:
        for name in ("d1", "d2"):
            await books.office.open_task(Task(f"unknown_delivery/{name}", "unknown_delivery", "", name, now, now.date()))
    assert await called(court) == []
    assert await called(court, MONDAY + timedelta(hours=1)) == ["吴值班", "孙值班"]
