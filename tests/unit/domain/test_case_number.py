"""R82, R83: case numbers in, one form out."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from broadcaster.domain.case_number import CaseNumber, Oddity, veiled
from broadcaster.domain.errors import InvalidInput

PRINTED = "（2026）苏0114执1274号"


@pytest.mark.parametrize(
    "text", [PRINTED, "(2026)苏0114执1274号", "〔2026〕苏0114执1274号", "（２０２６）苏０１１４执１２７４号", " (2026) 苏0114 执1274号"]
)
def test_r82_every_way_of_writing_a_number_is_printed_in_one(text: str) -> None:
    """Half-width, full-width and hexagonal brackets are read; full-width ones are printed."""
    number = CaseNumber.parse(text)
    assert (number.text, number.year, number.court, number.kind, number.oddities) == (PRINTED, 2026, "苏0114", "执", ())


@pytest.mark.parametrize("kind", ["执", "执恢", "执保", "执异", "执复", "执监", "执协", "执他"])
def test_r82_the_kinds_of_enforcement_cases_are_known(kind: str) -> None:
    """Each of the eight is read without a warning."""
    assert CaseNumber.parse(f"（2026）苏01{kind}7号").oddities == ()


@pytest.mark.parametrize(
    ("text", "oddity"),
    [
        ("（2015）高法执字第00182号", Oddity.OLD_FORM),
        ("(2012)东执字第253号", Oddity.OLD_FORM),
        ("（2019）苏0114执0001号", Oddity.LEADING_ZERO),
        ("（2026）苏0114执1098号之一", Oddity.SUFFIX),
        ("（2026）苏0114民初1146号", Oddity.NOT_ENFORCEMENT),
        ("2019中国贸仲京裁字第0394号", Oddity.UNKNOWN_FORM),
    ],
)
def test_r83_odd_numbers_are_kept_word_for_word_and_marked(text: str, oddity: Oddity) -> None:
    """Old numbers, leading zeros and 之一 occur in real registers: they warn and are never changed."""
    number = CaseNumber.parse(text)
    assert (number.text, number.oddities) == (text, (oddity,))


def test_an_empty_number_is_refused() -> None:
    """Only nothing is no case number."""
    with pytest.raises(InvalidInput):
        CaseNumber.parse("  ")


@given(
    st.integers(1985, 2099),
    st.sampled_from("京苏沪新"),
    st.integers(0, 9999),
    st.sampled_from(["执", "执恢", "民初"]),
    st.integers(1, 99999),
)
def test_r82_reading_what_was_printed_changes_nothing(year: int, province: str, court: int, kind: str, serial: int) -> None:
    """The printed form is its own printed form."""
    printed = CaseNumber.parse(f"({year}){province}{court:04d}{kind}{serial}号")
    assert CaseNumber.parse(printed.text) == printed


@pytest.mark.parametrize(
    ("number", "shown"),
    [
        ("（2026）苏0114执1076号", "（2026）苏0114执＊＊＊6号"),
        ("(2026)苏0114执恢5号", "（2026）苏0114执恢＊＊＊5号"),
        ("（2026）苏0114执100号之一", "（2026）苏0114执＊＊＊0号"),
        ("（2015）高法执字第00182号", ""),
    ],
)
def test_r60_a_veiled_number_is_known_to_its_own_party_alone(number: str, shown: str) -> None:
    """Of the serial the last digit is left; what has no known grammar is not shown at all."""
    assert veiled(number) == shown
