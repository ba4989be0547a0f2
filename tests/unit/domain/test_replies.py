"""What replies mean: certain, doubtful, or words for a person to read (R55, R60)."""

from __future__ import annotations

import tomllib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from broadcaster.domain.errors import InvalidInput
from broadcaster.domain.replies import ReplyWords, Sense, national_number
from broadcaster.resources import folder

WORDS = ReplyWords.from_mapping(tomllib.loads((folder("config") / "replies.toml").read_text("utf-8")))


@pytest.mark.parametrize("text", ["TD", "td", "Td ", "ＴＤ", "ｔｄ。", "退订", " 退订！", "【退订】", "拒收"])
def test_r60_an_opt_out_is_known_in_any_writing(text: str) -> None:
    """Capitals, full width, spaces and punctuation do not matter."""
    assert WORDS.sense(text) is Sense.OPT_OUT


@pytest.mark.parametrize("text", ["TD是什么意思", "我不想退订", "退订之后还能收到判决吗"])
def test_r60_more_than_the_word_is_no_opt_out(text: str) -> None:
    """Who asks about it is not taken at the word."""
    assert WORDS.sense(text) is Sense.PLAIN


@pytest.mark.parametrize(
    "text",
    [
        "打错了",
        "您好，打错了",
        "你们发错人了，我不认识这个人",
        "不是本人",
        "我不是本人，请核实",
        "号码有误！",
        "不认识",
        "查无此人。",
        "法官你好 这个号码换人了",
    ],
)
def test_r55_a_plain_report_of_a_wrong_number_is_certain(text: str) -> None:
    """Nothing else is said besides, save a greeting."""
    assert WORDS.sense(text) is Sense.WRONG_NUMBER


@pytest.mark.parametrize(
    "text",
    ["不是本人签的字", "我不认识这个申请人，我不欠他钱", "你是谁", "号码没错，我是本人", "是不是搞错了金额", "不是我欠的", "骗子"],
)
def test_r55_what_may_mean_something_else_is_for_a_person(text: str) -> None:
    """No number is stopped on a guess."""
    assert WORDS.sense(text) is Sense.DOUBTFUL


@pytest.mark.parametrize("text", ["收到，谢谢法官", "我明天来交钱", "", "，。", "在哪里交钱？"])
def test_all_else_is_only_read(text: str) -> None:
    """A person reads it; the program makes nothing of it."""
    assert WORDS.sense(text) is Sense.PLAIN


@given(st.text(max_size=60))
def test_any_text_has_one_meaning(text: str) -> None:
    """No message of the world stops the reading of the next."""
    assert WORDS.sense(text) in Sense


@given(st.sampled_from(WORDS.wrong_number), st.sampled_from(["金额", "签字", "房子", "车牌"]))
def test_r55_a_word_more_makes_it_doubtful(report: str, more: str) -> None:
    """Whatever stands beside the report may turn its meaning."""
    assert WORDS.sense(report + more) is Sense.DOUBTFUL


@pytest.mark.parametrize(
    "sender", ["19900000378", "+8619900000378", "8619900000378", "008619900000378", "+86 199-0000-0378", "１９９０００００３７８"]
)
def test_a_sender_is_named_as_the_case_system_names_him(sender: str) -> None:
    """Whatever the carrier writes before the number."""
    assert national_number(sender) == "19900000378"


def test_any_other_sender_stays_as_it_came() -> None:
    """A short number or a foreign one is not guessed at."""
    assert [national_number(each) for each in ("12368", " +15005550006 ")] == ["12368", "+15005550006"]


def test_a_list_of_words_that_is_missing_is_told() -> None:
    """With its place."""
    with pytest.raises(InvalidInput, match="around"):
        ReplyWords.from_mapping({"opt_out": ["TD"], "wrong_number": [], "doubtful": []})
