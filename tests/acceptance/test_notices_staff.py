"""What the court writes to its own people: alarms, the Friday reminder, the Monday report (R59, R91, R116; plan 二.2, 三.14)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.acceptance.post import FRAUD, letter, posted
from tests.builders import event, moment, person
from tests.integration.services.duty import hire, put_on_duty

if TYPE_CHECKING:
    from tests.acceptance.online import Online
    from tests.builders import Body

PETITIONER = person("侯示例", role="petitioner", mobile="19900000777")


def petition() -> Body:
    """Return a petition of 5 November."""
    told = {"petition_id": "X00064", "received_on": "2026-11-05", "department": "立案庭"}
    return event("petition.received", party=PETITIONER, petition=told)


async def ring(court: Online) -> None:
    """Let alarms and digests be written."""
    for drain in (court.house.alarms.drain, court.house.digests.drain):
        while await drain():
            pass


async def test_plan_2_2_a_clue_calls_the_duty_officer(court: Online) -> None:
    """值班备勤: the duty officer is alarmed by SMS; R59: by the earlier of the two clocks; R76: without the provider's name."""
    await hire(court)
    await put_on_duty(court)
    provider = person("何线索", role="clue_provider", mobile="19900000888")
    await court.tell(event("clue.received", party=provider, clue={"clue_id": "C00334", "received_on": "2026-11-05"}))
    await ring(court)
    sms = await letter(court, "duty_alert", to="19900000101")
    assert (sms.channel, sms.due) == ("sms_twilio", "2026-11-05 10:00")
    assert "孙值班，值班提醒（请值班员处理）：答复财产线索，（2026）苏0114执100号，应于2026年11月12日前处理" in sms.text
    assert sms.text.endswith(FRAUD)
    assert "何线索" not in sms.text


async def test_r116_on_friday_the_departments_are_reminded_of_what_is_open(court: Online) -> None:
    """Plan 三.14: reminder on Friday."""
    await hire(court)
    await court.tell(petition())
    await court.pass_to(moment("2026-11-06", "10:00"))
    await ring(court)
    mails = [each for each in await posted(court) if each.kind == "petition_reminder"]
    assert {each.to for each in mails} == {"19900000107@example.com"}
    assert mails[0].channel == "email_smtp"
    assert mails[0].due == "2026-11-06 10:00"
    assert "截至本周（2026年第45周），贵部门尚有1件事项未办结，其中已超期0件" in mails[0].text
    assert "（2026）苏0114执100号" in mails[0].text
    assert "侯示例" not in mails[0].text


async def test_r116_on_monday_supervision_reads_its_report_as_a_table(court: Online) -> None:
    """Plan 三.14: report on Monday, owner 监察室."""
    await hire(court)
    await court.tell(petition())
    await court.pass_to(moment("2026-11-09", "09:00"))
    await ring(court)
    mail = await letter(court, "petition_report", "email_smtp")
    assert (mail.to, mail.due) == ("19900000106@example.com", "2026-11-09 09:00")
    assert mail.subject == "信访办理周报 2026年第46周"
    assert "未办结：1件" in mail.text
