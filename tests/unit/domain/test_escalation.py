"""Alarms climb their ladder: once a level, in office hours unless they may not wait (R24, R59, R91)."""

from __future__ import annotations

import tomllib
from datetime import date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from broadcaster.domain.calendar import COURT_ZONE
from broadcaster.domain.errors import InvalidInput
from broadcaster.domain.escalation import Alarm, Escalation, EscalationPlan, Level
from broadcaster.resources import folder
from tests.builders import moment
from tests.unit.domain.test_calendar import CALENDAR

TABLE = tomllib.loads((folder("config") / "deadlines.toml").read_text("utf-8"))
PLAN = EscalationPlan.from_mapping(TABLE)
ESCALATION = Escalation(PLAN, CALENDAR)
CLUE = "clue_reply", moment("2026-11-23", "10:00"), date(2026, 11, 30)
Told = list[tuple[str, str]]


def climb(kind: str, opened_at: datetime, due_on: date, days: int = 30) -> Told:
    """Look whenever the ladder asks to be looked at, and return what was told when."""
    told: Told = []
    now: datetime | None = opened_at
    level = ""
    while now and now < opened_at + timedelta(days=days):
        alarm = ESCALATION.judge(kind, opened_at, due_on, level, now)
        if alarm.level:
            level = alarm.level
            told.append((level, f"{now:%m-%d %H:%M}"))
        assert alarm.next_at is None or alarm.next_at > now
        now = alarm.next_at
    return told


def test_r59_a_clue_is_told_at_once_and_climbs_when_nobody_answers() -> None:
    """The duty officer at once; the bureau chief on the first working day after, the vice president on the third."""
    assert climb(*CLUE) == [("duty_officer", "11-23 10:00"), ("bureau_chief", "12-01 09:00"), ("vice_president", "12-03 09:00")]


def test_r59_a_clue_of_the_evening_is_told_in_the_morning() -> None:
    """In working hours: Friday night's waits until Monday."""
    assert climb("clue_reply", moment("2026-11-20", "20:00"), date(2026, 11, 27), 3) == [("duty_officer", "11-23 09:00")]


def test_r112_an_identity_dispute_does_not_wait_for_the_morning() -> None:
    """Nor for the end of a holiday."""
    assert climb("identity_dispute", moment("2026-10-02", "23:30"), date(2026, 10, 8), 1) == [("duty_officer", "10-02 23:30")]


def test_r24_a_take_down_is_told_with_one_working_day_left_then_upwards() -> None:
    """Opened on Thursday 19 November, due on Tuesday: told on Monday."""
    assert climb("take_down", moment("2026-11-19", "10:30"), date(2026, 11, 24)) == [
        ("duty_officer", "11-23 09:00"),
        ("bureau_chief", "11-25 09:00"),
        ("vice_president", "11-26 09:00"),
    ]


def test_r58_a_query_is_reminded_two_weeks_before() -> None:
    """Ten working days before, and on the last working day before it is due."""
    assert climb("asset_query", moment("2026-05-20"), date(2026, 11, 20), 184) == [
        ("reminder", "11-06 09:00"),
        ("duty_officer", "11-19 09:00"),
    ]


def test_what_comes_in_numbers_is_gathered_for_an_hour() -> None:
    """Fifty unclear deliveries between ten and eleven are one message at eleven."""
    opened = [moment("2026-11-23", f"10:{minute:02}") for minute in (1, 30, 59)]
    assert [climb("unknown_delivery", at, at.date(), 1) for at in opened] == [[("duty_officer", "11-23 11:00")]] * 3


def test_a_task_that_is_overdue_when_it_comes_goes_straight_to_the_top() -> None:
    """A lower level is not told afterwards."""
    assert climb("clue_reply", moment("2026-11-23", "10:00"), date(2026, 11, 2)) == [("vice_president", "11-23 10:00")]


def test_a_kind_without_a_ladder_of_its_own_has_the_common_one() -> None:
    """So that no task is ever silent."""
    assert climb("anything_new", moment("2026-11-23", "10:30"), date(2026, 11, 24)) == [
        ("duty_officer", "11-23 11:00"),
        ("bureau_chief", "11-25 09:00"),
    ]


@given(
    st.sampled_from(sorted(PLAN.kind)),
    st.datetimes(datetime(2026, 1, 5), datetime(2026, 11, 1)),  # noqa: DTZ001 - made aware below
    st.integers(-20, 40),
)
def test_r91_every_level_is_told_once_and_never_downwards(kind: str, opened: datetime, days: int) -> None:
    """Whatever the kind, the hour and the last day."""
    opened_at = opened.replace(tzinfo=COURT_ZONE, microsecond=0)
    told = [list(Level).index(Level(level)) for level, _ in climb(kind, opened_at, opened_at.date() + timedelta(days=days), 120)]
    assert told == sorted(set(told))


@given(st.sampled_from(sorted(PLAN.kind)), st.datetimes(datetime(2026, 1, 5), datetime(2026, 11, 1)))  # noqa: DTZ001 - as above
def test_r68_who_may_wait_is_never_called_out_of_office_hours(kind: str, opened: datetime) -> None:
    """Only the kinds marked for the night ring then."""
    at = opened.replace(tzinfo=COURT_ZONE, microsecond=0)
    alarm = ESCALATION.judge(kind, at, at.date(), "", at)
    assert alarm.level is None or PLAN.kind[kind].nights or ESCALATION.is_office_open(at)


def test_a_follow_up_asks_nothing_of_anybody() -> None:
    """The house writes by itself."""
    assert ESCALATION.judge("follow_up", moment("2026-05-20"), date(2026, 8, 20), "", moment("2026-09-20")) == Alarm(None, None)


@pytest.mark.parametrize("wrong", [{"duty_oficer": 1}, {"duty_officer": -1}, {"at_once": "mayor"}])
def test_a_ladder_that_is_written_wrong_is_refused_where_it_stands(wrong: dict[str, object]) -> None:
    """A court's own file is read at the start, not at the first alarm."""
    with pytest.raises(InvalidInput, match=r"clue_reply|kind"):
        EscalationPlan.from_mapping({**TABLE, "kind": {"clue_reply": wrong}})
