"""Sums as a court prints them."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from broadcaster.domain.errors import InvalidInput
from broadcaster.domain.money import yuan


@pytest.mark.parametrize(
    ("amount", "printed"),
    [
        ("37567.6", "37,567.60元"),
        ("0", "0.00元"),
        (Decimal("58598781.53"), "58,598,781.53元"),
        ("9999999999999.99", "9,999,999,999,999.99元"),
    ],
)
def test_r64_a_sum_is_printed_in_yuan_with_two_decimals(amount: Decimal | str, printed: str) -> None:
    """Thousands are grouped, the unit is 元, and no sign ¥ is used."""
    assert yuan(amount) == printed


@pytest.mark.parametrize("amount", ["", "-1", "1.234", "1e5", "NaN", "一万", "１００", "10000000000000"])
def test_what_is_no_sum_is_refused(amount: str) -> None:
    """Signs, exponents, words and a third decimal are refused, not rounded."""
    with pytest.raises(InvalidInput):
        yuan(amount)


@given(st.integers(0, 10**15 - 1))
def test_no_cent_is_lost(cents: int) -> None:
    """What is printed can be read back to the cent."""
    amount = Decimal(cents).scaleb(-2)
    assert Decimal(yuan(amount).removesuffix("元").replace(",", "")) == amount
