"""Every kind of task has its ladder, its words and its place in the plan."""

from __future__ import annotations

import re
import tomllib

import pytest

from broadcaster import resources
from broadcaster.domain.deadlines import DeadlineKind
from broadcaster.domain.duty_roster import COLUMNS, ROSTER_FAULTS
from broadcaster.domain.escalation import EscalationPlan, Level
from broadcaster.rendering.staff_words import StaffWords
from broadcaster.services.duty import alarms, digests, watchers

CONFIG = resources.folder("config")
WORDS = StaffWords.from_mapping(tomllib.loads((CONFIG / "reasons.toml").read_text("utf-8")))
PLAN = EscalationPlan.from_mapping(tomllib.loads((CONFIG / "deadlines.toml").read_text("utf-8")))
CHINESE = re.compile(r"[一-鿿]{2}")
NOTICED = (watchers.TAKE_DOWN, watchers.PAUSE_UNCONFIRMED, watchers.ROSTER_GAP)


@pytest.mark.parametrize("kind", sorted({*PLAN.kind, *DeadlineKind, *NOTICED}))
def test_every_kind_with_a_ladder_says_what_to_do(kind: str) -> None:
    """An alarm is read by people."""
    assert CHINESE.search(WORDS.task[kind].text)
    assert CHINESE.search(WORDS.task[kind].advice)


@pytest.mark.parametrize("kind", sorted({*WORDS.task, *DeadlineKind, *NOTICED}))
def test_every_task_has_a_ladder_of_its_own(kind: str) -> None:
    """A judge reads in one file who learns of what, and when."""
    assert kind in PLAN.kind


def test_every_level_fault_and_column_has_its_words() -> None:
    """No code of the program stands on a page or in a message."""
    assert set(Level) == set(WORDS.name["alarm_level"])
    assert set(ROSTER_FAULTS) == set(WORDS.name["roster_fault"])
    assert set(COLUMNS) == set(WORDS.name["roster"])
    assert {"between", "several", alarms.LONG_HOLIDAY} == set(WORDS.name["alarm"])


def test_every_deed_of_the_duty_desk_has_its_words() -> None:
    """The overview and the journal tell them."""
    deeds = {*(f"alarm.{level}" for level in Level), digests.REMINDED, digests.REPORTED, alarms.UNHEARD, "task.finish"}
    deeds |= {f"roster.{step}" for step in ("bring", "put", "drop", "hand_over", "take_over")}
    assert deeds <= set(WORDS.name["deed"])
