"""What keeps an entry dark by hand: pauses and silences do not undo one another (R91, R115)."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from broadcaster.domain.errors import InvalidInput
from broadcaster.domain.silence import Reach, Scope, heard_again, is_silent, paused, resumed, silenced

ACTS = {"pause": paused, "resume": resumed, "silence": silenced, "end": heard_again}


@given(st.lists(st.sampled_from(sorted(ACTS))))
def test_r115_an_entry_comes_back_only_when_both_have_ended(acts: list[str]) -> None:
    """Whatever was done in which order: a pause ends by verification or a silence by its own end, and both must have ended."""
    mark, is_paused, is_in_silence = "", False, False
    for act in acts:
        was_both = is_paused and is_in_silence
        mark = ACTS[act](mark)
        is_paused = act == "pause" or (is_paused and act != "resume")
        is_in_silence = act == "silence" or (is_in_silence and act != "end" and (act != "resume" or was_both))
        assert bool(mark) == (is_paused or is_in_silence)
        assert is_silent(mark) == is_in_silence


def test_r91_a_pause_that_nobody_verified_outlasts_a_silence() -> None:
    """He said that he had paid; the press is quiet again; he still waits for an answer."""
    assert heard_again(silenced(paused(""))) == paused("")


def test_r115_one_entry_may_be_taken_out_of_a_silence_by_name() -> None:
    """Somebody answers for this one."""
    assert resumed(silenced("")) == ""


@pytest.mark.parametrize(("reach", "of"), [("entry", ""), ("everything", "e1"), ("street", "e1"), ("", "")])
def test_a_scope_that_names_nothing_is_refused(reach: str, of: str) -> None:
    """Before anything is done."""
    with pytest.raises(InvalidInput):
        Scope.read(reach, of)


def test_the_journal_names_a_scope() -> None:
    """By reach and name."""
    assert (str(Scope.read("list", "l1")), str(Scope(Reach.EVERYTHING))) == ("list:l1", "everything")
