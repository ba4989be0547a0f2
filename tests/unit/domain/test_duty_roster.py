"""R91: who is on duty, gaps, and a month's roster read with every fault by line."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from broadcaster.domain import duty_roster as roster
from broadcaster.domain.duty_roster import Shift, first_gap, on_duty, read_shifts
from broadcaster.domain.errors import InvalidInput
from broadcaster.domain.users import StaffRole, User
from tests.builders import moment

BEGIN = moment("2026-12-01", "09:00")
STAFF = {
    name: User(name, frozenset({role}))
    for name, role in {"孙值班": StaffRole.DUTY_OFFICER, "吴值班": StaffRole.DUTY_OFFICER, "林宣传": StaffRole.PUBLICITY}.items()
}
LINE = {"from": "2026-12-01 09:00", "until": "2026-12-02 09:00", "officer": "孙值班", "deputy": "吴值班", "phone": "025-52911500"}


def shift(begins: float, ends: float) -> Shift:
    """Return a shift by hours after the beginning."""
    return Shift(BEGIN + timedelta(hours=begins), BEGIN + timedelta(hours=ends), "孙值班")


def faults(*lines: dict[str, str]) -> list[tuple[str, str]]:
    """Return every fault of a file."""
    with pytest.raises(InvalidInput) as refused:
        read_shifts(lines, STAFF)
    return [(fault.pointer, fault.message) for fault in refused.value.faults]


def test_on_duty_is_who_has_begun_and_not_ended() -> None:
    """At the hour of the change it is the next one."""
    day, night = shift(0, 9), shift(9, 24)
    assert on_duty([day, night], BEGIN + timedelta(hours=9)) is night
    assert on_duty([day, night], BEGIN + timedelta(hours=24)) is None


@pytest.mark.parametrize(
    ("shifts", "gap"),
    [
        ([(0, 9), (9, 24)], None),
        ([(0, 9), (10, 24)], 9),
        ([(1, 24)], 0),
        ([], 0),
        ([(-3, 9), (9, 12)], 12),
        ([(9, 24), (0, 9)], None),
    ],
)
def test_a_gap_is_found_where_it_begins(shifts: list[tuple[int, int]], gap: int | None) -> None:
    """Looking a day ahead, in whatever order the shifts are given."""
    found = first_gap([shift(*each) for each in shifts], BEGIN, BEGIN + timedelta(hours=24))
    assert found == (None if gap is None else BEGIN + timedelta(hours=gap))


@given(st.lists(st.tuples(st.integers(0, 30), st.integers(1, 20)), max_size=6))
def test_a_gap_is_a_moment_at_which_nobody_is_on_duty_and_before_which_somebody_is(given_shifts: list[tuple[int, int]]) -> None:
    """Checked hour by hour."""
    shifts = [shift(begin, begin + length) for begin, length in given_shifts]
    gap = first_gap(shifts, BEGIN, BEGIN + timedelta(hours=48))
    hours = [BEGIN + timedelta(hours=hour) for hour in range(48)]
    assert gap == next((hour for hour in hours if on_duty(shifts, hour) is None), None)


def test_a_month_s_roster_is_read_line_by_line() -> None:
    """Also as a spreadsheet writes dates."""
    second = {**LINE, "from": "2026/12/2 9:00", "until": "2026/12/3 9:00", "officer": "吴值班", "deputy": ""}
    read = read_shifts([LINE, second], STAFF)
    assert read[2] == Shift(BEGIN, BEGIN + timedelta(days=1), "孙值班", "吴值班", "025-52911500")
    assert (read[3].officer, read[3].begins_at) == ("吴值班", datetime.fromisoformat("2026-12-02T09:00:00+08:00"))


@pytest.mark.parametrize(
    ("changed", "column", "message"),
    [
        ({"officer": ""}, "officer", roster.MISSING),
        ({"from": ""}, "from", roster.MISSING),
        ({"from": "明天"}, "from", roster.NO_MOMENT),
        ({"until": "2026-12-01 09:00"}, "until", roster.BACKWARDS),
        ({"until": "2027-12-02 09:00"}, "until", roster.TOO_LONG),
        ({"officer": "赵不在"}, "officer", roster.NO_USER),
        ({"deputy": "林宣传"}, "deputy", roster.NO_DUTY_OFFICER),
        ({"deputy": "孙值班"}, "deputy", roster.SAME_PERSON),
    ],
)
def test_a_fault_is_named_by_line_and_column(changed: dict[str, str], column: str, message: str) -> None:
    """The line of the columns' names is the first."""
    assert faults({**LINE, **changed}) == [(f"/2/{column}", message)]


def test_all_faults_are_told_together() -> None:
    """Whoever mends a file mends it once."""
    assert faults(LINE, {**LINE, "officer": "赵不在"}, {**LINE, "from": "2026-12-01 20:00", "until": ""}) == [
        ("/3/officer", roster.NO_USER),
        ("/4/until", roster.MISSING),
    ]
    assert faults(LINE, LINE) == [("/2/from", roster.OVERLAPS), ("/3/from", roster.OVERLAPS)]
    assert faults() == [("/2/from", roster.MISSING)]
