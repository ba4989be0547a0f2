"""What people answered, on the console: each page for those alone whose work it is (R55, R76, R104)."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

import pytest

from broadcaster.domain.clues import ClueText
from broadcaster.domain.replies import Sense
from broadcaster.domain.users import StaffRole
from broadcaster.ports.clue_book import ClueRow
from broadcaster.ports.reply_book import ReplyRow
from broadcaster.ports.survey_book import Offer
from tests.builders import CASE_NUMBER
from tests.integration.console.test_in_chromium import OLD_PC, PHONE, WIDER_THAN_THE_SCREEN
from tests.integration.console.test_in_chromium import _chromium as open_chromium

if TYPE_CHECKING:
    from pathlib import Path

    from tests.integration.console.conftest import Office, Seat

PASSWORD = "the same for all of them"
CLUE = "K7QM2RXD4T"
PAGES = {
    "/console/replies": {StaffRole.CASE_STAFF, StaffRole.TEAM_LEAD, StaffRole.BUREAU_CHIEF, StaffRole.DUTY_OFFICER, StaffRole.SUPERVISION},
    "/console/clues": {StaffRole.CASE_STAFF, StaffRole.TEAM_LEAD, StaffRole.DUTY_OFFICER},
    f"/console/clues/{CLUE}": {StaffRole.CASE_STAFF, StaffRole.TEAM_LEAD, StaffRole.DUTY_OFFICER},
    "/console/surveys": {StaffRole.SUPERVISION},
    "/console/surveys/o1": {StaffRole.SUPERVISION},
    "/console/surveys/table.csv": {StaffRole.SUPERVISION},
}


async def answered(office: Office) -> None:
    """Have one reply, one clue and one answer."""
    now = office.clock.now()
    async with office.house.store.writing() as books:
        row = await books.exposure.entry((await books.exposure.placements())[0].entry)
        await books.replies.keep(ReplyRow("r1", "sms_twilio", now, CASE_NUMBER, "filing", Sense.DOUBTFUL, "key", "<i>你是谁</i>"))
        await books.clues.keep(
            ClueRow(CLUE, row.entry, now, date(2026, 11, 21), urgent=False, written=ClueText("毛晓海", "19900000378", "车在地库"))
        )
        await books.surveys.offer(Offer("o1", "enforcement-conduct", CASE_NUMBER, "debtor", now, now + timedelta(days=30)), "t1")
        await books.surveys.answer("o1", b'{"satisfaction": "2", "integrity": "yes", "opinion": "=1+1"}', now)


async def sit(office: Office, role: StaffRole) -> Seat:
    """Sit down as a user of a role."""
    await office.house.staff.add(f"the {role}", [role], PASSWORD)
    return await office.seat(f"the {role}")


@pytest.mark.parametrize("role", sorted(set(StaffRole) - {StaffRole.AGENCY_CLERK}))
async def test_r104_r76_each_page_is_for_those_whose_work_it_is(published: Office, role: StaffRole) -> None:
    """All others are refused, and the way there is not shown to them."""
    await answered(published)
    seat = await sit(published, role)
    statuses = {page: (await seat.get(page))[0] for page in PAGES}
    assert statuses == {page: 200 if role in readers else 403 for page, readers in PAGES.items()}
    assert ("/console/replies" in (await seat.get("/console/"))[1]) is (role in PAGES["/console/replies"])


async def test_r55_a_clerk_reads_a_reply_and_stops_the_number(published: Office) -> None:
    """By two clicks; what was written is shown as text."""
    await answered(published)
    seat = await sit(published, StaffRole.CASE_STAFF)
    status, page = await seat.get("/console/replies?state=unread")
    assert (status, "&lt;i&gt;你是谁&lt;/i&gt;" in page) == (200, True)
    assert "已办理：停用有误的号码" in (await seat.post("/console/replies/r1/report_wrong", "/console/replies"))[1]
    assert "已阅" in (await seat.post("/console/replies/r1/mark_read", "/console/replies"))[1]
    assert "没有未阅的回复" in (await seat.get("/console/replies?state=unread"))[1]
    async with published.house.store.reading() as books:
        assert await books.deliveries.stopped({"key"}) == {"key": "R55.wrong_number"}


async def test_r76_the_list_of_clues_names_nobody_and_the_clue_does(published: Office) -> None:
    """Who gave it stands on its own page alone; closing it is done once."""
    await answered(published)
    seat = await sit(published, StaffRole.DUTY_OFFICER)
    _, page = await seat.get("/console/clues?state=open")
    assert not any(word in page for word in ("毛晓海", "19900000378", "车在地库"))
    _, page = await seat.get(f"/console/clues/{CLUE}")
    assert all(word in page for word in ("毛晓海", "19900000378", "车在地库"))
    _, page = await seat.post(f"/console/clues/{CLUE}/close", f"/console/clues/{CLUE}", outcome="known")
    assert "他人在先或者本院已掌握" in page
    assert (await seat.post(f"/console/clues/{CLUE}/close", "/console/", outcome="passed_on"))[0] == 409
    assert (await seat.post(f"/console/clues/{CLUE}/close", "/console/", outcome="nothing"))[0] == 422


async def test_r104_supervision_reads_counts_and_answers_and_takes_them_along(published: Office) -> None:
    """The table is text for a spreadsheet: nothing in it is calculated."""
    await answered(published)
    seat = await sit(published, StaffRole.SUPERVISION)
    _, page = await seat.get("/console/surveys?month=2026-11")
    assert all(word in page for word in ("收回 1 份", "2.00", "涉及廉洁"))
    assert "=1+1" in (await seat.get("/console/surveys/o1"))[1]
    assert "已办理：查阅问卷" in (await seat.post("/console/surveys/o1/looked_after", "/console/surveys/o1"))[1]
    _, table = await seat.get("/console/surveys/table.csv")
    assert '"\'=1+1"' in table
    assert "发出日期" in table


@pytest.mark.browser
@pytest.mark.parametrize("size", [OLD_PC, PHONE], ids=["old_pc", "phone"])
async def test_every_page_of_answers_fits_its_screen(published: Office, chromium: Path, tmp_path: Path, size: tuple[int, int]) -> None:
    """Also with a word that never ends in a reply."""
    await answered(published)
    async with published.house.store.writing() as books:
        await books.replies.keep(ReplyRow("r2", "sms_cmpp", published.clock.now(), "", "", Sense.PLAIN, "key", "w" * 400))
    async with open_chromium(chromium, tmp_path / "profile") as page:
        for role in (StaffRole.DUTY_OFFICER, StaffRole.SUPERVISION):
            cookie = next(iter((await sit(published, role)).http.cookie_jar))
            await page.ask("Network.setCookie", name=cookie.key, value=cookie.value, url=published.address + "/console/", httpOnly=True)
            for path in (path for path, readers in PAGES.items() if role in readers and not path.endswith("csv")):
                await page.open(published.address + path, size)
                assert await page.value(WIDER_THAN_THE_SCREEN) <= 0, path
    assert page.complaints == []
