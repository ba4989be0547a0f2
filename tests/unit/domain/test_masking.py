"""R32, R33, R97, R111: what of a number may be seen, and the gate against full ones."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from broadcaster.domain.identity_number import IdType
from broadcaster.domain.masking import Mask, bank_cards, contains_full_number, full_numbers, masked, mobiles

NUMBER = "320199196807280007"


def test_r33_the_strict_mask_is_the_default_and_hides_the_whole_date_of_birth() -> None:
    """Area and the last four stay; year, month and day are hidden."""
    assert masked(NUMBER) == "320199********0007"


def test_r32_the_national_mask_hides_month_and_day() -> None:
    """Characters 1-10 and 15-18 stay, as on the national list."""
    assert masked(NUMBER, style=Mask.SPC) == "3201991968****0007"


@pytest.mark.parametrize(("style", "shown"), [(Mask.SPC, "32011468****000"), (Mask.STRICT, "320114******000")])
def test_r32_an_old_number_hides_month_and_day_too(style: Mask, shown: str) -> None:
    """Fifteen digits lose at least the four of month and day."""
    assert masked("320114680728000", style=style) == shown


@pytest.mark.parametrize(
    ("number", "id_type", "shown"),
    [
        ("E36455113", IdType.PASSPORT, "E*****113"),
        ("H12345678", IdType.HK_MACAO_PERMIT, "H*****678"),
        ("12345678", IdType.TAIWAN_PERMIT, "1*****78"),
        ("A123", IdType.OTHER, "****"),
    ],
)
def test_r111_other_documents_have_their_own_masks(number: str, id_type: IdType, shown: str) -> None:
    """A passport or permit shows its letter and its tail; a number too short to hide is hidden whole."""
    assert masked(number, id_type) == shown


@given(st.text(alphabet="0123456789X", max_size=25), st.sampled_from(IdType), st.sampled_from(Mask))
def test_r32_no_mask_lets_a_full_number_through(number: str, id_type: IdType, style: Mask) -> None:
    """Whatever is handed in, at least two characters or all of them are hidden, and the length stays."""
    shown = masked(number, id_type, style=style)
    assert len(shown) == len(number)
    assert shown.count("*") >= min(2, len(number))


@pytest.mark.parametrize(
    "text",
    [
        "身份证号320199196807280007。",
        "320199 19680728 0007",
        "320199-19680728-0007",
        "３２０１９９１９６８０７２８０００７",
        "ID320114680728000号",
        "32011419900101018x",
        "编号12 320199196807280007",
        "320199196807280001",
    ],
)
def test_r32_the_gate_finds_a_full_number_however_it_is_written(text: str) -> None:
    """Spaced, hyphenated, full-width, old, with a wrong check character, or behind other digits: it is found."""
    assert contains_full_number(text)


@pytest.mark.parametrize("text", ["3201991968****0007", "91320114MAMJ6PTLLW", "（2026）苏0114执1274号", "025-52872202", "320114002003"])
def test_r32_the_gate_lets_masked_numbers_and_other_numbers_pass(text: str) -> None:
    """Masked numbers, credit codes, case numbers, landlines and community codes are no identity numbers."""
    assert not contains_full_number(text)


@given(st.dates(), st.integers(0, 9999), st.text(alphabet=st.characters(exclude_categories=["Nd", "Cs"]), max_size=10))
def test_r32_the_gate_says_where_the_number_stands(birth: object, serial: int, around: str) -> None:
    """The span found is the number itself."""
    number = f"320199{1950 + serial % 60}{re.sub('-', '', str(birth))[4:]}{serial:04d}"
    text = f"{around}{number}{around}"
    assert (len(around), len(around) + 18) in list(full_numbers(text))


@pytest.mark.parametrize("text", ["19900001234", "+8619900001234", "86-19900001234", "199 0000 1234", "１９９００００１２３４"])
def test_r31_a_mobile_number_is_found(text: str) -> None:
    """With or without the country's code, spaced or not."""
    assert list(mobiles(text))


def test_r31_a_bank_card_is_found_and_an_identity_number_is_not_called_one() -> None:
    """Sixteen to nineteen digits, in groups of four or in one."""
    assert list(bank_cards("卡号6222 0212 3456 7890 123")) == [(2, 25)]
    assert not list(bank_cards(NUMBER))
