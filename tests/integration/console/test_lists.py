"""A list's way over the console: drafted, submitted, approved by another, published (R30, R39, R42, R89, R113)."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.integration.console.conftest import Office, Seat

LIST = "exposure-2026-11-1"
PAGE = f"/console/lists/{LIST}"
DIGEST = re.compile(r'name="digest" value="([0-9a-f]{64})"')
ENTRIES = re.compile(r'name="entries" value="([0-9]+)"')
STRUCK = re.compile(r'name="entry" value="([0-9a-f]{20})"')


async def _submit(seat: Seat, **grants: str) -> tuple[int, str]:
    return await seat.post(f"{PAGE}/submit", PAGE, assessment="〔2026〕11号", **grants)


async def _approve(seat: Seat, page: str, **other: str) -> tuple[int, str]:
    digest, entries = DIGEST.search(page), ENTRIES.search(page)
    assert digest
    assert entries
    fields = {"digest": digest[1], "entries": entries[1], "seen": "yes"} | other
    return await seat.post(f"{PAGE}/approve", PAGE, **fields)


async def test_everyone_is_on_it_or_off_it_with_a_reason(office: Office) -> None:
    """Whoever asks why somebody is not on the list reads the rule and a sentence."""
    _, text = await (await office.seat("li")).get(PAGE)
    sheet = await office.house.desk.sheet(LIST)
    assert sheet.off
    for key, lines in sheet.off.items():
        assert key.partition(".")[0] in text
        assert all(line.face.name in text for line in lines)


@pytest.mark.parametrize("month", ["2026-13", "November", "2026-1"])
async def test_a_month_is_written_as_a_month(office: Office, month: str) -> None:
    """Anything else is sent back before anything is screened."""
    status, text = await (await office.seat("lin")).post("/console/lists", "/console/lists", kind="exposure", month=month)
    assert (status, "填写的内容不完整或者不正确" in text) == (422, True)


async def test_an_entry_is_struck_with_a_reason(office: Office) -> None:
    """Taking somebody off a draft needs one form and one reason."""
    seat = await office.seat("lin")
    entry = STRUCK.findall((await seat.get(PAGE))[1])[0]
    _, text = await seat.post(f"{PAGE}/strike", PAGE, entry=entry, reason="另案和解中")
    assert "经办人移出：另案和解中" in text


async def test_r39_nothing_is_submitted_without_an_assessment(office: Office) -> None:
    """The page says in Chinese which field is empty."""
    seat = await office.seat("lin")
    status, text = await seat.post(f"{PAGE}/submit", PAGE)
    assert (status, "未填写：影响评估编号" in text) == (422, True)


async def test_r30_a_photo_is_granted_with_its_reason_or_not_at_all(office: Office) -> None:
    """A ticked box without a reason is sent back."""
    seat = await office.seat("lin")
    fit = next(line.face.entry for line in (await office.house.desk.sheet(LIST)).on if not line.photo and not line.face.is_unit)
    status, text = await _submit(seat, **{"grant.photo": fit})
    assert (status, "未填写：公开照片的理由" in text) == (422, True)
    _, text = await _submit(seat, **{"grant.photo": fit, f"reason.photo.{fit}": "同名者多，需便于区分"})
    assert "同名者多，需便于区分" in text


async def test_what_is_approved_is_what_was_seen(office: Office) -> None:
    """The page to approve shows every finished picture and carries their digest."""
    seat = await office.seat("lin")
    _, text = await _submit(seat)
    pictures = re.findall(r"/console/artifacts/([0-9a-f]{64})/thumbnail", text)
    assert len(pictures) == len((await office.house.desk.sheet(LIST)).on)
    async with seat.http.get(f"{office.address}/console/artifacts/{pictures[0]}/thumbnail") as answer:
        assert (answer.headers["content-type"], (await answer.read())[:3]) == ("image/jpeg", b"\xff\xd8\xff")


async def test_r42_nobody_approves_his_own_list(office: Office) -> None:
    """Four eyes: the page does not offer it, and the form is refused."""
    seat = await office.seat("zhao")
    await _submit(seat)
    _, page = await seat.get(PAGE)
    assert "须由另一人审批" in page
    submitted = (await office.house.desk.sheet(LIST)).list
    status, text = await seat.post(f"{PAGE}/approve", PAGE, digest=submitted.digest, entries=str(len(submitted.included)), seen="yes")
    assert (status, "您不能办理这一步" in text) == (403, True)


@pytest.mark.parametrize("other", [{"digest": "0" * 64}, {"entries": "1"}])
async def test_r89_an_approval_of_something_else_is_refused(office: Office, other: dict[str, str]) -> None:
    """Whoever saw an older page approves nothing."""
    await _submit(await office.seat("lin"))
    seat = await office.seat("wang")
    status, text = await _approve(seat, (await seat.get(PAGE))[1], **other)
    assert (status, "您看到的内容已经变动" in text) == (409, True)


async def test_r113_it_is_published_by_another_hand_when_its_day_has_come(office: Office) -> None:
    """Approved by the chief, shown no earlier than five days after the people were told."""
    lin, wang = await office.seat("lin"), await office.seat("wang")
    await _submit(lin)
    _, text = await _approve(wang, (await wang.get(PAGE))[1])
    assert "已审批，待公布" in text
    assert (await lin.post(f"{PAGE}/publish", PAGE))[0] == 409
    office.clock.set(office.clock.now().replace(day=14))
    lin = await office.seat("lin")
    _, text = await lin.post(f"{PAGE}/publish", PAGE)
    assert "已公布" in text


async def test_a_list_is_sent_back_with_a_reason(office: Office) -> None:
    """The reason stands in the journal."""
    await _submit(await office.seat("lin"))
    _, text = await (await office.seat("wang")).post(f"{PAGE}/reject", PAGE, reason="第三条照片不清")
    assert "已退回" in text


async def test_who_may_only_look_is_offered_nothing(office: Office) -> None:
    """An auditor finds no form but the way out."""
    _, text = await (await office.seat("li")).get(PAGE)
    assert re.findall(r'action="([^"]+)"', text) == ["/console/logout"]


async def test_a_preview_is_the_real_picture(office: Office) -> None:
    """Before submitting, the slide can be looked at as it would be."""
    seat = await office.seat("lin")
    entry = (await office.house.desk.sheet(LIST)).on[0].face.entry
    async with seat.http.get(f"{office.address}{PAGE}/preview/{entry}") as answer:
        assert (await answer.read()).startswith(b"\x89PNG")


async def test_the_last_list_stands_beside_this_one(published: Office) -> None:
    """New, stays, and left with the reason; from the page of the month after."""
    published.clock.set(published.clock.now().replace(month=12, day=9))
    seat = await published.seat("lin")
    _, text = await seat.post("/console/lists", "/console/lists", kind="exposure", month="2026-12")
    assert all(words in text for words in ("与上一份名单相比", "续列", "不再列 <b>0</b> 条"))
    page = "/console/lists/exposure-2026-12-1"
    entry = STRUCK.findall(text)[0]
    _, text = await seat.post(f"{page}/strike", page, entry=entry, reason="另案和解中")
    assert "不再列 <b>1</b> 条" in text
    assert "与上一份名单相比" not in (await seat.get(PAGE))[1]
