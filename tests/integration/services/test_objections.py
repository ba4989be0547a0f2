"""Objections at the door: kept once, alarmed, paused by hand, decided once, answered to nobody (R16, R91, R93, R112)."""

from __future__ import annotations

from dataclasses import replace
from io import BytesIO
from typing import TYPE_CHECKING

import pytest
from PIL import Image

from broadcaster.domain.errors import InvalidInput, NotAllowed, NotFound, WrongState
from broadcaster.domain.objections import Objection, ObjectionKind, ObjectionOutcome, Proof, read_objection
from broadcaster.domain.silence import Reach, Scope
from broadcaster.domain.users import StaffRole, User
from tests.builders import listed, person
from tests.integration.services.courthouse import DUTY, MEI
from tests.integration.services.duty import hire, put_on_duty, rung

if TYPE_CHECKING:
    from tests.integration.services.courthouse import Courthouse

FORM = {"kind": "not_me", "relation": "self", "name": "林听潮", "mobile": "19900000378", "text": "身份证号码不同，不是我。", "agreed": "1"}
NOT_ME = read_objection(FORM)
PERFORMED = read_objection(FORM | {"kind": "performed"}, [b"%PDF-1.7 receipt"])
OFFICER = User("sun", frozenset({StaffRole.CASE_STAFF}))
PAGE = "a-form-of-the-page"


async def published(court: Courthouse) -> str:
    """Publish one listed debtor; return his public code."""
    await court.tell(listed(person("陈辉平")))
    await court.publish()
    (row,) = await court.entries()
    return row.code


def picture() -> bytes:
    """Photograph a paper."""
    file = BytesIO()
    Image.new("RGB", (300, 200)).save(file, "PNG")
    return file.getvalue()


async def test_r16_r112_an_objection_is_reviewed_in_time(court: Courthouse) -> None:
    """Fifteen days for all; where it is not he, a decision on a pause by the next working day."""
    code = await published(court)
    await court.house.objections.take(code, PERFORMED, PAGE)
    assert await court.deadlines() == {"objection_received": "2026-11-29"}
    kept = await court.house.objections.take(code, NOT_ME, PAGE)
    assert await court.deadlines() == {"objection_received": "2026-11-29", "identity_dispute": "2026-11-16"}
    assert str(court.house.objections.pause_due(kept)) == "2026-11-16"


async def test_a_form_sent_twice_is_one_objection(court: Courthouse) -> None:
    """The same receipt comes back; another form, or other words, are another objection."""
    code = await published(court)
    take = court.house.objections.take
    first = await take(code, NOT_ME, PAGE)
    assert await take(code, NOT_ME, PAGE) == first
    other = Objection(NOT_ME.kind, replace(NOT_ME.written, text="补充：出生年份也不同。"))
    receipts = {first.objection_id, (await take(code, other, PAGE)).objection_id, (await take(code, NOT_ME, "another form")).objection_id}
    assert len(receipts) == len(await court.house.objection_desk.page(OFFICER)) == 3


async def test_r91_the_duty_officer_hears_at_once_that_it_is_not_he(court: Courthouse) -> None:
    """At night too; the alarm names the receipt and nobody."""
    await hire(court)
    await put_on_duty(court)
    code = await published(court)
    await court.later(hours=15)
    await rung(court)
    kept = await court.house.objections.take(code, NOT_ME, PAGE)
    ((_, text), *_) = await rung(court)
    assert "“不是我”" in text
    assert kept.objection_id in text
    assert not any(word in text for word in ("林听潮", "陈辉平", "19900000378"))


async def test_r93_nobody_is_written_to_and_nothing_is_journaled_of_it(court: Courthouse) -> None:
    """The number is not confirmed: a clerk calls. Publication goes on until somebody decides (R16)."""
    code = await published(court)
    before = len(await court.deliveries())
    await court.house.objections.take(code, NOT_ME, PAGE)
    await court.work()
    assert len(await court.deliveries()) == before
    assert await court.wanted() == {"shown"}
    async with court.house.store.reading() as books:
        assert not any("林听潮" in str(deed) or "19900000378" in str(deed) for deed in await books.office.deeds())


async def test_r91_paused_first_and_verified_after(court: Courthouse) -> None:
    """One deed pauses every place and ends the question of the pause; the review goes on."""
    kept = await court.house.objections.take(await published(court), NOT_ME, PAGE)
    sheet = await court.house.objection_desk.sheet(DUTY, kept.objection_id)
    assert (sheet.may_pause, str(sheet.pause_due)) == (True, "2026-11-16")
    await court.house.objection_desk.pause(DUTY, kept.objection_id, reason="身份有争议")
    await court.work()
    assert await court.wanted() == {"paused"}
    assert set(await court.deadlines()) == {"objection_received", "verify"}
    sheet = await court.house.objection_desk.sheet(DUTY, kept.objection_id)
    assert (sheet.may_pause, sheet.pause_due) == (False, None)


