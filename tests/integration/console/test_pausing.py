"""Stopping from the console: chosen and confirmed in two clicks, watched place by place, told to the press (R91, R115)."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING

import pytest

from broadcaster import resources
from broadcaster.domain.placements import Wanted
from broadcaster.ports.channels import Seen, Sight
from tests.integration.console.test_places import _entry, _wanted

if TYPE_CHECKING:
    from tests.integration.console.conftest import Office, Seat

LIST = "exposure-2026-11-1"
LINKS = re.compile(r'href="/console(/pause/confirm[^"]+)"')


async def _everywhere(office: Office) -> set[Wanted]:
    async with office.house.store.reading() as books:
        return {each.wanted for each in await books.exposure.placements()}


async def _see(office: Office, sight: Sight) -> None:
    async with office.house.store.writing() as books:
        placed = await books.exposure.placements()
        await books.exposure.saw({each.placement_id: Seen(sight, None, "play-log") for each in placed}, office.clock.now())


async def _switch(seat: Seat, act: str, **where: str) -> tuple[int, str]:
    on = f"/console/pause/confirm?act={act}&" + "&".join(f"{name}={value}" for name, value in where.items())
    return await seat.post(f"/console/pause/{act}", on, reason="舆情待核实", **where)


@pytest.mark.parametrize("where", [{"reach": "everything"}, {"reach": "list", "of": LIST}, {"reach": "channel", "of": "web_site"}])
async def test_r115_two_clicks_stop_and_two_bring_back(published: Office, where: dict[str, str]) -> None:
    """A link that names it, a form that says how many places and asks why; then every place is watched."""
    seat = await published.seat("sun")
    _, page = await seat.get("/console/pause")
    addresses = {address.replace("&amp;", "&") for address in LINKS.findall(page)}
    assert f"/pause/confirm?reach={where['reach']}&of={where.get('of', '')}&act=halt" in addresses
    async with published.house.store.reading() as books:
        places = len(await books.exposure.placements())
    _, page = await seat.get(f"/console/pause/confirm?act=halt&reach={where['reach']}&of={where.get('of', '')}")
    assert f"{places} 处立即停止展示" in page
    status, page = await _switch(seat, "halt", **where)
    assert (status, "已办理：一键静默" in page, f"{places} 处待确认" in page) == (200, True, True)
    assert await _everywhere(published) == {Wanted.PAUSED}
    await _switch(seat, "go_on", **where)
    assert await _everywhere(published) == {Wanted.SHOWN}


async def test_r91_a_pause_waits_in_the_queue_until_it_is_verified(published: Office) -> None:
    """Who paused, when and why; resumed or taken down from there."""
    entry, seat = await _entry(published), await published.seat("sun")
    await _switch(seat, "halt", reach="entry", of=entry)
    while await published.house.sequencing.drain():
        continue
    _, page = await seat.get("/console/pause")
    assert all(words in page for words in ("待核实的暂停", "sun", "舆情待核实", "处待确认"))
    await _switch(seat, "go_on", reach="entry", of=entry)
    assert await _wanted(published, entry) == {Wanted.SHOWN}
    assert "待核实的暂停" not in (await seat.get("/console/pause"))[1]
    await _switch(seat, "halt", reach="entry", of=entry)
    status, page = await seat.post("/console/pause/take_down", "/console/pause", of=entry, kind="correct", reason="错列", basis="更正决定")
    assert (status, "已办理：撤下：更正" in page) == (200, True)
    assert await _wanted(published, entry) == {Wanted.GONE}


async def test_r91_the_watch_tells_confirmed_pending_and_unreachable_apart(published: Office) -> None:
    """An unreachable place is never taken for a dark one."""
    seat, watch = await published.seat("sun"), f"/console/pause/watch?reach=list&of={LIST}"
    await _switch(seat, "halt", reach="list", of=LIST)
    assert "待确认" in (await seat.get(watch))[1]
    await _see(published, Sight.UNREACHABLE)
    _, page = await seat.get(watch)
    assert "其中联系不上" in page
    assert "联系不上的位置不等于已停止展示" in page
    await _see(published, Sight.GONE)
    _, page = await seat.get(watch)
    assert "全部相符" in page
    _, page = await seat.get(f"{watch}&channel=screen_player&place=downtown")
    assert "play-log" in page


async def test_r115_the_fact_sheet_carries_no_number_of_a_person(published: Office) -> None:
    """Names and case numbers; no identity number, no mobile; and it does not claim what is not confirmed."""
    seat = await published.seat("lin")
    await _switch(seat, "halt", reach="everything", of="")
    _, page = await seat.get("/console/pause/facts?reach=everything&of=")
    assert all(words in page for words in ("事实单", "尚未确认", "不得称“已全部停止”", "审批"))
    lines = (resources.folder("sample") / "events.jsonl").read_text("utf-8").splitlines()
    numbers = {str(party[name]) for line in lines for party in _parties(json.loads(line)["data"]) for name in ("id_number", "mobile")}
    assert not [number for number in numbers if number in page]


def _parties(told: dict[str, object]) -> list[dict[str, object]]:
    parties = told.get("parties")
    return [each for each in (parties if isinstance(parties, list) else []) if each.get("id_number") and each.get("mobile")]


@pytest.mark.parametrize("path", ["", "/confirm?act=halt&reach=everything", "/watch?reach=everything", "/facts?reach=everything"])
async def test_who_may_not_take_down_is_not_offered_it(published: Office, path: str) -> None:
    """An auditor has no such page, and no form that works."""
    seat = await published.seat("li")
    assert (await seat.get(f"/console/pause{path}"))[0] == 403
    assert (await seat.post("/console/pause/halt", "/console/", reach="everything", reason="试"))[0] == 403
    assert await _everywhere(published) == {Wanted.SHOWN}


@pytest.mark.parametrize("query", ["act=halt&reach=street&of=x", "act=halt&reach=list", "act=burn&reach=everything"])
async def test_an_address_that_names_nothing_is_refused(published: Office, query: str) -> None:
    """In Chinese, and nothing happens."""
    status, page = await (await published.seat("sun")).get(f"/console/pause/confirm?{query}")
    assert (status, "填写的内容不完整或者不正确" in page) == (422, True)
