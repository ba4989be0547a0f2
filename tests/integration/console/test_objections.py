"""Objections on the console: read by those who review them, paused by one click, closed once (R16, R91, R112)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from broadcaster.domain.objections import read_objection
from broadcaster.domain.users import StaffRole
from tests.integration.console.test_answers import sit
from tests.integration.console.test_in_chromium import OLD_PC, PHONE, WIDER_THAN_THE_SCREEN
from tests.integration.console.test_in_chromium import _chromium as open_chromium

if TYPE_CHECKING:
    from pathlib import Path

    from tests.integration.console.conftest import Office

READERS = {StaffRole.CASE_STAFF, StaffRole.TEAM_LEAD, StaffRole.BUREAU_CHIEF, StaffRole.DUTY_OFFICER}
FORM = {"kind": "not_me", "relation": "agent", "name": "毛晓海", "mobile": "19900000378", "text": "<i>同名</i>，不是他。", "agreed": "1"}
PDF = b"%PDF-1.7 a paper"


async def objected(office: Office) -> str:
    """Have one objection with one paper to an entry that is shown; return its page."""
    async with office.house.store.reading() as books:
        row = await books.exposure.entry((await books.exposure.placements())[0].entry)
    kept = await office.house.objections.take(row.code, read_objection(FORM, [PDF]), "a-form-of-the-page")
    return f"/console/objections/{kept.objection_id}"


@pytest.mark.parametrize("role", sorted(set(StaffRole) - {StaffRole.AGENCY_CLERK}))
async def test_r112_objections_and_proof_are_for_those_who_review_them(published: Office, role: StaffRole) -> None:
    """All others are refused, reading and doing, and the way there is not shown to them."""
    page = await objected(published)
    seat = await sit(published, role)
    expected = 200 if role in READERS else 403
    assert {(await seat.get(path))[0] for path in ("/console/objections", page, f"{page}/proofs/1")} == {expected}
    if role not in READERS:
        assert (await seat.post(f"{page}/pause", "/console/", reason="x"))[0] == 403
        assert (await seat.post(f"{page}/decide", "/console/", outcome="upheld", reason="x"))[0] == 403
    assert ("审查网上提出的异议" in (await seat.get("/console/deadlines"))[1]) is (role in READERS)


async def test_the_list_of_objections_names_nobody_who_wrote(published: Office) -> None:
    """Who wrote what stands on its own page alone, as text."""
    page = await objected(published)
    seat = await sit(published, StaffRole.CASE_STAFF)
    _, listed = await seat.get("/console/objections?state=open")
    assert not any(word in listed for word in ("毛晓海", "19900000378", "同名"))
    _, shown = await seat.get(page)
    for word in ("毛晓海（代理人）", "19900000378", "&lt;i&gt;同名&lt;/i&gt;", "11月16日前决定是否暂停", "court.objection.decided"):
        assert word in shown


async def test_proof_is_kept_by_the_browser_and_never_run(published: Office) -> None:
    """As a file of its own, without the name that it came with; a file that is not there is not found."""
    page = await objected(published)
    seat = await sit(published, StaffRole.CASE_STAFF)
    async with seat.http.get(f"{published.address}{page}/proofs/1") as answer:
        content, headers = await answer.read(), answer.headers
    assert content == PDF
    assert headers["Content-Disposition"].startswith('attachment; filename="objection-')
    assert (headers["Content-Security-Policy"], headers["X-Content-Type-Options"]) == ("sandbox", "nosniff")
    assert headers["Cache-Control"] == "no-store"
    assert [(await seat.get(f"{page}/proofs/{position}"))[0] for position in ("0", "2", "x")] == [404] * 3


async def test_r91_one_click_pauses_and_the_review_goes_on(published: Office) -> None:
    """The reason stands ready in the form; then the review is closed, once."""
    page = await objected(published)
    seat = await sit(published, StaffRole.DUTY_OFFICER)
    _, shown = await seat.get(page)
    assert "先停后核" in shown
    _, shown = await seat.post(f"{page}/pause", page, reason="身份有争议")
    assert all(word in shown for word in ("已办理：因异议先停后核", "应暂停"))
    assert "立即暂停" not in shown
    assert (await seat.post(f"{page}/decide", page, outcome="upheld"))[0] == 422
    assert (await seat.post(f"{page}/decide", page, outcome="perhaps", reason="x"))[0] == 422
    _, shown = await seat.post(f"{page}/decide", page, outcome="upheld", reason="核对身份证件，不是同一人")
    assert all(word in shown for word in ("已办理：办结异议：成立", "核对身份证件，不是同一人"))
    assert (await seat.post(f"{page}/decide", "/console/", outcome="dismissed", reason="x"))[0] == 409
    assert "没有未办结的异议" in (await seat.get("/console/objections?state=open"))[1]


@pytest.mark.browser
@pytest.mark.parametrize("size", [OLD_PC, PHONE], ids=["old_pc", "phone"])
async def test_the_pages_of_objections_fit_their_screen(published: Office, chromium: Path, tmp_path: Path, size: tuple[int, int]) -> None:
    """And the browser refuses nothing on them."""
    shown = await objected(published)
    cookie = next(iter((await sit(published, StaffRole.DUTY_OFFICER)).http.cookie_jar))
    async with open_chromium(chromium, tmp_path / "profile") as page:
        await page.ask("Network.setCookie", name=cookie.key, value=cookie.value, url=published.address + "/console/", httpOnly=True)
        for path in ("/console/objections", shown, "/console/tasks", "/console/deadlines"):
            await page.open(published.address + path, size)
            assert await page.value(WIDER_THAN_THE_SCREEN) <= 0, path
        assert page.complaints == []
