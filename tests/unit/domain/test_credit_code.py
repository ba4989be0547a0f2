"""R85: unified social credit codes."""

from __future__ import annotations

import pytest

from broadcaster.domain.credit_code import parse_credit_code
from broadcaster.domain.errors import InvalidInput


@pytest.mark.parametrize("text", ["91320114MA1MX3A5XU", "91320114ma1mx3a5xu", "９１３２０１１４ＭＡ１ＭＸ３Ａ５ＸＵ", "91320114MAMJ6PTLLW"])
def test_r85_a_code_with_the_right_check_character_is_read(text: str) -> None:
    """Small letters and full-width signs are put right first."""
    assert parse_credit_code(text).startswith("91320114MA")


def test_r85_letters_may_stand_in_the_first_two_places() -> None:
    """Rural collectives carry N: one of the 31 check characters fits, where other libraries refuse all."""
    assert sum(_is_read(f"N2320114MA1MX3A5X{check}") for check in "0123456789ABCDEFGHJKLMNPQRTUWXY") == 1


@pytest.mark.parametrize("text", ["", "91320114MA1MX3A5X1", "91320114MA1MX3A5XI", "9132011AMA1MX3A5XU", "12345678-9"])
def test_r85_a_wrong_code_is_refused(text: str) -> None:
    """A wrong check character, a letter that codes never use, or another length."""
    assert not _is_read(text)


def _is_read(text: str) -> bool:
    try:
        parse_credit_code(text)
    except InvalidInput:
        return False
    return True
