"""R65: a rendered text is traced back to the registered template that gives it, and to nothing else."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from broadcaster.ports.channels import Receipt
from broadcaster.ports.options import Options
from channels.registered_templates import ALIYUN_VARIABLE, TENCENT_VARIABLE, Filled, RegisteredTemplates, read_templates

SIGNATURE = "雨花台法院"
FILING = "${name}：您申请执行的${case}一案已于${date}立案，${name}请保留短信。"
VALUES = st.text(st.characters(exclude_categories=["C"], exclude_characters=":./"), min_size=1, max_size=20)


def templates(texts: dict[str, str], variable: re.Pattern[str] = ALIYUN_VARIABLE) -> RegisteredTemplates:
    """Return registered texts, each under its own id."""
    options = Options(
        "channels.test", {"templates": {f"kind{index}": {"id": name, "text": text} for index, (name, text) in enumerate(texts.items())}}
    )
    found = read_templates(options, variable, SIGNATURE)
    options.finish()
    return found


def filled(of: RegisteredTemplates, body: str) -> Filled:
    """Return what a text was made from."""
    found = of.fill(f"【{SIGNATURE}】{body}")
    assert isinstance(found, Filled)
    return found


@given(name=VALUES, case=VALUES, date=VALUES)
def test_r65_the_vendor_gets_the_same_text_whatever_the_values(name: str, case: str, date: str) -> None:
    """Put back into the template, the values found give the very text; which of them holds what does not matter to its reader."""
    values = {"name": name, "case": case, "date": date}
    body = ALIYUN_VARIABLE.sub(lambda each: values[each[1]], FILING)
    found = filled(templates({"SMS_1": FILING}), body)
    assert ALIYUN_VARIABLE.sub(lambda each: found.values[each[1]], FILING) == body


def test_r65_a_variable_used_twice_has_one_value() -> None:
    """Two different names do not fit one variable."""
    of = templates({"SMS_1": FILING})
    same = "陈甲：您申请执行的某案一案已于今日立案，陈甲请保留短信。"
    assert filled(of, same).values == {"name": "陈甲", "case": "某案", "date": "今日"}
    assert isinstance(of.fill(f"【{SIGNATURE}】{same.replace('陈甲请', '陈乙请')}"), Receipt)


def test_r65_the_template_with_the_most_fixed_text_is_meant() -> None:
    """A catch-all registered first does not swallow a text that has a template of its own."""
    of = templates({"SMS_any": "${what}。", "SMS_own": "您的案件${case}已立案。"})
    assert filled(of, "您的案件甲已立案。").template_id == "SMS_own"


def test_r65_numbered_variables_keep_their_numbers() -> None:
    """Their order in the text may differ from their numbers."""
    of = templates({"1001": "{2}申请执行{1}一案已立案。"}, TENCENT_VARIABLE)
    assert filled(of, "陈甲申请执行李乙一案已立案。").values == {"2": "陈甲", "1": "李乙"}


@pytest.mark.parametrize("link", ["https://a.test", "www.a", "yhtfy.example.gov.cn", "见A.COM"])
def test_r66_no_variable_carries_a_link(link: str) -> None:
    """R66: neither with its protocol nor bare."""
    refused = templates({"SMS_1": "详情${where}。"}).fill(f"【{SIGNATURE}】详情{link}。")
    assert isinstance(refused, Receipt)
    assert refused.code == "R66.link_in_variable"


def test_r66_a_link_that_is_registered_as_it_stands_may_go() -> None:
    """R66: a constant link is part of what the vendor approved."""
    assert filled(templates({"SMS_1": "${name}请查阅court.gov.cn。"}), "陈甲请查阅court.gov.cn。").template_id == "SMS_1"


def test_amounts_and_dates_are_no_links() -> None:
    """A point in a figure is not a domain."""
    assert filled(templates({"SMS_1": "欠款${sum}元。"}), "欠款12,000.50元。").values == {"sum": "12,000.50"}


def test_a_text_that_nearly_fits_is_refused_without_trying_every_way() -> None:
    """Eight variables between commas and a text of nothing but commas would otherwise take longer than anybody waits."""
    of = templates({"SMS_1": "，".join(f"${{v{number}}}" for number in range(8)) + "。"})
    assert isinstance(of.fill(f"【{SIGNATURE}】{'一，' * 160}"), Receipt)


@given(body=st.text("一二，。：", max_size=30))
def test_r65_finding_the_fixed_parts_never_misses_a_text_that_fits(body: str) -> None:
    """The quick look before the pattern agrees with the pattern."""
    text = "一${a}，${b}，${c}。"
    pattern = re.compile("一.+，.+，.+。", re.DOTALL)
    found = templates({"SMS_1": text}).fill(f"【{SIGNATURE}】{body}")
    assert isinstance(found, Filled) == (pattern.fullmatch(body) is not None)
