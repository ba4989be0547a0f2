"""R61, R62: how long an SMS is."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from broadcaster.domain.sms import parts, segments, units

TEXTS = st.text(alphabet=st.sampled_from("法院a1。𬭎𠅤"), max_size=500)


@pytest.mark.parametrize(
    ("text", "length", "cost"),
    [
        ("", 0, 1),
        ("字" * 70, 70, 1),
        ("字" * 71, 71, 2),
        ("字" * 134, 134, 2),
        ("字" * 135, 135, 3),
        ("𬭎" * 35, 70, 1),
        ("𬭎" * 36, 72, 2),
        ("𬭎" * 67, 134, 3),
        ("字" + "𬭎" * 66, 133, 2),
    ],
)
def test_r61_length_is_counted_in_utf_16_units(text: str, length: int, cost: int) -> None:
    """Up to 70 units are one SMS, else parts of 67; rare characters count two, and 67 of them need a third part."""
    assert (units(text), segments(text)) == (length, cost)


@given(TEXTS)
def test_r61_the_parts_make_the_whole_text_and_each_fits(text: str) -> None:
    """Nothing is lost, and no part holds more than its 67 units or the only one its 70."""
    cut = parts(text)
    assert "".join(cut) == text
    assert all(units(part) <= (70 if len(cut) == 1 else 67) for part in cut)


@given(TEXTS)
def test_r61_no_surrogate_pair_is_cut(text: str) -> None:
    """Every part can be written in UTF-16 by itself, and only a pair leaves one unit of room."""
    cut = parts(text)
    assert all(part.encode("utf-16-le").decode("utf-16-le") == part for part in cut)
    assert all(units(part) >= 66 for part in cut[:-1])


@given(TEXTS)
def test_r61_the_count_is_the_number_of_parts(text: str) -> None:
    """What is counted is what is sent."""
    assert segments(text) == len(parts(text))
