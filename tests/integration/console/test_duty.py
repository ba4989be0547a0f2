"""What is due and who is on duty, on the console (R59, R91)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import aiohttp
import pytest

from broadcaster.domain.duty_roster import Shift
from tests.builders import moment
from tests.integration.console.conftest import _CSRF
from tests.unit.domain.test_deadlines import clue, objection

if TYPE_CHECKING:
    from tests.integration.console.conftest import Office, Seat

ROSTER = "开始,结束,值班员,副班,值班电话\n2026-11-09 09:00,2026-11-10 09:00,sun,,025-52911500\n2026-11-10 09:00,2026-11-11 09:00,sun,,\n"


async def bring(seat: Seat, content: str) -> tuple[int, str]:
    """Send a file as the page's form does."""
    _, page = await seat.get("/console/duty")
    found = _CSRF.search(page)
    form = aiohttp.FormData({"csrf": found[1] if found else ""})
    form.add_field("file", content.encode("gb18030"), filename="12月.csv", content_type="text/csv")
    async with seat.http.post(f"{seat.address}/console/duty/bring", data=form) as answer:
        return answer.status, await answer.text()


async def tell(office: Office, *bodies: dict[str, object]) -> None:
    """Let the case system tell something."""
    await office.house.intake.take(bodies)
    while await office.house.review.drain():
        continue


async def test_r91_the_chief_brings_the_month_and_everybody_sees_who_is_on_duty(office: Office) -> None:
    """On the duty page and on the overview, with the post's number."""
    status, page = await bring(await office.seat("wang"), ROSTER)
    assert (status, "已办理：导入值班表" in page) == (200, True)
    lin = await office.seat("lin")
    for path in ("/console/duty", "/console/"):
        _, page = await lin.get(path)
        assert "sun" in page
        assert "025-52911500" in page


async def test_r91_a_wrong_file_is_told_line_by_line_and_changes_nothing(office: Office) -> None:
    """In Chinese, with the column's own name."""
    wang = await office.seat("wang")
    status, page = await bring(
        wang, ROSTER.replace("sun,,\n", "nobody,sun,\n").replace("2026-11-10 09:00,sun,,025", "2026-11-09 08:00,sun,,025")
    )
    assert status == 422
    assert "第2行，结束：应晚于开始时间" in page
    assert "第3行，值班员：没有这个用户" in page
    assert (await office.house.roster.watch()).now is None


async def test_only_who_may_edit_the_roster_is_offered_to(office: Office) -> None:
    """Others see it; their forms are refused."""
    _, page = await (await office.seat("lin")).get("/console/duty")
    assert "导入值班表" not in page
    assert (await bring(await office.seat("lin"), ROSTER))[0] == 403


async def test_a_single_shift_is_put_and_dropped_on_the_page(office: Office) -> None:
    """As the browser writes its date and time."""
    wang = await office.seat("wang")
    given = {"from": "2026-12-01T09:00", "until": "2026-12-02T09:00", "officer": "sun"}
    assert (await wang.post("/console/duty/put", "/console/duty", **given))[0] == 200
    status, page = await wang.post("/console/duty/put", "/console/duty", **{**given, "officer": ""})
    assert (status, "值班员：没有填写" in page) == (422, True)
    begins_at = moment("2026-12-01", "09:00").isoformat()
    assert (await wang.post("/console/duty/drop", "/console/duty", begins_at=begins_at))[0] == 200
    assert (await office.house.roster.watch()).after is None


async def test_r91_a_note_is_handed_over_and_signed_for(office: Office) -> None:
    """Only by who is on duty."""
    before, now = (Shift(moment("2026-11-08"), moment("2026-11-09"), "sun"), Shift(moment("2026-11-09"), moment("2026-11-10"), "sun"))
    async with office.house.store.writing() as books:
        await books.roster.keep([before, now])
    office.clock.set(moment("2026-11-08", "23:00"))
    sun, lin = await office.seat("sun"), await office.seat("lin")
    assert (await lin.post("/console/duty/hand_over", "/console/duty", note="x"))[0] == 403
    assert (await sun.post("/console/duty/hand_over", "/console/duty", note="一处未确认"))[0] == 200
    office.clock.set(moment("2026-11-09", "09:30"))
    seat = await office.seat("sun")
    assert "一处未确认" in (await (await office.seat("lin")).get("/console/duty"))[1]
    status, page = await seat.post("/console/duty/take_over", "/console/duty", begins_at=before.begins_at.isoformat())
    assert (status, "接班确认。" in page) == (200, True)


async def test_r59_the_calendar_shows_what_is_due_by_span_and_kind(office: Office) -> None:
    """With the rule, and what ends it."""
    await tell(office, clue("2026-11-01"), clue("2026-11-04", clue_id="K2"), objection(kind="not_me", day="2026-11-09"))
    seat = await office.seat("sun")
    _, page = await seat.get("/console/deadlines")
    assert all(words in page for words in ("已逾期", "逾期1天", "答复财产线索", "R59", "审查异议并答复"))
    _, only = await seat.get("/console/deadlines?kind=clue_reply")
    assert "审查异议并答复</b>" not in only
    assert "K2" in only


@pytest.mark.parametrize(("name", "status"), [("sun", 200), ("li", 403)])
async def test_r112_a_dispute_is_finished_by_hand(office: Office, name: str, status: int) -> None:
    """With a note; an auditor only reads."""
    await tell(office, objection(kind="not_me", day="2026-11-09"))
    (task,) = [
        each.task for each in (await office.house.due_calendar.page(await office.house.staff.user("sun"), "identity_dispute")).this_week
    ]
    seat = await office.seat(name)
    assert (await seat.post("/console/deadlines/finish", "/console/deadlines", task=task, note="已核对"))[0] == status
    left = (await office.house.due_calendar.page(await office.house.staff.user("sun"), "identity_dispute")).this_week
    assert bool(left) is (status == 403)


@pytest.mark.parametrize("month", ["9999-12", "0001-01", "2026-13", "x"])
async def test_a_month_that_is_none_shows_this_one(office: Office, month: str) -> None:
    """Whoever plays with the address sees the roster, not an error."""
    status, page = await (await office.seat("wang")).get(f"/console/duty?month={month}")
    assert status == 200
    assert "2026年11月值班表" in page
