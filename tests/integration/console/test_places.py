"""What hangs where, seen and ended from the console (R25, R26, R89-R91)."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from broadcaster import resources
from broadcaster.domain.placements import Wanted

if TYPE_CHECKING:
    from tests.integration.console.conftest import Office

LIST = "exposure-2026-11-1"


async def _entry(office: Office) -> str:
    async with office.house.store.reading() as books:
        return (await books.exposure.placements())[0].entry


async def _wanted(office: Office, entry: str) -> set[Wanted]:
    async with office.house.store.reading() as books:
        return {each.wanted for each in await books.exposure.placements(entry=entry)}


async def test_r26_what_is_wanted_stands_beside_what_was_seen(published: Office) -> None:
    """A place that has not confirmed is shown as open."""
    _, text = await (await published.seat("li")).get("/console/placements")
    assert all(word in text for word in ("应展示", "尚未展示过", "待确认"))


async def test_r91_one_form_pauses_an_entry_everywhere(published: Office) -> None:
    """The duty officer needs a reason and nobody's approval."""
    entry, seat = await _entry(published), await published.seat("sun")
    _, text = await seat.post(f"/console/entries/{entry}/pause", f"/console/entries/{entry}", reason="本人称已付款")
    assert "已办理：暂停展示" in text
    assert await _wanted(published, entry) == {Wanted.PAUSED}


async def test_a_pause_ends_when_it_was_verified(published: Office) -> None:
    """What was paused by hand comes back by hand."""
    entry, seat = await _entry(published), await published.seat("sun")
    page = f"/console/entries/{entry}"
    await seat.post(f"{page}/pause", page, reason="本人称已付款")
    await seat.post(f"{page}/resume", page, reason="经核实未付款")
    assert await _wanted(published, entry) == {Wanted.SHOWN}


async def test_r89_taking_down_needs_reason_and_basis_and_nothing_more(published: Office) -> None:
    """Without a basis it is sent back; with one it is done everywhere at once and for good."""
    entry, seat = await _entry(published), await published.seat("sun")
    page = f"/console/entries/{entry}"
    status, text = await seat.post(f"{page}/withdraw", page, kind="correct", reason="金额有误")
    assert (status, "未填写：依据" in text) == (422, True)
    _, text = await seat.post(f"{page}/withdraw", page, kind="correct", reason="金额有误", basis="执行裁定书")
    assert await _wanted(published, entry) == {Wanted.GONE}
    assert (await seat.post(f"{page}/resume", page, reason="再展示"))[0] in (403, 409)


async def test_who_may_not_take_down_is_refused(published: Office) -> None:
    """An auditor looks and does not act."""
    entry, seat = await _entry(published), await published.seat("li")
    status, text = await seat.post(f"/console/entries/{entry}/pause", "/console/", reason="试一试")
    assert (status, "您不能办理这一步" in text) == (403, True)
    assert await _wanted(published, entry) == {Wanted.SHOWN}


async def test_r32_no_page_shows_a_whole_number_or_a_mobile(published: Office) -> None:
    """Every page is searched for every identity number and mobile number of the sample."""
    entry, seat = await _entry(published), await published.seat("lin")
    paths = ["/", f"/lists/{LIST}", "/lists", "/placements", f"/entries/{entry}", "/deliveries", "/tasks"]
    texts = "".join([(await seat.get(f"/console{path}"))[1] for path in paths])
    lines = (resources.folder("sample") / "events.jsonl").read_text("utf-8").splitlines()
    parties = [party for line in lines for party in _parties(json.loads(line)["data"])]
    secrets = {str(party[name]) for party in parties for name in ("id_number", "mobile") if party.get(name)}
    assert len(secrets) > 100
    assert not [secret for secret in secrets if secret in texts]


def _parties(told: dict[str, object]) -> list[dict[str, object]]:
    party, parties = told.get("party"), told.get("parties")
    return [each for each in (party, *(parties if isinstance(parties, list) else ())) if isinstance(each, dict)]


async def test_an_unknown_entry_is_told_in_chinese(published: Office) -> None:
    """A wrong address ends on a page, never on a trace."""
    status, text = await (await published.seat("li")).get("/console/entries/nothing")
    assert (status, "没有找到" in text) == (404, True)
