"""The house's rules on notices: what the plan names exists, and every text holds what it must with any facts the sample brings."""

from __future__ import annotations

import json
import re
import tomllib
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from jinja2 import FileSystemLoader

from broadcaster.domain.case_event import TYPES
from broadcaster.domain.masking import contains_full_number, mobiles
from broadcaster.domain.notice_plan import Audience, Medium, NoticePlan
from broadcaster.domain.occasions import OCCASIONS
from broadcaster.domain.wording import Wording
from broadcaster.rendering.notice import Letterhead, NoticeTemplates
from broadcaster.resources import folder
from tests.notice_facts import FACTS, LONGEST_NAME, readings_of

if TYPE_CHECKING:
    from collections.abc import Iterator

CHECKOUT = Path(__file__).parents[2]
TEXTS = folder("templates") / "notices"
TOLD_OF_EVENTS = (
    "litigation_risk", "filing", "case_course", "enforcement_risk", "case_stage",
    "perform_duty", "liability", "dishonesty_warning", "declare_assets",
    "listed", "listing_corrected", "listing_extended", "listing_revoked", "listing_deleted",
    "consumption_restricted", "consumption_lifted", "objection_received", "objection_decided",
    "termination_proposed", "termination_proposed_debtor", "terminated", "assets_queried", "resumed",
    "clue_received", "clue_answered", "stayed", "concluded",
)  # fmt: skip
TOLD_ON_OCCASIONS = ("exposure_planned", "unit_informed", "follow_up", "survey", "duty_alert", "petition_reminder", "petition_report")
KINDS = (*TOLD_OF_EVENTS, *TOLD_ON_OCCASIONS, "verify_number")
NO_CASE_MATTER = {"survey", "duty_alert", "petition_reminder", "petition_report", "verify_number"}
"""They tell nothing that a written document could say otherwise."""
PARTIES = {Audience.APPLICANT, Audience.DEBTOR, Audience.CLUE_PROVIDER, Audience.PETITIONER}
COURT = FACTS["court"]
WORDING = Wording.from_mapping(tomllib.loads((folder("config") / "wording.toml").read_text("utf-8")))
LETTERHEAD = Letterhead("【雨花台法院】", ("court.example.gov.cn",), production=True)
NOTICES = NoticeTemplates(FileSystemLoader(TEXTS), LETTERHEAD, WORDING)
PLAN = NoticePlan.from_mapping(tomllib.loads((folder("config") / "notices.toml").read_text("utf-8")), NOTICES.audiences)


