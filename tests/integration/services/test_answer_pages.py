"""What the public opens to answer: plain pages that work without a script (contract: Public places)."""

from __future__ import annotations

import asyncio
import re
import socket
from typing import TYPE_CHECKING

import aiohttp
import pytest
import uvicorn

from broadcaster.domain.entries import EntryKind, ListKind
from broadcaster.domain.users import StaffRole, User
from broadcaster.entrypoints.web.app import web_app
from broadcaster.entrypoints.web.clues import CLUES_AN_HOUR
from tests.builders import applicant, as_told, bounty_granted, event, person
from tests.integration.console.test_in_chromium import OLD_PC, PHONE, WIDER_THAN_THE_SCREEN
from tests.integration.console.test_in_chromium import _chromium as open_chromium
from tests.integration.services.test_surveys import tokens

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from pathlib import Path

    from tests.integration.services.courthouse import Courthouse

FINE = {"satisfaction": "4", "lawful": "yes", "informed": "yes", "integrity": "no"}
CLUE = {"name": "毛晓海", "mobile": "19900000378", "text": "其名下轿车停在某小区地下车库", "agreed": "1"}
OFFICER = User("sun", frozenset({StaffRole.CASE_STAFF}))


@pytest.fixture
async def address(court: Courthouse) -> AsyncIterator[str]:
    """Serve the whole web side on a free port."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        server = uvicorn.Server(uvicorn.Config(web_app(court.house), log_level="error", lifespan="off"))
        serving = asyncio.create_task(server.serve([listener]))
        yield f"http://127.0.0.1:{listener.getsockname()[1]}"
        server.should_exit = True
        await serving


@pytest.fixture
async def web(address: str) -> AsyncIterator[aiohttp.ClientSession]:
    """Stand before it."""
    async with aiohttp.ClientSession(address) as session:
        yield session


async def get(web: aiohttp.ClientSession, path: str) -> tuple[int, str]:
    """Open a page."""
    async with web.get(path) as answer:
        return answer.status, await answer.text()


async def post(web: aiohttp.ClientSession, path: str, **fields: str) -> tuple[int, str]:
    """Send a form."""
    async with web.post(path, data=fields) as answer:
        return answer.status, await answer.text()


async def survey(court: Courthouse) -> str:
    """Offer a questionnaire to an applicant; return its path."""
    told = event("case.concluded", parties=[applicant()], outcome="fully_performed")
    file = as_told(told)
    async with court.house.store.writing() as books:
        await court.house.surveys.follow(books, {file.case.number: file}, court.clock.now())
    return f"/surveys/{(await tokens(court))[0]}"


async def bounty(court: Courthouse) -> str:
    """Publish a bounty on assets; return its public code."""
    await court.tell(bounty_granted(person("陈辉平")))
    await court.publish(ListKind.BOUNTY_PROPERTY)
    async with court.house.store.reading() as books:
        (row,) = await books.exposure.entries_of_kind(EntryKind.BOUNTY_PROPERTY)
    return row.code


async def test_r60_a_questionnaire_names_nobody(court: Courthouse, web: aiohttp.ClientSession) -> None:
    """The court, what it is about and a veiled case number; no name, no full number."""
    status, page = await get(web, await survey(court))
    assert status == 200
    assert "（2026）苏0114执＊＊＊0号" in page
    assert not any(word in page for word in ("毛晓海", "执100号", "19900000378", "<script"))
    assert "只由本院监察室查阅" in page


async def test_a_questionnaire_is_answered_by_a_plain_form(court: Courthouse, web: aiohttp.ClientSession) -> None:
    """What is missing is asked for again, with the rest kept; then thanks; then it is over."""
    path = await survey(court)
    status, page = await post(web, path, satisfaction="2", opinion="<b>还行</b>")
    assert (status, page.count("请作答。")) == (422, 3)
    assert 'value="2" checked' in page
    assert "&lt;b&gt;还行&lt;/b&gt;" in page
    assert "已提交，谢谢" in (await post(web, path, **FINE))[1]
    for answer in (await get(web, path), await post(web, path, **FINE)):
        assert (answer[0], "已经提交过" in answer[1]) == (410, True)


async def test_a_wrong_link_and_a_late_one_are_told_in_words(court: Courthouse, web: aiohttp.ClientSession) -> None:
    """Not found, and over."""
    path = await survey(court)
    assert (await get(web, "/surveys/AAAAAAAAAAAA"))[0] == 404
    await court.later(days=31)
    status, page = await get(web, path)
    assert (status, "已过有效期" in page) == (410, True)


async def test_r81_the_form_for_clues_warns_before_it_takes_one(court: Courthouse, web: aiohttp.ClientSession) -> None:
    """No unlawful means, no contact with the debtor, false clues have consequences, the first is paid (R77)."""
    status, page = await get(web, f"/clues/{await bounty(court)}")
    assert status == 200
    for word in ("不正当手段", "请勿自行联系", "虚假线索", "以先提供的为准", "法院已经掌握的", "依法保密", "不会要求扫码付款"):
        assert word in page


async def test_r76_a_clue_is_registered_and_its_receipt_shown(court: Courthouse, web: aiohttp.ClientSession) -> None:
    """With the time and the day by which it is looked into."""
    code = await bounty(court)
    status, page = await post(web, f"/clues/{code}", **CLUE)
    (sheet,) = await court.house.clue_desk.page(OFFICER)
    shown = re.search(r'class="receipt">([A-Z0-9]{5}) ([A-Z0-9]{5})<', page)
    assert status == 200
    assert shown
    assert shown[1] + shown[2] == sheet.clue.clue_id
    assert "11月21日前核查" in page


async def test_what_is_missing_in_a_clue_is_asked_for_again(court: Courthouse, web: aiohttp.ClientSession) -> None:
    """The rest is kept; nothing is registered."""
    status, page = await post(web, f"/clues/{await bounty(court)}", name="毛晓海", mobile="123", text=CLUE["text"])
    assert (status, "请填写11位手机号码" in page, "请确认已经阅读并同意" in page) == (422, True, True)
    assert CLUE["text"] in page
    assert await court.house.clue_desk.page(OFFICER) == []


async def test_a_program_that_fills_every_field_registers_nothing(court: Courthouse, web: aiohttp.ClientSession) -> None:
    """One field is not for people; a person whose browser filled it presses once more."""
    code = await bounty(court)
    status, page = await post(web, f"/clues/{code}", **CLUE, leave_empty="spam")
    assert (status, "再按一次" in page, await court.house.clue_desk.page(OFFICER)) == (422, True, [])


async def test_nobody_floods_the_court_with_clues(court: Courthouse, web: aiohttp.ClientSession) -> None:
    """After so many from one address in an hour, it is told to call."""
    code = await bounty(court)
    statuses = [(await post(web, f"/clues/{code}", **CLUE))[0] for _ in range(CLUES_AN_HOUR + 1)]
    assert statuses == [200] * CLUES_AN_HOUR + [429]


async def test_no_form_for_what_is_not_published(court: Courthouse, web: aiohttp.ClientSession) -> None:
    """A guessed code is not found; an ended bounty says so without a name."""
    code = await bounty(court)
    assert (await get(web, "/clues/guessed"))[0] == 404
    await court.later(days=120)
    status, page = await get(web, f"/clues/{code}")
    assert (status, "陈辉平" in page) == (410, False)


async def test_a_bounty_s_page_and_its_code_lead_to_the_form(court: Courthouse, web: aiohttp.ClientSession) -> None:
    """Whoever scans the poster can answer it; a listed debtor's page has no such door."""
    code = await bounty(court)
    assert f"/clues/{code}" in (await get(web, f"/v/{code}"))[1]
    assert f"/clues/{code}" in (await get(web, f"/bounty/{code}"))[1]


