"""What the listed person is told of each decision, and before exposure: articles 2, 9-12, R16, R113."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.acceptance.post import FRAUD, GOVERNS, letter, posted
from tests.builders import deleted, event, listed, listing, listing_with_term, performed, person, revoked
from tests.integration.services.courthouse import SCREENED_AT

if TYPE_CHECKING:
    from tests.acceptance.online import Online

MOBILE = "19900000001"


async def test_article_12_who_is_listed_is_told_ground_number_and_how_to_object(court: Online) -> None:
    """纳入失信 -> the person: grounds in words, and that a correction takes 15 days of review and 3 working days."""
    await court.tell(listed())
    sms = await letter(court, "listed")
    assert (sms.to, sms.channel, sms.due) == (MOBILE, "sms_twilio", "2026-11-05 10:00")
    assert sms.text == (
        "【雨花台法院】陈辉平：因您有履行能力而拒不履行生效法律文书确定义务，本院决定将您纳入失信被执行人名单，"
        "决定书文号（2026）苏0114执100号之一。认为有误的，可向本院书面申请纠正，十五日内审查，理由成立的三个工作日内纠正。"
        f"请联系承办人钱法官（025-52911548）或12368。{GOVERNS}{FRAUD}"
    )


async def test_r5_r6_a_term_is_told_where_there_is_one(court: Online) -> None:
    """Ground 1 alone has no term (R5); the others have theirs (R6)."""
    await court.tell(listed(decision=listing_with_term()))
    assert "，期限至2028年11月2日，" in (await letter(court, "listed")).text


async def test_a_correction_is_told_to_the_person(court: Online) -> None:
    """更正 -> the person: what it says now."""
    await court.tell(listed())
    await posted(court)
    await court.tell(
        event("debtor.listing_corrected", at="2026-11-05T11:00:00+08:00", party=person(), listing=listing(performance="partial"))
    )
    sms = await letter(court, "listing_corrected")
    assert sms.to == MOBILE
    assert "更正后的情形为有履行能力而拒不履行生效法律文书确定义务。已公布、已通报的一并更正。" in sms.text


async def test_an_extension_is_told_with_its_own_decision(court: Online) -> None:
    """延长 -> the person: until when, by which decision (art 2)."""
    longer = listing_with_term(grounds=[2], term_ends_on="2029-11-02", extension_decision_number="（2026）苏0114执100号之五")
    await court.tell(event("debtor.listing_extended", party=person(), listing=longer))
    sms = await letter(court, "listing_extended")
    assert (sms.to, sms.due) == (MOBILE, "2026-11-05 10:00")
    assert "本院决定将失信期限延长至2029年11月2日，决定书文号（2026）苏0114执100号之五" in sms.text


async def test_article_9_a_revocation_is_told_with_what_the_person_may_ask_for(court: Online) -> None:
    """撤销: within 3 working days, everywhere; R114: a correction in the same places, and a document."""
    await court.tell(listed())
    await posted(court)
    await court.tell(revoked(at="2026-11-05T11:00:00+08:00"))
    sms = await letter(court, "listing_revoked")
    assert (sms.to, sms.due) == (MOBILE, "2026-11-05 10:00")
    assert "您在（2026）苏0114执100号案中不应被纳入失信被执行人名单（不应纳入），本院依法撤销失信信息，三个工作日内完成" in sms.text
    assert "如需在原范围内澄清或者出具证明" in sms.text


async def test_article_10_a_deletion_is_told_with_its_ground_in_words(court: Online) -> None:
    """删除: the ground, the day from which 3 working days run, and whom to call where it is still shown."""
    await court.tell(listed())
    await posted(court)
    await court.tell(deleted(at="2026-11-05T11:00:00+08:00", ground="settlement_performed"))
    sms = await letter(court, "listing_deleted")
    assert sms.to == MOBILE
    assert "因执行和解协议已履行完毕，依法予以删除，自2026年11月5日起三个工作日内完成" in sms.text
    assert "仍应继续履行" not in sms.text


async def test_who_is_off_the_list_before_the_message_goes_is_not_told_that_he_is_on_it(court: Online) -> None:
    """A ground gone before sending cancels."""
    await court.tell(listed(), revoked(at="2026-11-05T09:30:00+08:00"))
    assert [each.kind for each in await posted(court)] == ["listing_revoked"]
    assert (await court.states())["listed"][1] == "ground_gone.listed"


async def test_r113_some_days_before_exposure_the_person_is_told_with_the_choice_to_perform_or_object(court: Online) -> None:
    """拟曝光告知: five calendar days before; exposure waits; where to perform and where to object."""
    await court.tell(listed(person(email="chen@example.com")))
    await posted(court)
    await court.pass_to(SCREENED_AT)
    await court.approve(await court.screen())
    await court.work()
    mail, sms = await posted(court)
    assert (sms.kind, sms.to, sms.due) == ("exposure_planned", MOBILE, "2026-11-09 09:00")
    assert "本院拟自2026年11月14日起" in sms.text
    assert "一、履行义务，核实后不再公开；二、认为有误的，向本院书面提出异议。办理请到本院诉讼服务中心" in sms.text
    assert f"/objections/{(await court.entries())[0].code}" in mail.text


async def test_r113_who_pays_before_exposure_is_not_forewarned(court: Online) -> None:
    """Payments before exposure are counted."""
    await court.tell(listed())
    await posted(court)
    await court.tell(performed(at="2026-11-06T10:00:00+08:00"))
    await court.pass_to(SCREENED_AT)
    await court.screen()
    assert "exposure_planned" not in {each.kind for each in await posted(court)}
