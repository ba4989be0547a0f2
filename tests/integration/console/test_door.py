"""Who sits down at the console, and for how long."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.integration.console.conftest import Office

PAGES = ["/console/", "/console/lists", "/console/lists/exposure-2026-11-1", "/console/placements", "/console/deliveries", "/console/tasks"]


@pytest.mark.parametrize("page", PAGES)
async def test_nobody_sees_a_page_before_signing_in(office: Office, page: str) -> None:
    """A stranger is led to the login page, and after it to where he wanted to go."""
    seat = await office.seat()
    _, text = await seat.get(page)
    assert "<h1>登录</h1>" in text
    assert page.replace("/", "%2F") in text or page in text


@pytest.mark.parametrize("page", PAGES)
async def test_staff_see_every_page(office: Office, page: str) -> None:
    """Whoever works at the court may look."""
    seat = await office.seat("li")
    status, text = await seat.get(page)
    assert (status, "退出" in text) == (200, True)


@pytest.mark.parametrize("page", PAGES)
async def test_an_agency_s_clerk_sees_none_of_the_court_s_pages(office: Office, page: str) -> None:
    """An agency has its own feed and nothing else."""
    seat = await office.seat()
    await seat.sign_in("clerk")
    status, text = await seat.get(page)
    assert (status, "您不能办理这一步" in text) == (403, True)


async def test_a_wrong_password_is_told_without_saying_which_was_wrong(office: Office) -> None:
    """Neither name nor password is confirmed."""
    seat = await office.seat()
    assert [(await seat.sign_in(name, "wrong password"))[0] for name in ("lin", "nobody")] == [401, 401]


async def test_whoever_guesses_must_wait(office: Office) -> None:
    """After five wrong passwords even the right one has to wait."""
    seat = await office.seat()
    for _ in range(6):
        await seat.sign_in("lin", "wrong password")
    status, text = await seat.sign_in("lin")
    assert (status, "秒再试" in text) == (429, True)


async def test_signing_out_ends_the_session(office: Office) -> None:
    """The next person at the desk sees the login page."""
    seat = await office.seat("lin")
    await seat.post("/console/logout", "/console/")
    assert "<h1>登录</h1>" in (await seat.get("/console/"))[1]


async def test_a_session_ends_after_eight_hours(office: Office) -> None:
    """A forgotten desk does not stay open over night."""
    seat = await office.seat("lin")
    office.clock.advance(timedelta(hours=8, minutes=1))
    assert "<h1>登录</h1>" in (await seat.get("/console/"))[1]


async def test_a_forged_cookie_is_worth_nothing(office: Office) -> None:
    """Only what this house signed is believed."""
    seat = await office.seat("lin")
    cookie = next(iter(seat.http.cookie_jar)).value
    seat.http.cookie_jar.update_cookies({"console": cookie[:-2] + "xx"})
    stranger = await office.seat()
    async with stranger.http.get(office.address + "/console/", headers={"Cookie": f"console={cookie[:-2]}xx"}) as answer:
        assert "<h1>登录</h1>" in await answer.text()


async def test_a_form_from_elsewhere_is_refused(office: Office) -> None:
    """A page of somebody else cannot act through a member of staff who is signed in."""
    seat = await office.seat("lin")
    async with seat.http.post(office.address + "/console/lists", data={"kind": "exposure", "month": "2026-12"}) as answer:
        assert answer.status == 403


async def test_the_cookie_is_for_this_site_and_no_script(office: Office) -> None:
    """Scripts cannot read it, and other sites do not send it."""
    seat = await office.seat()
    async with seat.http.get(office.address + "/console/login") as answer:
        cookie = answer.headers["set-cookie"].lower()
    assert all(part in cookie for part in ("httponly", "samesite=strict", "path=/console", "max-age=28800"))


async def test_no_page_leads_away_after_signing_in(office: Office) -> None:
    """A link with a foreign address in it ends at the overview."""
    seat = await office.seat()
    _, text = await seat.post("/console/login?next=//evil.example/", "/console/login", name="lin", password="the same for all of them")
    assert "<h2>待办" in text


async def test_pages_allow_neither_inline_nor_foreign_scripts(office: Office) -> None:
    """The policy is strict, and the pages keep it."""
    seat = await office.seat("lin")
    async with seat.http.get(office.address + "/console/") as answer:
        policy, text = answer.headers["content-security-policy"], await answer.text()
    assert "script-src 'self'" in policy
    assert not any(mark in text for mark in ("<style", "style=", "onclick=", "javascript:", "http://", "https://"))
