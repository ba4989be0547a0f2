"""Deadlines in the store: open, redated, closed, claimed for their alarms; and take-downs that wait for proof."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import TYPE_CHECKING

import pytest

from broadcaster.domain.errors import NotFound
from broadcaster.domain.placements import Wanted
from broadcaster.ports.channels import Seen, Sight
from broadcaster.ports.deadline_book import Raised
from broadcaster.ports.office_book import Task
from tests.builders import CASE_NUMBER, moment
from tests.integration.store.test_exposure_book import CARD, PLACED

if TYPE_CHECKING:
    from broadcaster.adapters.store_sql.engine import SqlStore

NOW = moment("2026-11-23", "10:00")
LATER = NOW + timedelta(hours=1)
CLUE = Task("clue_reply/C/K1", "clue_reply", CASE_NUMBER, "K1", NOW, date(2026, 11, 30), rule="R59", department="执行局")
QUERY = Task("asset_query/C/R", "asset_query", CASE_NUMBER, "R", NOW, date(2027, 5, 23), rule="R58", official=False)


async def open_tasks(store: SqlStore, *tasks: Task) -> None:
    """Open tasks."""
    async with store.writing() as books:
        for task in tasks:
            await books.office.open_task(task)


async def test_a_deadline_keeps_its_rule_department_and_doubt(store: SqlStore) -> None:
    """What was written is read again, by case, kind and last day."""
    await open_tasks(store, CLUE, QUERY)
    async with store.reading() as books:
        assert set(await books.deadlines.of_cases([CASE_NUMBER], ["clue_reply", "asset_query"])) == {CLUE, QUERY}
        assert await books.deadlines.of_cases(["another"], ["clue_reply"]) == []
        assert await books.deadlines.open_until(date(2026, 12, 31)) == [CLUE]
        assert await books.deadlines.open_until(date(2027, 12, 31), kinds=["asset_query"]) == [QUERY]
        assert await books.deadlines.count_kinds() == {"clue_reply": 1, "asset_query": 1}


async def test_a_closed_deadline_is_no_longer_open_but_remembered(store: SqlStore) -> None:
    """So that what is done once is not opened again."""
    await open_tasks(store, CLUE)
    async with store.writing() as books:
        assert await books.deadlines.open_task(CLUE.task) == CLUE
        await books.deadlines.close([CLUE.task], LATER)
        assert await books.deadlines.open_of(["clue_reply"]) == []
        assert await books.deadlines.of_cases([CASE_NUMBER], ["clue_reply"]) == [replace(CLUE, done_at=LATER)]
        with pytest.raises(NotFound):
            await books.deadlines.open_task(CLUE.task)


async def test_an_alarm_is_claimed_until_it_was_judged(store: SqlStore) -> None:
    """The level is remembered, and nobody looks again before the moment named; a new last day calls at once."""
    await open_tasks(store, CLUE)
    async with store.writing() as books:
        assert await books.deadlines.is_alarm_due(NOW)
        assert await books.deadlines.claim_alarms(NOW, 10) == [CLUE]
        await books.deadlines.alarmed([Raised(CLUE.task, "duty_officer", LATER)])
        assert not await books.deadlines.is_alarm_due(NOW)
        assert [task.level for task in await books.deadlines.claim_alarms(LATER, 10)] == ["duty_officer"]
        await books.deadlines.alarmed([Raised(CLUE.task, "bureau_chief", None)])
        assert not await books.deadlines.is_alarm_due(LATER + timedelta(days=365))
        await books.deadlines.redate(replace(CLUE, due_on=date(2026, 11, 26)), LATER)
        assert [task.due_on for task in await books.deadlines.claim_alarms(LATER, 10)] == [date(2026, 11, 26)]


async def test_a_task_done_rings_no_alarm(store: SqlStore) -> None:
    """Nobody is woken for what is done."""
    await open_tasks(store, CLUE)
    async with store.writing() as books:
        await books.deadlines.close([CLUE.task], LATER)
        assert not await books.deadlines.is_alarm_due(LATER)
        assert await books.deadlines.claim_alarms(LATER, 10) == []


async def test_r25_what_should_be_dark_hangs_until_it_was_seen_gone(store: SqlStore) -> None:
    """Two places of one entry are one line; what is seen gone, and what may be shown, is none."""
    async with store.writing() as books:
        await books.exposure.keep_entry(CARD, NOW)
        await books.exposure.place([replace(PLACED, placement_id=f"p{number}", place=f"s{number}") for number in (1, 2, 3)], NOW)
        assert await books.deadlines.hanging() == []
        await books.exposure.want(["p1", "p2"], Wanted.GONE, "R11.performed", NOW)
        (found,) = await books.deadlines.hanging()
        assert (found.entry, found.case_number, found.wanted, found.since, found.places) == (CARD.entry, CARD.case_number, "gone", NOW, 2)
        await books.exposure.saw({name: Seen(Sight.GONE, LATER, "play") for name in ("p1", "p2")}, LATER)
        assert await books.deadlines.hanging() == []


async def test_a_thing_is_told_once(store: SqlStore) -> None:
    """By whichever worker comes first."""
    async with store.writing() as books:
        assert not await books.deadlines.was_told("reminder/2026-W48")
        assert await books.deadlines.tell_once("reminder/2026-W48", NOW)
        assert not await books.deadlines.tell_once("reminder/2026-W48", LATER)
        assert await books.deadlines.was_told("reminder/2026-W48")
