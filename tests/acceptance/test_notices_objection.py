"""A door for the listed person: received, decided, and the 10-day review right (R16, R112, article 12)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.acceptance.post import FRAUD, GOVERNS, letter
from tests.builders import applicant, event, person

if TYPE_CHECKING:
    from tests.acceptance.online import Online

MOBILE = "19900000001"


async def test_article_12_who_objects_is_told_that_it_came_and_is_reviewed_in_fifteen_days(court: Online) -> None:
    """R16: a pending objection does not suspend."""
    await court.tell(event("objection.filed", party=person(), about="listing", listing_id="L1", filed_on="2026-11-05", kind="inaccurate"))
    sms = await letter(court, "objection_received")
    assert (sms.to, sms.channel, sms.due) == (MOBILE, "sms_twilio", "2026-11-05 10:00")
    assert sms.text == (
        "【雨花台法院】陈辉平：关于（2026）苏0114执100号案纳入失信被执行人名单一事，您于2026年11月5日提出的异议本院已经收到，"
        "将在十五日内审查，理由成立的依法纠正，结果另行告知。审查期间不停止执行。"
        f"请联系承办人钱法官（025-52911548）或12368。{GOVERNS}{FRAUD}"
    )


async def test_r112_an_identity_dispute_gets_a_pause_decision_within_one_working_day(court: Online) -> None:
    """不是我."""
    await court.tell(event("objection.filed", party=person(), about="listing", listing_id="L1", filed_on="2026-11-05", kind="not_me"))
    assert "身份争议先行核实，本院在一个工作日内决定是否暂停公开" in (await letter(court, "objection_received")).text


async def test_r112_a_rejection_is_told_with_the_ten_day_right_of_review_by_the_next_higher_court(court: Online) -> None:
    """Within 10 days; not suspended meanwhile."""
    await court.tell(
        event("objection.decided", party=person(), about="listing", decided_on="2026-11-05", outcome="rejected", reason="经审查属实")
    )
    sms = await letter(court, "objection_decided")
    assert (sms.to, sms.due) == (MOBILE, "2026-11-05 10:00")
    assert "可以自收到书面文书之日起十日内向上一级人民法院申请复议，复议期间不停止执行。理由：经审查属实。" in sms.text


@pytest.mark.parametrize(("about", "said"), [("listing", "本院将在三个工作日内依法纠正"), ("termination", "本院将依法纠正")])
async def test_article_12_what_is_founded_is_corrected_in_three_working_days(court: Online, about: str, said: str) -> None:
    """Listing and consumption limit have that term; other matters theirs."""
    await court.tell(event("objection.decided", party=person(), about=about, decided_on="2026-11-05", outcome="upheld"))
    assert said in (await letter(court, "objection_decided")).text


async def test_after_the_review_no_further_review_is_offered(court: Online) -> None:
    """The next higher court has decided."""
    await court.tell(
        event("objection.decided", party=person(), about="listing", stage="review", decided_on="2026-11-05", outcome="rejected")
    )
    text = (await letter(court, "objection_decided")).text
    assert "复议申请已于2026年11月5日审查完毕：理由不成立，已决定驳回" in text
    assert "申请复议，" not in text


async def test_r57_an_applicant_who_objects_to_a_termination_is_answered_too(court: Online) -> None:
    """R57: a way to object; whoever objects is told."""
    await court.tell(event("objection.filed", party=applicant(), about="termination", filed_on="2026-11-05"))
    sms = await letter(court, "objection_received")
    assert sms.to == "19900000378"
    assert "案终结本次执行程序一事，您于2026年11月5日提出的异议本院已经收到" in sms.text
