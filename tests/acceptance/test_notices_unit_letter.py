"""Letters to the unit of a listed person and to the superior of a listed unit (article 8, R25, R33, R38, R44, R116)."""

from __future__ import annotations

from io import BytesIO
from typing import TYPE_CHECKING

import pytest
from pypdf import PdfReader

from tests.acceptance.post import letter, posted
from tests.builders import listed, listing, moment, person, revoked, unit

if TYPE_CHECKING:
    from tests.acceptance.online import Online
    from tests.acceptance.post import Letter
    from tests.builders import Body

HELD = [{"office": "party_member", "unit": "南京市雨花台区示例单位", "unit_email": "unit@example.org"}]
SUPERIOR = {"name": "示例上级机关", "email": "superior@example.org"}


def read(each: Letter) -> str:
    """Return the text of the one file that goes with a mail."""
    (file,) = each.files
    assert file.media_type == "application/pdf"
    return "".join("".join(page.extract_text() for page in PdfReader(BytesIO(file.content)).pages).split())


async def test_r44_the_unit_of_a_party_member_is_told_by_a_numbered_letter(court: Online) -> None:
    """Functionaries, deputies, members -> own unit: by mail, with a formal letter as PDF, its table and a 回执 (R116)."""
    await court.tell(listed(person(public_offices=HELD)))
    mail = await letter(court, "unit_informed", "email_smtp")
    assert (mail.to, mail.due, mail.subject) == ("unit@example.org", "2026-11-05 10:00", "失信被执行人情况通报 苏0114执通〔2026〕1号")
    said = read(mail)
    for word in (
        "南京市雨花台区示例单位：",
        "苏0114执通〔2026〕1号",
        "陈辉平在（2026）苏0114执100号案中，有履行能力而拒不履行",
        "2026年11月5日",
        "附件1",
        "回执",
    ):
        assert word in said


async def test_r33_r38_the_letter_masks_the_number_and_never_prints_the_status(court: Online) -> None:
    """Category selects recipients, it is not printed; a mail is no encrypted link, so the strict mask stands (R48)."""
    debtor = person(public_offices=HELD)
    await court.tell(listed(debtor))
    mail = await letter(court, "unit_informed", "email_smtp")
    said = read(mail) + mail.text + mail.subject + mail.files[0].name
    assert debtor["id_number"] not in said
    assert f"{debtor['id_number'][:6]}********{debtor['id_number'][-4:]}" in said
    assert not any(word in said for word in ("党员", "公务员", "19900000001", "70,957"))
    assert "陈辉平" not in mail.text


@pytest.mark.parametrize("nature", ["state_owned", "public_institution", "government_organ"])
async def test_r44_the_superior_of_a_public_unit_is_told(court: Online, nature: str) -> None:
    """Organs, institutions, SOEs -> superior, competent or investor body."""
    decision = listing(superior_filing_number="苏01备1号")
    await court.tell(listed(unit(unit_nature=nature, superior=SUPERIOR), decision))
    mail = await letter(court, "unit_informed", "email_smtp")
    assert mail.to == "superior@example.org"
    assert "现将贵单位主管、监管或者出资的单位被纳入失信被执行人名单的情况函告如下" in read(mail)


@pytest.mark.parametrize("debtor", [person(), unit(unit_nature="company", superior=SUPERIOR)], ids=["nobody", "private company"])
async def test_r45_nobody_else_is_told(court: Online, debtor: Body) -> None:
    """Personal-status routing is exact."""
    await court.tell(listed(debtor))
    assert "unit_informed" not in {each.kind for each in await posted(court)}


async def test_r96_no_letter_leaves_before_agencies_may_know(court: Online) -> None:
    """A government organ waits for the superior court's filing number (R19)."""
    await court.tell(listed(unit(unit_nature="government_organ", superior=SUPERIOR)))
    assert "unit_informed" not in {each.kind for each in await posted(court)}


async def test_r116_letters_of_a_year_are_numbered_without_a_gap_and_each_is_sent_once(court: Online) -> None:
    """However often a case is looked at again."""
    offices = [*HELD, {"office": "npc_deputy", "unit": "示例代表机关", "unit_email": "deputies@example.org"}]
    for _ in range(2):
        await court.tell(listed(person(public_offices=offices), at=f"2026-11-05T09:0{_}:00+08:00"))
    numbers = sorted(each.subject.rpartition(" ")[2] for each in await posted(court) if each.kind == "unit_informed")
    assert numbers == ["苏0114执通〔2026〕1号", "苏0114执通〔2026〕2号"]


async def test_r25_the_unit_learns_that_the_entry_was_revoked(court: Online) -> None:
    """Withdrawal reaches every recipient that the publication reached: a second letter names the first."""
    await court.tell(listed(person(public_offices=HELD)))
    await posted(court)
    await court.tell(revoked(party=person(public_offices=HELD)))
    mail = await letter(court, "unit_informed", "email_smtp")
    assert "本院苏0114执通〔2026〕1号函通报的陈辉平在（2026）苏0114执100号案中的失信被执行人信息，已依法撤销" in read(mail)


async def test_a_letter_that_waits_for_the_morning_is_not_sent_after_a_revocation(court: Online) -> None:
    """Nothing was told, so nothing is taken back."""
    court.clock.set(moment("2026-11-05", "21:00"))
    await court.tell(listed(person(public_offices=HELD), at="2026-11-05T20:30:00+08:00"))
    await court.tell(revoked(at="2026-11-05T20:45:00+08:00", party=person(public_offices=HELD)))
    assert "unit_informed" not in {each.kind for each in await posted(court)}
