"""The texts at the console: read, tried, changed by two people, and never the messages already written (R42, R109)."""

from __future__ import annotations

import html
from typing import TYPE_CHECKING

import pytest

from broadcaster.domain.deliveries import DeliveryState

if TYPE_CHECKING:
    from tests.integration.console.conftest import Office, Seat

KIND = "/console/notices/listed"
PARTS = ("sms.txt", "subject.txt", "body.txt", "body.html")


async def files_of(seat: Seat) -> dict[str, str]:
    """Return the four files as they stand in the form."""
    _, page = await seat.get(f"{KIND}/change")
    areas = [part.rpartition("<textarea")[2].split(">\n", 1)[1] for part in page.split("</textarea>")[:-1]]
    return dict(zip(PARTS, map(html.unescape, areas), strict=True))


async def propose(seat: Seat, **changed: str) -> tuple[int, str]:
    """Hand in the form with some files changed."""
    return await seat.post(f"{KIND}/propose", f"{KIND}/change", **{**await files_of(seat), "reason": "更恳切", **changed})


async def changed_sms(seat: Seat) -> dict[str, str]:
    """Return the SMS with one word more."""
    sms = (await files_of(seat))["sms.txt"]
    return {"sms.txt": sms.replace("请", "恳请", 1)}


async def test_every_kind_is_there_with_its_readers_and_its_moment(office: Office) -> None:
    """Staff read in Chinese who is told what, when and how."""
    _, page = await (await office.seat("li")).get("/console/notices")
    for kind in office.house.rules.templates.audiences:
        assert f'href="/console/notices/{kind}"' in page
        assert office.house.rules.templates.card(kind).title in page
    assert "发出执行通知书：被执行人，查控完成后" in page


async def test_every_kind_can_be_looked_at(office: Office) -> None:
    """As an SMS with its segments, and as a mail cut off from the console."""
    seat = await office.seat("li")
    for kind in office.house.rules.templates.audiences:
        status, page = await seat.get(f"/console/notices/{kind}")
        assert (status, "没有可供查看的示例" in page) == (200, False), kind
    async with seat.http.get(f"{office.address}{KIND}/letter") as letter:
        assert letter.headers["Content-Security-Policy"].startswith("sandbox;")


async def test_r42_a_change_needs_another_person(office: Office) -> None:
    """Zhao may approve, but not what he proposed himself."""
    zhao, wang = await office.seat("zhao"), await office.seat("wang")
    status, page = await propose(zhao, **await changed_sms(zhao))
    assert (status, "须由另一人批准" in page) == (200, True)
    assert (await zhao.post("/console/wording/1/approve", "/console/wording/1"))[0] == 403
    status, page = await wang.post("/console/wording/1/approve", "/console/wording/1")
    assert (status, "已批准" in page) == (200, True)
    _, page = await wang.get(KIND)
    assert "第 2 版，本院文本" in page


async def test_who_may_not_approve_is_told_who_may(office: Office) -> None:
    """A role is named, and the form is not there."""
    lin = await office.seat("lin")
    await propose(lin, **await changed_sms(lin))
    _, page = await (await office.seat("li")).get("/console/wording/1")
    assert "等候执行局长或者分管院长批准" in page
    assert (await (await office.seat("li")).get(f"{KIND}/change"))[0] == 200
    assert (await propose(await office.seat("li"), **await changed_sms(lin)))[0] == 403


async def test_an_approver_sees_what_is_gone_and_what_is_new_and_what_it_would_alter(office: Office) -> None:
    """The difference in colours, and the newest messages as they would have read; those that wait keep their words."""
    lin, wang = await office.seat("lin"), await office.seat("wang")
    await propose(lin, **await changed_sms(lin))
    _, page = await wang.get("/console/wording/1")
    assert "<ins>恳</ins>" in page
    assert page.count('<article class="altered">') == 8
    assert "仍按第 1 版的文字发出" in page


async def test_what_is_written_stays_and_what_comes_is_new(office: Office) -> None:
    """Versions and frozen texts of deliveries do not move when a change is approved."""
    lin, wang = await office.seat("lin"), await office.seat("wang")
    async with office.house.store.reading() as books:
        before = await books.wording.written(kind="listed", most=5)
    await propose(lin, **await changed_sms(lin))
    await wang.post("/console/wording/1/approve", "/console/wording/1")
    async with office.house.store.reading() as books:
        assert await books.wording.written(kind="listed", most=5) == before
        deeds = {(deed.who, deed.what) for deed in await _deeds(office)}
    assert {("lin", "wording.propose"), ("wang", "wording.approve")} <= deeds
    assert {each.state for each in before} <= set(DeliveryState)


