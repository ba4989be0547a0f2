"""What an applicant hears from the filing on: plan 三.7 and 三.10, R49, R50, R68."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.acceptance.post import FRAUD, GOVERNS, letter, posted
from tests.builders import applicant, case, event, moment, person

if TYPE_CHECKING:
    from tests.acceptance.online import Online

SUIT = case("（2026）苏0114民初1146号")
MOBILE = "19900000378"


async def test_plan_3_7_who_files_a_suit_is_told_its_risks_and_the_right_to_preservation(court: Online) -> None:
    """诉讼风险 and 申请财产保全的权利, at the filing, to the applicant by SMS."""
    await court.tell(event("litigation.filed", of=SUIT, parties=[applicant(), person()]))
    sms = await letter(court, "litigation_risk")
    assert (sms.to, sms.channel, sms.due) == (MOBILE, "sms_twilio", "2026-11-05 10:00")
    assert sms.text == (
        "【雨花台法院】毛晓海：（2026）苏0114民初1146号案诉讼风险提示：诉讼请求不当、举证不能或者逾期，可能承担不利后果；"
        "对方没有财产的，胜诉后也可能执行不到位。为防止对方转移财产，您可以依法申请财产保全，一般应当提供担保，"
        f"并请及时收集对方的财产线索。咨询12368。{GOVERNS}{FRAUD}"
    )


async def test_r49_an_applicant_is_told_filing_course_and_risk(court: Online) -> None:
    """R49: applicant {立案, 流程, 执行风险}, with how to view the file; by SMS and at once by mail; the debtor hears nothing."""
    await court.tell(event("case.filed", parties=[applicant(email="mao@example.com"), person()]))
    found = await posted(court)
    assert [(each.kind, each.channel) for each in found] == [
        (kind, channel) for kind in ("case_course", "enforcement_risk", "filing") for channel in ("email_smtp", "sms_twilio")
    ]
    assert {each.to for each in found} == {MOBILE, "mao@example.com"}
    mail, sms = found[4:]
    assert "本院诉讼服务中心查阅案件" in sms.text
    assert "网上查阅：https://court.example.gov.cn/files" in mail.text
    assert mail.subject == "执行立案告知 （2026）苏0114执100号"


async def test_an_applicant_is_told_the_stage_of_the_case(court: Online) -> None:
    """流程节点 -> applicant: the stage in words, and the officer's note where there is one."""
    await court.tell(event("case.progressed", parties=[applicant(), person()], stage="auction", note="拍品为住宅一套"))
    sms = await letter(court, "case_stage")
    assert (sms.to, sms.due) == (MOBILE, "2026-11-05 10:00")
    assert "（2026）苏0114执100号案的执行进展：被执行人的财产已进入拍卖程序。拍品为住宅一套。" in sms.text


async def test_a_stage_goes_by_mail_only_when_the_sms_did_not_arrive(court: Online) -> None:
    """Fallback chains: SMS, then e-mail."""
    await court.tell(event("case.progressed", parties=[applicant(email="mao@example.com")], stage="valuation"))
    assert [each.channel for each in await posted(court)] == ["sms_twilio"]


async def test_r68_a_stage_reported_at_night_is_told_in_the_morning(court: Online) -> None:
    """Routine notices go from 08:00 to 20:00."""
    court.clock.set(moment("2026-11-05", "21:30"))
    await court.tell(event("case.progressed", at="2026-11-05T21:30:00+08:00", parties=[applicant()], stage="distribution"))
    assert (await letter(court, "case_stage")).due == "2026-11-06 08:00"
