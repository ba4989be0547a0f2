"""The door for the listed person, as he finds it: a plain form with files, its receipt, and how one gets off (R112)."""

from __future__ import annotations

import asyncio
import re
import socket
from io import BytesIO
from typing import TYPE_CHECKING

import aiohttp
import pytest
import uvicorn

from broadcaster.entrypoints.web.app import web_app
from broadcaster.entrypoints.web.objections import OBJECTIONS_AN_HOUR
from tests.builders import listed, person
from tests.integration.console.test_in_chromium import OLD_PC, PHONE, WIDER_THAN_THE_SCREEN
from tests.integration.console.test_in_chromium import _chromium as open_chromium
from tests.integration.services.courthouse import MEI
from tests.integration.services.test_objections import FORM, OFFICER, picture, published

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from pathlib import Path

    from broadcaster.services.answers.objection_desk import ObjectionSheet
    from tests.integration.services.courthouse import Courthouse

PDF = b"%PDF-1.7 receipt"


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


async def form_of(web: aiohttp.ClientSession, path: str) -> str:
    """Return the name of the form that a page shows."""
    found = re.search(r'name="form" value="([^"]+)"', (await get(web, path))[1])
    assert found
    return found[1]


async def send(web: aiohttp.ClientSession, path: str, *files: bytes, **fields: str) -> tuple[int, str]:
    """Send the form as a browser does."""
    body = aiohttp.FormData(default_to_multipart=True)
    for name, value in fields.items():
        body.add_field(name, value)
    for each in files or (b"",):
        body.add_field("proof", BytesIO(each), filename="IMG_0001.JPG" if each else "", content_type="application/octet-stream")
    async with web.post(path, data=body) as answer:
        return answer.status, await answer.text()


async def kept(court: Courthouse) -> list[ObjectionSheet]:
    """Return what was registered."""
    return await court.house.objection_desk.page(OFFICER)


async def test_r112_the_door_offers_every_way_to_object(court: Courthouse, web: aiohttp.ClientSession) -> None:
    """The four kinds, paper and telephone, what follows; no name, no fee."""
    status, page = await get(web, f"/objections/{await published(court)}")
    assert status == 200
    for word in ("不是我", "信息有误", "已经履行", "不应当纳入", "诉讼服务中心", "电话：", "十五日内", "申请复议", "不会要求扫码付款"):
        assert word in page
    assert not any(word in page for word in ("陈辉平", "执100号", "<script"))


async def test_r112_an_objection_is_registered_and_its_receipt_shown(court: Courthouse, web: aiohttp.ClientSession) -> None:
    """With what happens next and by when; sent again, it is the same receipt."""
    path = f"/objections/{await published(court)}"
    fields = FORM | {"form": await form_of(web, path)}
    answers = [await send(web, path, picture(), PDF, **fields) for _ in range(2)]
    (sheet,) = await kept(court)
    receipt = sheet.objection.objection_id
    assert all((status, f"{receipt[:5]} {receipt[5:]}" in page) == (200, True) for status, page in answers)
    assert all(word in answers[0][1] for word in ("最迟在11月16日决定是否先行暂停", "最迟在11月29日审查", "不会向未经核实的号码发送"))
    assert sheet.objection.proofs == ("image/jpeg", "application/pdf")


async def test_what_is_missing_is_asked_for_again(court: Courthouse, web: aiohttp.ClientSession) -> None:
    """The rest is kept, save the files, which the page says; nothing is registered."""
    path = f"/objections/{await published(court)}"
    form = await form_of(web, path)
    status, page = await send(web, path, PDF, form=form, kind="performed", text="<b>已付清</b>", mobile="123")
    assert status == 422
    assert page.count('class="fault"') == 4
    for word in ("请填写11位手机号码", "请重新选择证明材料", "&lt;b&gt;已付清&lt;/b&gt;", 'value="performed" checked'):
        assert word in page
    assert await kept(court) == []


@pytest.mark.parametrize("files", [[b"MZ a program"], [b"\x89PNG\r\n\x1a\n broken"], [PDF] * 4], ids=["program", "broken", "four"])
async def test_proof_that_is_none_is_refused_in_words(court: Courthouse, web: aiohttp.ClientSession, files: list[bytes]) -> None:
    """By its content, whatever its name says."""
    path = f"/objections/{await published(court)}"
    status, page = await send(web, path, *files, **FORM, form=await form_of(web, path))
    assert (status, "材料不合要求" in page, await kept(court)) == (422, True, [])


async def test_too_much_proof_is_refused_before_it_is_kept(court: Courthouse, web: aiohttp.ClientSession) -> None:
    """One file over the bound is told on the form; a heap of them on a page of its own."""
    path = f"/objections/{await published(court)}"
    form = await form_of(web, path)
    large = PDF + bytes(6 * 1024 * 1024)
    assert (await send(web, path, large, **FORM, form=form))[0] == 422
    status, page = await send(web, path, large, large, large, **FORM, form=form)
    assert (status, "材料太大" in page, await kept(court)) == (413, True, [])