async def _deeds(office: Office):  # type: ignore[no-untyped-def] # noqa: ANN202 - the port's own
    while await office.house.sequencing.drain():
        continue
    async with office.house.store.reading() as books:
        return await books.office.deeds()


@pytest.mark.parametrize(
    ("file", "text", "said"),
    [
        ("sms.txt", "{{ party.name }}：请履行。", "末尾须为：法院不会要求扫码付款或转账到个人账户"),
        ("subject.txt", "履行义务 {{ party.id_number }}", "用到本告知没有的事实：party.id_number"),
        ("body.txt", "老" + "赖，请履行。", "邮件正文（纯文本）：禁用的字句"),
        ("subject.txt", "{% if %}", "未提出，请改正"),
    ],
    ids=["anti-fraud line", "undeclared fact", "forbidden word", "no template"],
)
async def test_r109_a_change_that_breaks_a_rule_is_refused_in_words(office: Office, file: str, text: str, said: str) -> None:
    """By the rules of the start; the form comes back with what was written."""
    lin = await office.seat("lin")
    status, page = await propose(lin, **{file: text})
    assert (status, said in html.unescape(page)) == (200, True)
    assert (await lin.get("/console/wording/1"))[0] == 404


async def test_r62_an_sms_that_no_carrier_takes_is_refused(office: Office) -> None:
    """Rendered with the examples, it has more than 500 characters."""
    lin = await office.seat("lin")
    sms = (await files_of(lin))["sms.txt"]
    _, page = await propose(lin, **{"sms.txt": "请注意查收本院文书。" * 45 + sms})
    assert "短信过长" in page


async def test_a_change_is_sent_back_with_a_reason(office: Office) -> None:
    """The text in force stays; the reason stands in the history."""
    lin, wang = await office.seat("lin"), await office.seat("wang")
    await propose(lin, **await changed_sms(lin))
    assert (await wang.post("/console/wording/1/reject", "/console/wording/1", reason="不必改"))[0] == 200
    _, page = await lin.get(KIND)
    assert "退回：不必改" in page
    assert "随程序提供" in page


async def test_a_court_goes_back_to_the_shipped_text_by_proposing_it(office: Office) -> None:
    """Like any other change, and under the next number."""
    lin, wang = await office.seat("lin"), await office.seat("wang")
    shipped = await files_of(lin)
    await propose(lin, **await changed_sms(lin))
    await wang.post("/console/wording/1/approve", "/console/wording/1")
    await lin.post(f"{KIND}/propose_shipped", KIND, reason="恢复原文")
    await wang.post("/console/wording/2/approve", "/console/wording/2")
    assert await files_of(lin) == shipped
    _, page = await lin.get(KIND)
    assert "第 3 版" in page


async def test_whoever_approves_finds_it_among_the_tasks(office: Office) -> None:
    """Until it is decided."""
    lin, wang = await office.seat("lin"), await office.seat("wang")
    await propose(lin, **await changed_sms(lin))
    assert 'href="/console/wording/1"' in (await wang.get("/console/tasks"))[1]
    await wang.post("/console/wording/1/approve", "/console/wording/1")
    assert 'href="/console/wording/1"' not in (await wang.get("/console/tasks"))[1]


async def test_r51_a_delivery_shows_its_frozen_words_and_the_consent_on_record(office: Office) -> None:
    """To whoever handles cases; it says that a message is no service. The publicity office reads no texts."""
    async with office.house.store.reading() as books:
        shown = (await books.wording.written(kind="listed", most=1))[0]
    _, page = await (await office.seat("wang")).get(f"/console/deliveries/{shown.delivery_id}")
    assert "电子送达同意" in page
    assert "告知不是送达" in page
    assert "【雨花台法院】" in page or "本邮件供及时知悉之用" in page
    _, page = await (await office.seat("lin")).get(f"/console/deliveries/{shown.delivery_id}")
    assert "纳入失信被执行人名单" not in page
    assert (await (await office.seat("lin")).get("/console/deliveries/none"))[0] == 404


@pytest.mark.parametrize("name", ["lin", "li"])
async def test_without_a_guest_list_nothing_is_tried(office: Office, name: str) -> None:
    """The button is not there, and its address refuses; an auditor is refused in any case."""
    seat = await office.seat(name)
    _, page = await seat.get(KIND)
    assert "试发" not in page
    assert (await seat.post(f"{KIND}/try_out", "/console/", to="19900000001", example="0"))[0] == 403