async def test_r115_a_pause_outlasts_a_silence(court: Courthouse) -> None:
    """What is silent may be paused besides, and stays dark when the silence ends."""
    kept = await court.house.objections.take(await published(court), NOT_ME, PAGE)
    everything = Scope(Reach.EVERYTHING)
    await court.house.withdrawal.halt(everything, MEI, reason="舆情")
    await court.house.objection_desk.pause(DUTY, kept.objection_id, reason="身份有争议")
    await court.house.withdrawal.go_on(everything, MEI, reason="舆情平息")
    await court.work()
    assert await court.wanted() == {"paused"}


async def test_r16_what_was_found_is_written_once(court: Courthouse) -> None:
    """Then nothing of it is open any more; the entry itself is not touched by it."""
    kept = await court.house.objections.take(await published(court), NOT_ME, PAGE)
    await court.house.objection_desk.decide(OFFICER, kept.objection_id, ObjectionOutcome.DISMISSED, remark="经核对是本人")
    assert await court.deadlines() == {}
    with pytest.raises(WrongState):
        await court.house.objection_desk.decide(OFFICER, kept.objection_id, ObjectionOutcome.UPHELD, remark="另一意见")
    assert await court.wanted() == {"shown"}


async def test_no_event_of_the_case_ends_an_objection(court: Courthouse) -> None:
    """The review of the case's own deadlines leaves it alone."""
    code = await published(court)
    await court.house.objections.take(code, NOT_ME, PAGE)
    await court.tell(listed(person("陈辉平"), at="2026-11-15T09:00:00+08:00"))
    assert {"objection_received", "identity_dispute"} <= set(await court.deadlines())


async def test_r112_objections_are_for_those_who_review_them(court: Courthouse) -> None:
    """Publicity, supervision and auditors see neither it, its proof nor its task; each look of those who may is journaled."""
    kept = await court.house.objections.take(await published(court), PERFORMED, PAGE)
    desk, receipt = court.house.objection_desk, kept.objection_id
    readers = {StaffRole.CASE_STAFF, StaffRole.TEAM_LEAD, StaffRole.BUREAU_CHIEF, StaffRole.DUTY_OFFICER}
    for user in (User("u", frozenset({role})) for role in StaffRole if role not in readers):
        for refused in (desk.page(user), desk.sheet(user, receipt), desk.proof(user, receipt, 1), desk.pause(user, receipt, reason="x")):
            with pytest.raises(NotAllowed):
                await refused
        assert "objection_received" not in {each.task.kind for each in await court.house.desk.tasks(user)}
    assert (await desk.sheet(OFFICER, receipt)).objection.written == PERFORMED.written
    assert (await desk.proof(OFFICER, receipt, 1)).content == b"%PDF-1.7 receipt"
    assert "林听潮" not in repr(await desk.page(OFFICER))
    await court.work()
    assert {("sun", "objection.read"), ("sun", "objection.proof")} <= set(await court.deeds())


async def test_a_picture_is_drawn_anew_and_a_broken_one_refused(court: Courthouse) -> None:
    """What staff open is never the file that came."""
    code = await published(court)
    given = picture()
    kept = await court.house.objections.take(code, Objection(ObjectionKind.NOT_ME, NOT_ME.written, (Proof("image/png", given),)), PAGE)
    proof = await court.house.objection_desk.proof(OFFICER, kept.objection_id, 1)
    assert (kept.proofs, proof.media_type, proof.content == given) == (("image/jpeg",), "image/jpeg", False)
    broken = Objection(ObjectionKind.NOT_ME, NOT_ME.written, (Proof("image/png", given[:40]),))
    with pytest.raises(InvalidInput) as told:
        await court.house.objections.take(code, broken, PAGE)
    assert [fault.pointer for fault in told.value.faults] == ["/proof"]


async def test_the_door_stays_open_after_the_end_and_is_closed_to_guesses(court: Courthouse) -> None:
    """Who was listed may still object; a withdrawn entry is not paused any more."""
    code = await published(court)
    with pytest.raises(NotFound):
        await court.house.objections.take("guessed", NOT_ME, PAGE)
    (row,) = await court.entries()
    await court.house.withdrawal.withdraw(row.entry, MEI, kind="revoke", reason="查明有误", basis="（2026）苏0114执100号决定")
    kept = await court.house.objections.take(code, NOT_ME, PAGE)
    assert not (await court.house.objection_desk.sheet(OFFICER, kept.objection_id)).may_pause
    with pytest.raises(WrongState):
        await court.house.objection_desk.pause(OFFICER, kept.objection_id, reason="身份有争议")
