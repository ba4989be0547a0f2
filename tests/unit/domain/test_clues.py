"""Clues as they are handed in: registered with identity, answered by the earlier clock (R59, R76)."""

from __future__ import annotations

import tomllib
from datetime import date

import pytest

from broadcaster.domain.calendar import WorkingCalendar, YearTable
from broadcaster.domain.clues import read_clue, reply_due
from broadcaster.domain.errors import InvalidInput
from broadcaster.resources import folder

TEXT = "其名下轿车停在某小区地下车库，车牌苏A00000"
TABLES = [YearTable.from_mapping(tomllib.loads(path.read_text("utf-8"))) for path in (folder("config") / "calendar").glob("*.toml")]
CALENDAR = WorkingCalendar({table.year: table for table in TABLES})


def test_r76_a_clue_has_a_name_and_a_number_and_hides_both() -> None:
    """They are read as written elsewhere, and no log shows them."""
    clue = read_clue(" 毛晓海 ", "+86 199 0000 0378", f"  {TEXT}\r\n\u202e", agreed=True)
    assert (clue.name, clue.mobile, clue.text) == ("毛晓海", "19900000378", TEXT)
    assert repr(clue) == "ClueText()"


def test_every_fault_is_told_at_once_and_none_is_quoted() -> None:
    """Whoever fills the form mends it in one go."""
    with pytest.raises(InvalidInput) as told:
        read_clue("\ue000", "12345678901", "太短", agreed=False)
    assert [fault.pointer for fault in told.value.faults] == ["/name", "/mobile", "/text", "/agreed"]
    assert "12345678901" not in str(told.value)


@pytest.mark.parametrize(("length", "is_taken"), [(9, False), (10, True), (2000, True), (2001, False)])
def test_a_clue_says_something_and_no_book(length: int, is_taken: bool) -> None:  # noqa: FBT001 - a table
    """Ten to two thousand characters."""
    if is_taken:
        assert len(read_clue("毛晓海", "19900000378", "字" * length, agreed=True).text) == length
    else:
        with pytest.raises(InvalidInput):
            read_clue("毛晓海", "19900000378", "字" * length, agreed=True)


@pytest.mark.parametrize(
    ("received_on", "urgent", "due_on"),
    [
        (date(2026, 11, 23), False, date(2026, 11, 30)),
        (date(2026, 11, 23), True, date(2026, 11, 26)),
        (date(2026, 9, 29), False, date(2026, 10, 6)),
    ],
)
def test_r59_the_earlier_clock_rules(received_on: date, urgent: bool, due_on: date) -> None:  # noqa: FBT001 - a table
    """Seven days come before seven working days, holidays or not; an urgent clue has three."""
    assert reply_due(received_on, CALENDAR, urgent=urgent) == due_on
