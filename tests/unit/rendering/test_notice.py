"""R50-R56, R61-R67, R93, R109: what a notice says, and when it refuses to be written."""

from __future__ import annotations

import tomllib
from typing import Any

import pytest
from jinja2 import DictLoader, FileSystemLoader

from broadcaster.domain.errors import ForbiddenWording, MissingFact, NotFound
from broadcaster.domain.notice_plan import Medium
from broadcaster.domain.wording import Wording
from broadcaster.rendering.notice import Letterhead, NoticeTemplates
from broadcaster.resources import folder
from tests.notice_facts import FACTS, facts_of

SIGNATURE = "【雨花台法院】"
WORDING = Wording.from_mapping(tomllib.loads((folder("config") / "wording.toml").read_text("utf-8")))
LETTERHEAD = Letterhead(SIGNATURE, ("court.example.gov.cn",), production=True)
NOTICES = NoticeTemplates(FileSystemLoader(folder("templates") / "notices"), LETTERHEAD, WORDING)
DEBTOR_KINDS = ["perform_duty", "liability", "dishonesty_warning", "declare_assets"]
NO_CASE_MATTER = {"verify_number", "survey", "duty_alert", "petition_reminder", "petition_report"}
ALL_KINDS = sorted(NOTICES.audiences)


def facts_with(path: str, value: object) -> dict[str, Any]:
    """Return the facts with one replaced."""
    return facts_of("", **{path: value})


def sms(kind: str, facts: dict[str, Any] | None = None) -> str:
    """Return the SMS of a kind."""
    return NOTICES.render(kind, facts or facts_of(kind), Medium.SMS).text


def test_a_filing_notice_reads_as_a_court_writes() -> None:
    """Who, what, when, where to ask, and that the written document governs (R50)."""
    assert sms("filing") == (
        "【雨花台法院】孙志新：您申请执行的民间借贷纠纷一案，本院已于2026年11月1日立案执行，案号（2026）苏0114执1274号。"
        "承办人杜法官，电话025-52872202。凭有效证件可到本院诉讼服务中心查阅案件，咨询12368。"
        "以书面法律文书为准。法院不会要求扫码付款或转账到个人账户。"
    )


def test_a_unit_is_addressed_as_one() -> None:
    """A company is no 您."""
    assert "贵单位申请执行的" in sms("filing", facts_with("party.kind", "unit"))


@pytest.mark.parametrize("kind", ALL_KINDS)
def test_r109_every_sms_ends_with_the_warning_against_fraud(kind: str) -> None:
    """Whoever reads only the end reads that no court asks for money by code or to a person's account."""
    assert sms(kind).endswith("法院不会要求扫码付款或转账到个人账户。")


@pytest.mark.parametrize("kind", ALL_KINDS)
def test_r63_every_sms_begins_with_the_one_signature(kind: str) -> None:
    """The signature stands once, before the body."""
    assert sms(kind).startswith(SIGNATURE)
    assert sms(kind).count("【") == 1


@pytest.mark.parametrize("kind", ALL_KINDS)
def test_r61_an_ordinary_sms_costs_two_to_four_segments(kind: str) -> None:
    """Only those that state findings and basis, or two grounds and two numbers, need a fourth."""
    segments = NOTICES.render(kind, facts_of(kind), Medium.SMS).segments
    assert segments in ({4} if kind in {"termination_proposed", "listing_extended"} else {2, 3})


@pytest.mark.parametrize("kind", DEBTOR_KINDS)
@pytest.mark.parametrize("word", ["履行", "如实报告", "限制消费", "失信名单", "罚款、拘留", "拒执罪", "1274号", "025-52872202", "12368"])
def test_r53_a_debtors_sms_names_duty_consequences_and_contact(kind: str, word: str) -> None:
    """What to do, what follows, and whom to ask."""
    assert word in sms(kind)


@pytest.mark.parametrize("kind", sorted(set(ALL_KINDS) - NO_CASE_MATTER))
def test_r50_every_sms_says_that_the_written_document_governs(kind: str) -> None:
    """An SMS is a notice, never service."""
    assert "以书面法律文书为准" in sms(kind)
    assert "送达" not in sms(kind)


def test_r52_the_deadline_is_the_orders_own_date() -> None:
    """No number of days is made up, and without the date nothing is written."""
    assert "最迟于2026年11月14日如实报告" in sms("declare_assets")
    with pytest.raises(MissingFact, match=r"order\.declare_by"):
        sms("declare_assets", facts_with("order.declare_by", None))


def test_r94_a_sum_carries_its_date() -> None:
    """The reader sees as of when it was owed."""
    assert "支付款项70,057.01元（截至2026年11月3日，迟延履行利息另计）" in sms("perform_duty")


def test_a_duty_without_a_sum_is_named_by_its_document() -> None:
    """Moving out of a house is no payment."""
    assert "履行生效法律文书确定的义务" in sms("perform_duty", facts_with("case.amount_due", None))


@pytest.mark.parametrize(("urgent", "term"), [(True, "三日内"), (False, "七日内"), (None, "七日内")])
def test_r59_a_clue_is_checked_in_seven_days_and_an_urgent_one_in_three(urgent: object, term: str) -> None:
    """The shorter of plan and Provisions is promised."""
    assert term in sms("clue_received", facts_with("clue.urgent", urgent))


