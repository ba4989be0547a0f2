"""What an approver sees of a change: gone and new, and nothing hidden."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from broadcaster.rendering.differences import Change, Run, abridged, differences

TEXTS = st.text(alphabet="您的案件已立执行{}<p> 12\n", max_size=40)


@given(before=TEXTS, after=TEXTS)
def test_the_runs_hold_both_texts_whole(before: str, after: str) -> None:
    """Kept and gone make the old text, kept and new the new one."""
    runs = differences(before, after)
    assert "".join(run.text for run in runs if run.change is not Change.NEW) == before
    assert "".join(run.text for run in runs if run.change is not Change.GONE) == after


def test_a_changed_word_is_shown_as_gone_and_new() -> None:
    """The rest is kept."""
    assert differences("请到诉讼服务中心查阅。", "请到诉讼服务大厅查阅。") == (
        Run(Change.KEPT, "请到诉讼服务"),
        Run(Change.GONE, "中心"),
        Run(Change.NEW, "大厅"),
        Run(Change.KEPT, "查阅。"),
    )


def test_a_placeholder_is_changed_as_a_whole() -> None:
    """Nobody reads half a placeholder."""
    assert differences("{{ party.name }}：", "{{ court.name }}：")[:2] == (
        Run(Change.GONE, "{{ party.name }}"),
        Run(Change.NEW, "{{ court.name }}"),
    )


def test_equal_texts_differ_in_nothing() -> None:
    """One run, kept; of nothing, none."""
    assert differences("同", "同") == (Run(Change.KEPT, "同"),)
    assert differences("", "") == ()


def test_what_is_kept_far_from_any_change_is_left_out() -> None:
    """A short text is shown whole; of a long one, what stands around the change."""
    before = "甲" * 300 + "旧" + "乙" * 300
    first, gone, new, last = abridged(differences(before, before.replace("旧", "新")))
    assert (gone.text, new.text) == ("旧", "新")
    assert first.text.endswith("甲" * 60)
    assert last.text.startswith("乙" * 60)
    assert len(first.text) < 100
    assert abridged(differences("短", "短文")) == differences("短", "短文")
