"""R3, R84: identity numbers and the age that follows from them."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from broadcaster.domain.errors import InvalidInput
from broadcaster.domain.identity_number import IdentityNumber, age_on, is_minor

VALID = "320114199001010016"


@pytest.mark.parametrize("text", [VALID, "32011419900101018X", "320114201503010024", "320199196807280007"])
def test_r84_a_number_with_the_right_check_character_is_read(text: str) -> None:
    """A number whose date is real and whose check character fits is accepted, whatever its area code."""
    assert IdentityNumber.parse(text).text == text


@pytest.mark.parametrize("text", ["32011419900101018x", "３２０１１４１９９００１０１０１８Ｘ", " 32011419900101018X "])
def test_r84_full_width_signs_and_a_small_x_are_read(text: str) -> None:
    """What a clerk's keyboard makes of a number is put right before it is judged."""
    assert IdentityNumber.parse(text).text == "32011419900101018X"


@pytest.mark.parametrize("born", range(1930, 2027))
def test_r84_no_year_of_birth_is_refused_for_its_area(born: int) -> None:
    """Yuhuatai's code is read for every year of birth, though the district is younger than that."""
    head = f"320114{born}0101001"
    assert sum(_is_read(head + check) for check in "0123456789X") == 1


def _is_read(text: str) -> bool:
    try:
        IdentityNumber.parse(text)
    except InvalidInput:
        return False
    return True


@pytest.mark.parametrize("text", ["", "32011419900101001", "320114199013010016", "320114199002300016", "32011419900101001A"])
def test_r84_an_impossible_number_is_refused(text: str) -> None:
    """A wrong length, a date that never was or a stray letter is refused."""
    with pytest.raises(InvalidInput):
        IdentityNumber.parse(text)


@given(place=st.integers(0, 16), step=st.integers(1, 9))
def test_r84_one_wrong_digit_is_always_noticed(place: int, step: int) -> None:
    """The check character finds every single mistyped digit."""
    wrong = VALID[:place] + str((int(VALID[place]) + step) % 10) + VALID[place + 1 :]
    assert not _is_read(wrong)


def test_r84_the_number_stands_neither_in_the_repr_nor_in_the_error() -> None:
    """Whoever logs a number or its refusal logs no digit of it."""
    with pytest.raises(InvalidInput) as refusal:
        IdentityNumber.parse("320114199001010017")
    assert "320114" not in str(refusal.value) + repr(IdentityNumber.parse(VALID))


def test_an_old_number_of_fifteen_digits_is_read_and_marked() -> None:
    """Numbers from before 1999 lie in the twentieth century."""
    number = IdentityNumber.parse("320114680728000")
    assert (number.is_old, number.birth_date) == (True, date(1968, 7, 28))


@pytest.mark.parametrize(
    ("birth", "day", "minor"),
    [
        (date(2008, 11, 15), date(2026, 11, 14), True),
        (date(2008, 11, 14), date(2026, 11, 14), True),
        (date(2008, 11, 13), date(2026, 11, 14), False),
        (date(2008, 2, 29), date(2026, 3, 1), True),
        (date(2008, 2, 29), date(2026, 3, 2), False),
        (date(2099, 1, 1), date(2026, 11, 14), True),
        (None, date(2026, 11, 14), True),
    ],
)
def test_r3_a_minor_is_blocked_up_to_and_on_the_eighteenth_birthday(birth: date | None, day: date, *, minor: bool) -> None:
    """The first free day is the day after; without a birth date everyone is treated as a minor."""
    assert is_minor(birth, day) is minor


@given(birth=st.dates(date(1930, 1, 1), date(2026, 1, 1)), days=st.integers(0, 30_000))
def test_r3_nobody_grows_younger(birth: date, days: int) -> None:
    """Age never falls from one day to the next."""
    day = birth + timedelta(days=days)
    assert 0 <= age_on(birth, day) <= age_on(birth, day + timedelta(days=1))
