"""The house's rules on notices: what the plan names exists, and every text holds what it must with any facts the sample brings."""

from __future__ import annotations

import json
import re
import tomllib
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from jinja2 import FileSystemLoader

from broadcaster.domain.masking import contains_full_number, mobiles
from broadcaster.domain.notice_plan import Medium, NoticePlan
from broadcaster.domain.wording import Wording
from broadcaster.rendering.notice import Letterhead, NoticeTemplates
from broadcaster.resources import folder

if TYPE_CHECKING:
    from collections.abc import Iterator

CHECKOUT = Path(__file__).parents[2]
KINDS = (
    "filing", "case_course", "enforcement_risk", "perform_duty", "liability", "declare_assets",
    "termination_proposed", "clue_received", "clue_answered", "verify_number",
)  # fmt: skip
COURT = {"name": "南京市雨花台区人民法院", "hotline": "12368"}
WORDING = Wording.from_mapping(tomllib.loads((folder("config") / "wording.toml").read_text("utf-8")))
LETTERHEAD = Letterhead("【雨花台法院】", ("court.example.gov.cn",), production=True)
NOTICES = NoticeTemplates(FileSystemLoader(folder("templates") / "notices"), LETTERHEAD, WORDING)
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


def test_the_kinds_of_the_contract_are_there() -> None:
    """Neither more nor fewer."""
    assert sorted(NOTICES.audiences) == sorted(KINDS)


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_is_described_where_judges_look_it_up(kind: str) -> None:
    """The guide names it, and its card names the law it rests on."""
    assert f"`{kind}`" in (CHECKOUT / "docs" / "adding-a-notice.md").read_text("utf-8")
    assert all(basis.startswith("《") for basis in NOTICES.card(kind).legal_basis)


def test_the_sample_month_owes_every_kind() -> None:
    """The texts are tried on the whole month."""
    assert {kind for kind, _ in OWED} == set(KINDS) - {PLAN.unconfirmed.notice}


@pytest.mark.parametrize("medium", Medium)
def test_every_notice_of_the_sample_month_can_be_written(medium: Medium) -> None:
    """Company names of 45 characters, rare characters and all; an SMS never costs more than five segments."""
    written = [NOTICES.render(kind, facts, medium) for kind, facts in OWED]
    assert max(notice.segments for notice in written) <= 5


@pytest.mark.parametrize("medium", Medium)
def test_r56_no_notice_holds_an_identity_number_or_a_mobile(medium: Medium) -> None:
    """Neither the reader's nor anybody else's."""
    for kind, facts in OWED:
        notice = NOTICES.render(kind, facts, medium)
        text = notice.text + (notice.html or "")
        assert not contains_full_number(text)
        assert not list(mobiles(text))


def test_no_notice_names_another_party() -> None:
    """The raw order with its names is no fact of any notice."""
    for kind, facts in OWED:
        duty = facts["case"]["duty"]
        others = set(re.findall(r"(?:被执行人|申请执行人)(.+?)(?:于判决|款项)", duty)) - {facts["party"]["name"]}
        assert not any(name in NOTICES.render(kind, facts, Medium.SMS).text for name in others if len(name) > 1)
