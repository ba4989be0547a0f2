"""Lines of Chinese text break where a reader expects it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from broadcaster.rendering.typography import CLOSING, NEVER_FIRST, OPENING, atoms, balanced, extent, name_atoms, parted_aside, wrap

if TYPE_CHECKING:
    from broadcaster.rendering.fonts import FontChain

SIZE = 40
PROSE = st.text(st.sampled_from("被执行人应于支付款项的利息，。；：、（）《》“”0123456789·"), min_size=1, max_size=120)
WIDE = 12 * SIZE


@settings(deadline=None)
@given(text=PROSE)
def test_no_character_is_lost_by_wrapping(fonts: FontChain, text: str) -> None:
    """What is set in lines is the text, character for character."""
    assert "".join(wrap(atoms(text), fonts.widths(SIZE, 400), SIZE, WIDE)) == text


@settings(deadline=None)
@given(text=PROSE)
def test_no_line_is_wider_than_its_measure(fonts: FontChain, text: str) -> None:
    """Every line fits, closing signs hanging by their blank half."""
    widths = fonts.widths(SIZE, 400)
    assert all(extent(line, widths, SIZE) <= WIDE for line in wrap(atoms(text), widths, SIZE, WIDE) if len(line) > 1)


@settings(deadline=None)
@given(text=st.text(st.sampled_from("被执行人应于支付款项，。；"), min_size=1, max_size=120).filter(lambda text: "，。" not in text))
def test_no_line_begins_with_a_closing_sign(fonts: FontChain, text: str) -> None:
    """A comma or full stop stays with the word before it (避头尾)."""
    lines = wrap(atoms(text), fonts.widths(SIZE, 400), SIZE, WIDE)
    assert not any(line[0] in NEVER_FIRST for line in lines[1:] if len(atoms(text)[-1]) < len(line))


def test_no_line_ends_with_an_opening_bracket(fonts: FontChain) -> None:
    """An opening bracket goes to the next line with what it opens."""
    text = "按照生效法律文书确定的义务（包括逾期利息）支付全部款项《民事判决书》"
    for measure in range(5 * SIZE, 20 * SIZE, 7):
        assert not any(line[-1] in OPENING for line in wrap(atoms(text), fonts.widths(SIZE, 400), SIZE, measure))


@pytest.mark.parametrize(
    "whole",
    [
        "（2026）苏0114执1003号",
        "（2026）苏0114民初8179号",
        "2026年11月9日",
        "37,567.60元",
        "3%",
        "320199********0008",
        "91320114MAXMDH80L6",
    ],
)
def test_numbers_dates_and_amounts_stay_whole(fonts: FontChain, whole: str) -> None:
    """A case number, date, amount or masked number is never parted as long as a line can hold it."""
    text = f"被执行人应当依照{whole}的内容履行"
    for measure in range(14 * SIZE, 20 * SIZE, 11):
        assert any(whole in line for line in wrap(atoms(text), fonts.widths(SIZE, 400), SIZE, measure))


def test_a_domain_parts_behind_a_dot(fonts: FontChain) -> None:
    """A domain that is wider than its line goes on behind a dot."""
    assert wrap(atoms("court.example.gov.cn"), fonts.widths(SIZE, 400), SIZE, 8 * SIZE) == ["court.example.", "gov.cn"]


def test_kept_words_stay_whole(fonts: FontChain) -> None:
    """A word that the design keeps goes to the next line in one piece."""
    lines = wrap(atoms("江苏德盛瑞丰贸易有限公司", ("有限公司",)), fonts.widths(SIZE, 400), SIZE, 10 * SIZE)
    assert lines == ["江苏德盛瑞丰贸易", "有限公司"]


def test_a_long_name_is_set_in_lines_of_equal_length(fonts: FontChain) -> None:
    """A name that needs two lines has no lonely last character."""
    lines = balanced(atoms("江苏德盛瑞丰贸易发展有限公司"), fonts.widths(SIZE, 800), SIZE, 13 * SIZE)
    assert [len(line) for line in lines] == [7, 7]


def test_a_minority_name_parts_behind_its_interpuncts() -> None:
    """The parts of a name stay whole, each with its interpunct behind it."""
    assert name_atoms("买买提·吐尔逊·阿不都") == ("买买提·", "吐尔逊·", "阿不都")


def test_signs_close_up(fonts: FontChain) -> None:
    """Two closing signs share a blank half, and a bracket at the margin stands flush with the text below."""
    widths = fonts.widths(SIZE, 400)
    assert extent("款）。", widths, SIZE) == extent("款", widths, SIZE) + SIZE
    assert extent("（款", widths, SIZE) == extent("款", widths, SIZE) + SIZE // 2
    assert {"）", "。"} <= CLOSING


def test_an_amount_is_parted_from_its_date() -> None:
    """The brackets behind an amount are set apart, smaller."""
    assert parted_aside("人民币 37,567.60 元（截至2026年11月9日）") == ("人民币 37,567.60 元", "（截至2026年11月9日）")
    assert parted_aside("人民币 37,567.60 元") == ("人民币 37,567.60 元", "")
