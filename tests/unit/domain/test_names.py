"""R86: names are kept as given."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from broadcaster.domain.errors import InvalidInput
from broadcaster.domain.names import Correction, NameReading, read_name


@pytest.mark.parametrize("name", ["王㛃", "李𬭎", "张䶮", "赵𠅤", "阿卜杜热合曼·买买提依明", "南京嘉禾（有限合伙）", "John Smith"])
def test_r86_a_name_keeps_its_characters(name: str) -> None:
    """Rare characters, brackets and Latin letters are nobody's to change."""
    reading = read_name(name)
    assert (reading.name, reading.corrections) == (name, ())


@pytest.mark.parametrize("dot", ["\u2022", "\u2027", "\u30fb", "\uff0e"])
def test_r86_another_dot_becomes_the_middle_dot_and_is_logged(dot: str) -> None:
    """The correction says where it was and what stood there."""
    reading = read_name(f"巴音孟克{dot}乌力吉")
    assert (reading.name, reading.corrections) == ("巴音孟克·乌力吉", (Correction(4, dot, "·"),))


def test_r86_odd_spaces_become_plain_ones_and_those_at_the_ends_go() -> None:
    """Each is logged."""
    reading = read_name("\u3000John\u00a0Smith ")
    assert (reading.name, [each.position for each in reading.corrections]) == ("John Smith", [0, 5, 11])


@pytest.mark.parametrize(
    ("name", "code"),
    [("张\ue863", "U+E863"), ("张\u200b三", "U+200B"), ("张\u202e三", "U+202E"), ("张\n三", "U+000A"), ("张\u2028三", "U+2028")],
)
def test_r86_a_character_that_cannot_be_printed_is_refused_by_its_code(name: str, code: str) -> None:
    """Private-use characters of old records, invisible signs and line ends stop the name; the name itself is not quoted."""
    with pytest.raises(InvalidInput) as refusal:
        read_name(name)
    assert code in str(refusal.value)
    assert "张" not in str(refusal.value)


@pytest.mark.parametrize(
    ("length", "is_unit", "fits"), [(60, False, True), (61, False, False), (120, True, True), (121, True, False), (0, False, False)]
)
def test_r86_a_name_is_never_cut(length: int, *, is_unit: bool, fits: bool) -> None:
    """Sixty characters for a person and 120 for a unit are room enough; a longer name is refused whole."""
    if fits:
        assert len(read_name("名" * length, is_unit=is_unit).name) == length
    else:
        with pytest.raises(InvalidInput):
            read_name("名" * length, is_unit=is_unit)


@given(st.text(alphabet="王㛃𬭎·•\u3000 ．aé", min_size=1, max_size=20))
def test_r86_reading_a_name_twice_corrects_nothing_more(text: str) -> None:
    """A name that was read is in its final form."""
    try:
        name = read_name(text).name
    except InvalidInput:
        return
    assert read_name(name) == NameReading(name)