def test_r57_the_notice_before_termination_states_measures_findings_basis_effect_and_the_way_to_object() -> None:
    """The applicant can judge and answer."""
    text = sms("termination_proposed")
    for stated in ("网络查控、限制消费", "2026年5月26日", "12.35元。", "第五百一十七条", "债务不免除", "恢复执行", "有异议"):
        assert stated in text


@pytest.mark.parametrize("medium", Medium)
def test_r93_the_neutral_notice_knows_only_the_court(medium: Medium) -> None:
    """No name, debt, case or measure goes to a number that its owner has not confirmed."""
    rendered = NOTICES.render("verify_number", FACTS, medium)
    text = rendered.text + (rendered.subject or "") + (rendered.html or "")
    assert not any(word in text for word in ("孙志新", "1274", "执行", "案件", "70,057"))


@pytest.mark.parametrize("phone", ["19900001234", "1990000 1234"])
def test_r67_an_officers_mobile_is_refused(phone: str) -> None:
    """Only landlines stand in an SMS."""
    with pytest.raises(ForbiddenWording, match="mobile"):
        sms("filing", facts_with("case.officer.phone", phone))


@pytest.mark.parametrize(
    ("answer", "breach"),
    [
        ("已通缉", "forbidden"),
        ("有奖", "reward"),
        ("将被拘留", "unconditional"),
        ("证件320199196807280007", "number"),
        ("见http://a.cn", "link"),
        ("已查封★", "symbol"),
    ],
)
def test_r56_r64_r109_what_an_officer_wrote_is_read_before_it_is_sent(answer: str, breach: str) -> None:
    """Free text passes the same gate as the court's own."""
    with pytest.raises(ForbiddenWording, match=breach):
        sms("clue_answered", facts_with("clue.answer", answer))


def test_r64_names_are_printed_as_they_are() -> None:
    """Rare and traditional characters of a name are no fault of wording."""
    assert "赵𠅤國：" in sms("filing", facts_with("party.name", "赵𠅤國"))


def test_r62_an_sms_over_500_characters_is_refused() -> None:
    """It is never cut."""
    with pytest.raises(ForbiddenWording, match="R62"):
        sms("clue_answered", facts_with("clue.answer", "查" * 400))


def test_r56_an_emails_link_leads_to_the_court() -> None:
    """A link that came with the event is checked like any other."""
    assert "https://court.example.gov.cn/files" in (NOTICES.render("filing", FACTS, Medium.EMAIL).html or "")
    with pytest.raises(ForbiddenWording, match="link"):
        NOTICES.render("filing", facts_with("case.file_query_url", "https://court.example.com/files"), Medium.EMAIL)


def test_r56_an_sms_takes_a_link_from_its_own_fact_and_to_the_court_alone() -> None:
    """The questionnaire's address is the court's; any other is refused, and so is one that an officer wrote."""
    assert "https://court.example.gov.cn/s/" in sms("survey")
    for bad in ("https://survey.example.com/s/1", "http://127.0.0.1/s/1"):
        with pytest.raises(ForbiddenWording, match="link"):
            sms("survey", facts_with("survey.url", bad))


def test_html_is_escaped() -> None:
    """A name cannot become markup."""
    html = NOTICES.render("filing", facts_with("party.name", "<b>甲</b>"), Medium.EMAIL).html
    assert html is not None
    assert "&lt;b&gt;甲&lt;/b&gt;" in html


def test_missing_facts_are_all_named_at_once() -> None:
    """Staff can mend the case in one go; empty counts as missing."""
    assert NOTICES.missing("filing", {"case": {"number": ""}, "party": {"name": "甲"}}) == (
        "case.number",
        "case.filed_on",
        "court.name",
        "court.hotline",
        "party.kind",
    )


def made(sms: str, optional: str = "case.cause") -> NoticeTemplates:
    """Return one invented kind with an SMS of its own."""
    facts = ", ".join(f'"{each}"' for each in ("case.number", "case.amount_due"))
    card = f'title = "试"\nversion = 1\naudience = ["debtor"]\nlegal_basis = []\nfacts = [{facts}]\noptional = ["{optional}"]\n'
    known = "{{ case.number }}{{ case.amount_due }}{% if " + optional + " is known %}有{% endif %}"
    files = {"sms.txt": sms + WORDING.closing, "subject.txt": "试", "body.txt": known, "body.html": known, "template.toml": card}
    return NoticeTemplates(DictLoader({f"made/{name}": text for name, text in files.items()}), LETTERHEAD, WORDING)


def test_r52_an_optional_fact_that_is_printed_unasked_is_a_missing_one() -> None:
    """The event is kept, and staff read which fact lacks; nothing breaks down."""
    with pytest.raises(MissingFact, match=r"case\.cause"):
        made("{{ case.cause }}。").render("made", facts_with("case.cause", None) | {"case": {"number": "1", "amount_due": "2"}}, Medium.SMS)


def test_a_fact_that_does_not_fit_its_filter_refuses_the_notice() -> None:
    """A sum is no date; the value is not told, for it may be a person's."""
    with pytest.raises(ForbiddenWording, match="made: cannot be filled in: ValueError"):
        made("{{ case.amount_due|day }}。").render("made", FACTS, Medium.SMS)


def test_an_unknown_kind_is_not_found() -> None:
    """There is no text to guess."""
    with pytest.raises(NotFound):
        sms("greeting")


def test_a_rendered_notice_shows_no_text_in_its_repr() -> None:
    """Logs know the kind, never the name."""
    assert "孙志新" not in repr(NOTICES.render("filing", FACTS, Medium.EMAIL))
