"""Questionnaires as the court's own file tells them: read, alarmed on and counted (R60, R104)."""

from __future__ import annotations

import copy
import tomllib
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from broadcaster.domain.errors import InvalidInput
from broadcaster.domain.surveys import SurveyPlan, Tally
from broadcaster.resources import folder

TABLE = tomllib.loads((folder("config") / "surveys.toml").read_text("utf-8"))
SURVEY = SurveyPlan.from_mapping(TABLE).survey["enforcement-conduct"]
FINE = {"satisfaction": "4", "lawful": "yes", "informed": "partly", "integrity": "no"}


def test_a_filled_form_is_read_without_what_was_left_out() -> None:
    """An empty remark has no entry, and a strange field none either."""
    assert SURVEY.read(FINE | {"opinion": " \r\n ", "name": "毛晓海"}) == FINE


def test_every_question_not_answered_is_told() -> None:
    """And an answer that was never offered is none; a remark may be left out, but not run on."""
    with pytest.raises(InvalidInput) as told:
        SURVEY.read({"satisfaction": "9", "lawful": "yes", "opinion": "长" * 501})
    assert [fault.pointer for fault in told.value.faults] == ["/satisfaction", "/informed", "/integrity", "/opinion"]


@pytest.mark.parametrize(
    ("more", "alarms"), [({}, False), ({"integrity": "yes"}, True), ({"opinion": "他们一起吃请"}, True), ({"integrity": "unsure"}, False)]
)
def test_r104_an_integrity_answer_alarms(more: dict[str, str], alarms: bool) -> None:  # noqa: FBT001 - a table
    """Whether it was ticked or written."""
    assert SURVEY.alarms(FINE | more) is alarms


def test_a_scale_is_counted_and_has_a_mean() -> None:
    """One to five in the order in which the answers stand."""
    tally = Tally.of(SURVEY.question[0], [{"satisfaction": each} for each in ("5", "4", "4", "7")])
    assert tally.chosen == {"1": 0, "2": 0, "3": 0, "4": 2, "5": 1}
    assert tally.mean == pytest.approx(13 / 3)


def test_what_was_written_is_counted_and_not_told() -> None:
    """A table of numbers holds nobody's words."""
    assert Tally.of(SURVEY.question[-1], [{"opinion": "很好"}, {}]).chosen == {"written": 1}


@given(st.lists(st.sampled_from(["1", "2", "3", "4", "5"]), min_size=1))
def test_a_mean_lies_on_its_scale(chosen: list[str]) -> None:
    """Between one and five, and the counts are as many as the answers."""
    tally = Tally.of(SURVEY.question[0], [{"satisfaction": each} for each in chosen])
    assert tally.mean is not None
    assert 1 <= tally.mean <= 5
    assert sum(tally.chosen.values()) == len(chosen)


def _changed(**change: Any) -> dict[str, Any]:  # noqa: ANN401 - any member of a question
    table = copy.deepcopy(TABLE)
    table["survey"]["enforcement-conduct"]["question"][0].update(change)
    return table


@pytest.mark.parametrize(
    ("table", "where"),
    [
        (TABLE | {"at_conclusion": "nothing"}, "/at_conclusion"),
        (_changed(key="lawful"), "/survey/enforcement-conduct/question/0/key"),
        (_changed(options=[]), "/survey/enforcement-conduct/question/0/options"),
        (_changed(asking="text"), "/survey/enforcement-conduct/question/0/options"),
        (_changed(asking="dance"), "/survey"),
    ],
)
def test_a_fault_in_the_file_is_told_with_its_place(table: dict[str, Any], where: str) -> None:
    """Whoever edits the questions reads where he went wrong."""
    with pytest.raises(InvalidInput) as told:
        SurveyPlan.from_mapping(table)
    assert told.value.faults[0].pointer.startswith(where)
