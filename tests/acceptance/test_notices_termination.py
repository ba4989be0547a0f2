"""Before and after 终本, and how a case ends: R20, R49, R57, R58, R94, R103."""

from __future__ import annotations

from datetime import date, datetime, time
from typing import TYPE_CHECKING

import pytest

from broadcaster.domain.calendar import COURT_ZONE
from broadcaster.domain.listings import months_after
from tests.acceptance.post import FRAUD, GOVERNS, letter, posted
from tests.builders import applicant, case, event, person

if TYPE_CHECKING:
    from tests.acceptance.online import Online
    from tests.builders import Body

APPLICANT, DEBTOR = "19900000378", "19900000001"
BASIS = "《最高人民法院关于适用〈中华人民共和国民事诉讼法〉的解释》第五百一十七条"
BOTH = [applicant(), person()]


def proposed() -> Body:
    """Return the proposal to terminate, with every fact of R103."""
    findings = {"assets": "名下银行存款12.35元", "measures": ["网络查控", "限制消费"], "seized_on": "2026-05-26"}
    told: Body = {"legal_basis": BASIS, "applicant_opinion": "无异议", "reviewed_by": "赵局长", "approved_by": "孙院长"}
    return event("case.termination_proposed", parties=BOTH, findings=findings, **told)


def terminated(at: str = "2026-11-05T09:00:00+08:00") -> Body:
    """Return the ruling."""
    return event("case.terminated", at=at, parties=BOTH, ruling_number="（2026）苏0114执100号之六", ruled_on=at[:10])


async def test_r57_before_the_ruling_the_applicant_reads_measures_assets_basis_and_how_to_object(court: Online) -> None:
    """R49: both {终本前}; the time of seizure stands in it."""
    await court.tell(proposed())
    sms = await letter(court, "termination_proposed")
    assert (sms.to, sms.channel, sms.due) == (APPLICANT, "sms_twilio", "2026-11-05 10:00")
    assert sms.text == (
        "【雨花台法院】毛晓海：（2026）苏0114执100号案已采取网络查控、限制消费措施（查控日期2026年5月26日），查明：名下银行存款12.35元。"
        f"拟依据{BASIS}终结本次执行程序。债务不免除，发现财产可以申请恢复执行。"
        f"有异议或者线索的，请联系承办人钱法官（025-52911548）或12368。{GOVERNS}{FRAUD}"
    )


async def test_r49_before_the_ruling_the_debtor_reads_that_the_duty_goes_on(court: Online) -> None:
    """R49: both {终本前}; what was found of other people's assets is not told."""
    await court.tell(proposed())
    sms = await letter(court, "termination_proposed_debtor")
    assert (sms.to, sms.due) == (DEBTOR, "2026-11-05 10:00")
    assert "终结后义务并不免除，您仍应继续履行，并如实报告财产变动" in sms.text
    assert "12.35" not in sms.text


async def test_r103_neither_side_is_told_of_a_proposal_that_lacks_a_fact(court: Online) -> None:
    """Refused with the missing fact."""
    await court.tell(event("case.termination_proposed", parties=BOTH, findings={"assets": "无", "measures": ["查询"]}, legal_basis=BASIS))
    assert await posted(court) == []


async def test_r57_after_the_ruling_the_applicant_reads_the_right_to_resume(court: Online) -> None:
    """R57: after the ruling, notice of the right of resumption; R58: half-yearly queries for five years."""
    await court.tell(terminated())
    sms = await letter(court, "terminated", to=APPLICANT)
    assert sms.due == "2026-11-05 10:00"
    assert "裁定终结本次执行程序，文号（2026）苏0114执100号之六" in sms.text
    assert "发现财产可随时申请恢复执行，不受申请执行时效限制；五年内本院每六个月查询财产并告知结果" in sms.text


async def test_r49_after_the_ruling_the_debtor_reads_that_the_duty_goes_on(court: Online) -> None:
    """R49: both {终本后}."""
    await court.tell(terminated())
    assert "义务并不免除，您仍应继续履行并如实报告财产变动" in (await letter(court, "terminated", to=DEBTOR)).text