async def test_a_form_that_is_too_long_or_broken_is_refused(court: Courthouse, web: aiohttp.ClientSession) -> None:
    """Before anything is read from it."""
    path = f"/clues/{await bounty(court)}"
    assert (await post(web, path, text="x" * 70_000))[0] == 422
    async with web.post(path, data=b"name=\xff") as answer:
        assert answer.status == 422


async def test_answer_pages_are_kept_nowhere_and_run_nothing(court: Courthouse, web: aiohttp.ClientSession) -> None:
    """No cache, no search engine, no script, no frame."""
    async with web.get(await survey(court)) as answer:
        headers = answer.headers
    assert headers["Cache-Control"] == "no-store"
    assert "noindex" in headers["X-Robots-Tag"]
    assert headers["Content-Security-Policy"].startswith("default-src 'none'")


@pytest.mark.browser
@pytest.mark.parametrize("size", [OLD_PC, PHONE], ids=["old_pc", "phone"])
async def test_answer_pages_fit_a_phone(court: Courthouse, address: str, chromium: Path, tmp_path: Path, size: tuple[int, int]) -> None:
    """And an old office PC; the browser refuses nothing on them, and what is filled in by hand arrives."""
    code, path = await bounty(court), await survey(court)
    async with open_chromium(chromium, tmp_path / "profile") as page:
        for each in (path, f"/clues/{code}", f"/bounty/{code}", f"/v/{code}"):
            await page.open(address + each, size)
            assert await page.value(WIDER_THAN_THE_SCREEN) <= 0, each
        await page.open(address + path, size)
        await page.value("for (const each of document.querySelectorAll('fieldset')) each.querySelector('input')?.click()")
        await page.value("document.querySelector('button').click()")
        await page.until("document.body.innerText.includes('已提交，谢谢')")
