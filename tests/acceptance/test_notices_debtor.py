"""What a debtor hears before and beside the list: R49, R52-R54, R92, R116."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.acceptance.post import FRAUD, GOVERNS, letter, posted
from tests.builders import event, notice_issued, performed, person, unit

if TYPE_CHECKING:
    from tests.acceptance.online import Online

MOBILE = "19900000001"


async def test_r49_a_debtor_is_told_duty_liability_and_what_the_list_means(court: Online) -> None:
    """R49: debtor {自动履行, 法律责任}; R53 and article 5: the risk warning stands beside the enforcement notice."""
    await court.tell(notice_issued(asset_control="done"))
    found = await posted(court)
    assert {each.to for each in found} == {MOBILE}
    assert [each.kind for each in found] == ["dishonesty_warning", "liability", "perform_duty"]
    assert all(each.due == "2026-11-05 10:00" for each in found)
    for each in found:
        for word in ("失信名单", "罚款、拘留", "拒执罪", "025-52911548", GOVERNS):
            assert word in each.text


async def test_article_5_the_warning_before_the_list_reads_as_a_court_writes(court: Online) -> None:
    """No number of days but the notice's own; nothing is threatened but as 依法可能."""
    await court.tell(notice_issued(asset_control="not_needed"))
    assert (await letter(court, "dishonesty_warning")).text == (
        "【雨花台法院】陈辉平：（2026）苏0114执100号案请最迟于2026年11月20日履行义务，并如实报告财产。"
        "有能力而拒不履行，规避、抗拒执行，违反财产报告、限制消费规定的，依法可能被纳入失信名单并公布，融资、招投标等受限，"
        "被限制消费、罚款、拘留，直至以拒执罪追究刑事责任。有困难请联系承办人钱法官（025-52911548）或12368。"
        f"{GOVERNS}{FRAUD}"
    )


async def test_r54_a_debtor_hears_nothing_before_his_assets_are_controlled(court: Online) -> None:
    """An early SMS warns a debtor to move assets (R54, R92): it goes when control is done."""
    await court.tell(notice_issued(asset_control="pending"))
    assert await posted(court) == []
    await court.tell(event("assets.control_completed", at="2026-11-05T11:00:00+08:00", party=person(), completed_on="2026-11-05"))
    assert len(await posted(court)) == 3


async def test_r49_a_debtor_is_told_the_orders_own_date_to_declare(court: Online) -> None:
    """R49: debtor {申报财产期限}; R52: the order's own date."""
    order = {"number": "（2026）苏0114执100号之二", "issued_on": "2026-11-05", "declare_by": "2026-11-19"}
    await court.tell(notice_issued(asset_control="done"))
    await court.tell(event("assets.declaration_ordered", at="2026-11-05T10:30:00+08:00", party=person(), order=order, asset_control="done"))
    sms = await letter(court, "declare_assets")
    assert (sms.to, sms.channel, sms.due) == (MOBILE, "sms_twilio", "2026-11-05 10:00")
    assert "最迟于2026年11月19日如实报告当前及收到执行通知前一年的财产" in sms.text


async def test_who_paid_yesterday_gets_no_threat_today(court: Online) -> None:
    """A ground that is gone cancels, with its reason."""
    await court.tell(notice_issued(asset_control="pending"))
    await court.tell(performed(at="2026-11-05T10:30:00+08:00"))
    await court.tell(event("assets.control_completed", at="2026-11-05T11:00:00+08:00", party=person(), completed_on="2026-11-05"))
    assert await posted(court) == []
    assert {reason for _, reason in (await court.states()).values()} == {"ground_gone.unpaid"}


async def test_a_debtor_under_a_consumption_limit_reads_what_is_forbidden(court: Online) -> None:
    """限制消费 -> the debtor: a unit reads that its representatives are bound too (art 3)."""
    await court.tell(
        event("consumption.restricted", party=unit(email="unit@example.com"), order_number="（2026）苏0114执100号限消", on="2026-11-05")
    )
    mail, sms = await posted(court)
    assert (sms.kind, sms.to, sms.due) == ("consumption_restricted", "19900000002", "2026-11-05 10:00")
    assert "贵单位及其法定代表人等不得乘坐飞机、高铁" in sms.text
    assert "依法可能被罚款、拘留" in sms.text
    assert "九、乘坐G字头动车组列车全部座位" in mail.text


async def test_r116_the_lifting_is_told_as_the_order_was(court: Online) -> None:
    """限消 art 9: lifted in the same scope as ordered."""
    await court.tell(event("consumption.lifted", party=person(), order_number="（2026）苏0114执100号限消", on="2026-11-05"))
    sms = await letter(court, "consumption_lifted")
    assert (sms.to, sms.due) == (MOBILE, "2026-11-05 10:00")
    assert "并在原通知、公告的范围内告知解除" in sms.text


async def test_r93_a_number_that_nobody_confirmed_hears_only_that_there_is_a_matter(court: Online) -> None:
    """The court, that there is a matter, call 12368 to verify; no name, debt or measure."""
    await court.tell(notice_issued(person(mobile_confirmed_on=None), asset_control="done"))
    (sms,) = await posted(court)
    assert (sms.kind, sms.to, sms.due) == ("verify_number", MOBILE, "2026-11-05 10:00")
    assert sms.text == (
        "【雨花台法院】您好，南京市雨花台区人民法院有一件事项需要告知您。为保护个人信息，请拨打12368核实身份和联系方式后了解。"
        f"如与您无关，也请来电告知，本院不再联系此号码。{FRAUD}"
    )