def owed_in_the_sample() -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield every notice that the sample month owes and can be written, with its facts."""
    for line in (folder("sample") / "events.jsonl").read_text("utf-8").splitlines():
        event = json.loads(line)
        content = event["data"]
        for row in PLAN.rows_for(event["type"]):
            for party in content.get("parties") or [content["party"]]:
                facts = {**content, "party": party, "court": COURT}
                if party["role"] == row.to and not NOTICES.missing(row.notice, facts):
                    yield row.notice, facts


OWED = list(owed_in_the_sample())


def every_text(kind: str) -> Iterator[str]:
    """Yield all that a kind says to anyone, by SMS and by mail."""
    for facts in readings_of(kind):
        sms, mail = (NOTICES.render(kind, facts, medium) for medium in (Medium.SMS, Medium.EMAIL))
        yield f"{sms.text}\n{mail.subject}\n{mail.text}\n{mail.html}"


def test_the_kinds_of_the_contract_are_there() -> None:
    """Neither more nor fewer."""
    assert sorted(NOTICES.audiences) == sorted(KINDS)


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_is_described_where_judges_look_it_up(kind: str) -> None:
    """The guide names it, and its card names the law it rests on."""
    assert f"`{kind}`" in (CHECKOUT / "docs" / "adding-a-notice.md").read_text("utf-8")
    assert all(basis.startswith("《") for basis in NOTICES.card(kind).legal_basis)
    assert NOTICES.card(kind).legal_basis or kind == "duty_alert"


def test_the_sample_month_owes_every_kind() -> None:
    """The texts are tried on the whole month."""
    assert {kind for kind, _ in OWED} == set(TOLD_OF_EVENTS)


def test_every_kind_is_told_on_some_occasion_to_everybody_it_is_written_for() -> None:
    """No text lies in its folder for nobody."""
    told = {(row.notice, row.to) for row in PLAN.rows}
    written = {(kind, to) for kind, audience in NOTICES.audiences.items() for to in audience if kind != PLAN.unconfirmed.notice}
    assert told == written


def test_every_occasion_of_the_house_is_told() -> None:
    """Whatever the house has a reason to write about has its row."""
    assert set(PLAN.on) - set(TYPES) == set(OCCASIONS)


@pytest.mark.parametrize("medium", Medium)
def test_every_notice_of_the_sample_month_can_be_written(medium: Medium) -> None:
    """Company names of 45 characters, rare characters and all; an SMS never costs more than four segments."""
    written = [NOTICES.render(kind, facts, medium) for kind, facts in OWED]
    assert max(notice.segments for notice in written) <= 4


@pytest.mark.parametrize("kind", KINDS)
def test_no_sms_costs_more_than_four_segments_even_to_the_longest_name(kind: str) -> None:
    """Three are the rule, four the most, in every reading."""
    readings = [facts | {"party": facts["party"] | {"name": LONGEST_NAME}} for facts in readings_of(kind)]
    assert max(NOTICES.render(kind, facts, Medium.SMS).segments for facts in readings) <= 4
    ordinary = NOTICES.render(kind, readings_of(kind)[0], Medium.SMS).segments
    assert ordinary <= (4 if kind in {"termination_proposed", "listing_extended"} else 3)


@pytest.mark.parametrize("kind", KINDS)
def test_r109_no_text_holds_a_forbidden_word(kind: str) -> None:
    """Nor a reward, nor 拘留 and 拒执罪 other than 依法可能, in any reading."""
    for text in every_text(kind):
        assert WORDING.in_output(text) == ()


@pytest.mark.parametrize("path", sorted(TEXTS.rglob("*.*")), ids=lambda path: f"{path.parent.name}/{path.name}")
def test_r50_no_file_speaks_of_service(path: Path) -> None:
    """What is sent by SMS or mail is told, never served."""
    assert "送达" not in path.read_text("utf-8")


@pytest.mark.parametrize("kind", sorted(set(KINDS) - NO_CASE_MATTER))
def test_r50_every_notice_says_that_the_written_document_governs(kind: str) -> None:
    """In the SMS and in the mail."""
    assert all(text.count("以书面法律文书为准") >= 2 for text in every_text(kind))


@pytest.mark.parametrize("kind", KINDS)
def test_r109_the_courts_domain_stands_beside_every_link(kind: str) -> None:
    """In the SMS; whoever is asked to open an address can compare it."""
    for facts in readings_of(kind):
        text = NOTICES.render(kind, facts, Medium.SMS).text
        assert "https://" not in text or f"本院域名{COURT['domain']}" in text


def test_r56_an_sms_takes_links_from_the_courts_own_addresses_alone() -> None:
    """The questionnaire and the alarm; nothing else carries one."""
    with_links = {kind for kind in KINDS if "://" in NOTICES.render(kind, readings_of(kind)[0], Medium.SMS).text}
    assert with_links == {"survey", "duty_alert"}


@pytest.mark.parametrize("medium", Medium)
def test_r56_no_notice_holds_an_identity_number_or_a_mobile(medium: Medium) -> None:
    """Neither the reader's nor anybody else's."""
    for kind, facts in OWED:
        notice = NOTICES.render(kind, facts, medium)
        text = notice.text + (notice.html or "")
        assert not contains_full_number(text)
        assert not list(mobiles(text))


@pytest.mark.parametrize("medium", Medium)
def test_r31_r76_no_notice_names_another_party(medium: Medium) -> None:
    """Neither the order's people nor the other parties of the event, a clue's provider least of all."""
    for kind, facts in OWED:
        reader = facts["party"]["name"]
        in_order = re.findall(r"(?:被执行人|申请执行人)(.+?)(?:于判决|款项)", facts["case"]["duty"])
        others = {*in_order, *(party["name"] for party in facts.get("parties", []))} - {reader}
        text = NOTICES.render(kind, facts, medium).text.replace(reader, "")
        assert not any(name in text for name in others if len(name) > 2), kind


@pytest.mark.parametrize("row", [row for row in PLAN.rows if row.to not in PARTIES], ids=lambda row: f"{row.notice}-{row.to}")
def test_who_is_no_party_is_told_nothing_of_a_debt(row: Any) -> None:  # noqa: ANN401 - a row of the plan
    """Staff and units read what they need for their own work; the unit's letter travels as a file."""
    for text in every_text(row.notice):
        assert FACTS["party"]["name"] not in text
        assert "70,057" not in text


def test_r54_r92_every_demand_waits_for_asset_control_and_for_the_debt() -> None:
    """An early word warns a debtor, and who has paid gets no threat."""
    demands = (*PLAN.rows_for("court.enforcement.notice_issued"), *PLAN.rows_for("court.assets.declaration_ordered"))
    assert len(demands) == 4
    assert all(row.hold and "unpaid" in row.grounds for row in demands)


def test_the_grounds_are_worded_as_the_pictures_word_them() -> None:
    """One sentence of article 1, wherever it is read."""
    words = tomllib.loads((folder("templates") / "labels.toml").read_text("utf-8"))["grounds"]
    source = (TEXTS / "_layout" / "grounds.txt").read_text("utf-8")
    assert dict(re.findall(r'(\d): "(.+?)"', source)) == words