async def test_what_is_no_form_of_ours_registers_nothing(court: Courthouse, web: aiohttp.ClientSession) -> None:
    """A program fills the hidden field or brings no form; a body that is no form at all is refused."""
    path = f"/objections/{await published(court)}"
    for fields in (FORM | {"form": await form_of(web, path), "leave_empty": "spam"}, FORM, FORM | {"form": "short"}):
        status, page = await send(web, path, **fields)
        assert (status, "再按一次" in page) == (422, True)
    for content_type in ("application/x-www-form-urlencoded", "multipart/form-data", "multipart/form-data; boundary=x"):
        async with web.post(path, data=b"kind=not_me", headers={"content-type": content_type}) as answer:
            assert answer.status == 422
    assert await kept(court) == []


async def test_nobody_floods_the_court_with_objections(court: Courthouse, web: aiohttp.ClientSession) -> None:
    """After so many from one address in an hour, it is told to call."""
    path = f"/objections/{await published(court)}"
    statuses = [(await send(web, path))[0] for _ in range(OBJECTIONS_AN_HOUR + 1)]
    assert statuses == [422] * OBJECTIONS_AN_HOUR + [429]


async def test_r112_the_door_stays_open_after_the_end(court: Courthouse, web: aiohttp.ClientSession) -> None:
    """410 with the state and the form; a guessed code is not found."""
    code = await published(court)
    (row,) = await court.entries()
    await court.house.withdrawal.withdraw(row.entry, MEI, kind="delete", reason="已履行", basis="（2026）苏0114执100号决定")
    path = f"/objections/{code}"
    status, page = await get(web, path)
    assert (status, "已删除" in page, "陈辉平" in page) == (410, True, False)
    assert (await send(web, path, **FORM, form=await form_of(web, path)))[0] == 200
    assert (await get(web, "/objections/guessed"))[0] == 404
    assert (await send(web, "/objections/guessed", **FORM, form="a-form-of-the-page"))[0] == 404


async def test_r113_who_is_not_shown_yet_may_object(court: Courthouse, web: aiohttp.ClientSession) -> None:
    """The message of an intended exposure leads here; nothing says that it ended."""
    await court.tell(listed(person("陈辉平")))
    (row,) = await court.entries()
    status, page = await get(web, f"/objections/{row.code}")
    assert (status, "不在公布范围内" in page) == (200, False)


async def test_r112_how_one_gets_off_the_list(court: Courthouse, web: aiohttp.ClientSession) -> None:
    """Linked from every page of the entry; official ways to pay, terms, early deletion, correction, and no account number (R56)."""
    code = await published(court)
    for path in (f"/objections/{code}", f"/v/{code}", f"/exposure/{code}"):
        assert "/objections/how" in (await get(web, path))[1], path
    status, page = await get(web, "/objections/how")
    assert status == 200
    for word in ("案款账户", "期限二年", "提前删除", "更正", "申请复议", "不会要求扫码付款"):
        assert word in page
    assert not re.search(r"\d{12,}", page)


async def test_the_door_is_kept_nowhere_and_runs_nothing(court: Courthouse, web: aiohttp.ClientSession) -> None:
    """No cache, no search engine, no script, no frame."""
    async with web.get(f"/objections/{await published(court)}") as answer:
        headers = answer.headers
    assert (headers["Cache-Control"], "noindex" in headers["X-Robots-Tag"]) == ("no-store", True)
    assert headers["Content-Security-Policy"].startswith("default-src 'none'")


@pytest.mark.browser
@pytest.mark.parametrize("size", [OLD_PC, PHONE], ids=["old_pc", "phone"])
async def test_the_door_fits_a_phone(court: Courthouse, address: str, chromium: Path, tmp_path: Path, size: tuple[int, int]) -> None:
    """And an old office PC; a form filled in by hand, with a file, arrives."""
    code = await published(court)
    (tmp_path / "receipt.png").write_bytes(picture())
    async with open_chromium(chromium, tmp_path / "profile") as page:
        for path in (f"/v/{code}", "/objections/how", f"/objections/{code}"):
            await page.open(address + path, size)
            assert await page.value(WIDER_THAN_THE_SCREEN) <= 0, path
        fill = "((f, value) => f.type == 'radio' || f.type == 'checkbox' ? f.click() : f.value = value)"
        for name, value in FORM.items():
            await page.value(f"{fill}(document.querySelector('[name={name}]'), '{value}')")
        root = (await page.ask("DOM.getDocument"))["root"]["nodeId"]
        proof = (await page.ask("DOM.querySelector", nodeId=root, selector="[name=proof]"))["nodeId"]
        await page.ask("DOM.setFileInputFiles", nodeId=proof, files=[str(tmp_path / "receipt.png")])
        await page.value("document.querySelector('button').click()")
        await page.until("document.body.innerText.includes('异议已收到')")
        assert await page.value(WIDER_THAN_THE_SCREEN) <= 0
    assert not [each for each in page.complaints if "Content Security Policy" in each]
    (sheet,) = await kept(court)
    assert sheet.objection.proofs == ("image/jpeg",)