@pytest.mark.parametrize(("result", "said"), [("nothing_found", "暂未发现可供执行的财产"), ("found", "发现财产线索，正在核查")])
async def test_r58_the_result_of_each_query_is_told_to_the_applicant_alone(court: Online, result: str, said: str) -> None:
    """After 终本: every 6 months for 5 years a query, its result told to the applicant."""
    await court.tell(event("case.assets_queried", parties=BOTH, queried_on="2026-11-05", result=result))
    (sms,) = await posted(court)
    assert (sms.kind, sms.to, sms.due) == ("assets_queried", APPLICANT, "2026-11-05 10:00")
    assert said in sms.text


async def test_r58_the_applicant_is_visited_by_message_after_termination(court: Online) -> None:
    """R58: 回访; asked for clues, changes and complaints."""
    await court.tell(terminated())
    await posted(court)
    months, *_ = court.house.rules.escalation.terms.follow_up_months
    await court.pass_to(datetime.combine(months_after(date(2026, 11, 6), months), time(10), COURT_ZONE))
    while await court.house.follow_ups.drain():
        pass
    sms = await letter(court, "follow_up")
    assert (sms.to, sms.channel) == (APPLICANT, "sms_twilio")
    assert f"已满{months}个月，本院现作回访" in sms.text


async def test_a_resumption_is_told_to_both_sides(court: Online) -> None:
    """恢复: the applicant is asked for clues, the debtor to perform."""
    await court.tell(event("case.resumed", parties=BOTH))
    by_reader = {each.to: each for each in await posted(court)}
    assert "请及时提供被执行人的下落和财产线索" in by_reader[APPLICANT].text
    assert "请您立即履行尚未履行的义务，并如实报告财产" in by_reader[DEBTOR].text
    assert "依法可能被限制消费、罚款、拘留" in by_reader[DEBTOR].text


async def test_r20_a_stay_is_told_to_both_sides_with_its_cause(court: Online) -> None:
    """中止: in bankruptcy the applicant is sent to the administrator."""
    await court.tell(event("case.stayed", parties=BOTH, cause="bankruptcy", stayed_on="2026-11-05"))
    by_reader = {each.to: each for each in await posted(court)}
    assert {each.due for each in by_reader.values()} == {"2026-11-05 10:00"}
    assert "因破产程序于2026年11月5日依法中止执行" in by_reader[DEBTOR].text
    assert "向管理人申报债权" in by_reader[APPLICANT].text


@pytest.mark.parametrize(
    ("outcome", "to_applicant", "to_debtor"),
    [
        ("fully_performed", "义务已全部履行，执行完毕", "涉及失信、限制消费措施的，本院依法删除或者解除"),
        ("settled", "对方不履行和解协议的，您可以依法申请恢复执行", "请您按期履行和解协议"),
        ("terminated", "依法裁定终结执行", "依法裁定终结执行"),
    ],
)
async def test_the_end_of_a_case_is_told_to_both_sides_in_words(court: Online, outcome: str, to_applicant: str, to_debtor: str) -> None:
    """结案: what the outcome means for the reader."""
    await court.tell(event("case.concluded", parties=BOTH, outcome=outcome))
    by_reader = {each.to: each for each in await posted(court) if each.kind == "concluded"}
    assert to_applicant in by_reader[APPLICANT].text
    assert to_debtor in by_reader[DEBTOR].text


async def test_r94_the_end_of_a_case_is_told_to_the_living(court: Online) -> None:
    """Both parties where living."""
    dead = event("party.status_changed", at="2026-11-05T09:00:00+08:00", party=person(), status="deceased", since="2026-11-04")
    await court.tell(dead, event("case.concluded", at="2026-11-05T09:30:00+08:00", parties=BOTH, outcome="settled", of=case()))
    assert {each.to for each in await posted(court)} == {APPLICANT}
