"""One month's list beside the one before it."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from broadcaster.domain.entries import ListKind
from broadcaster.domain.exposure_lists import ExposureList, Line, ListState
from broadcaster.domain.list_change import change_between, list_before
from tests.builders import moment

OCTOBER = ExposureList("l10", ListKind.EXPOSURE, "2026-10", ListState.PUBLISHED, moment("2026-10-09"), "mei")
NOVEMBER = replace(OCTOBER, list_id="l11", month="2026-11", state=ListState.DRAFT, drafted_at=moment("2026-11-09"))
ENTRIES = st.dictionaries(st.sampled_from("abcdef"), st.booleans())


def with_lines(of: ExposureList, included: dict[str, bool]) -> ExposureList:
    """Return the list with these entries on it or off it."""
    lines = [
        Line(entry, 1, included=is_on, reasons=() if is_on else (("R8.performed", "2026-11-01"),)) for entry, is_on in included.items()
    ]
    return replace(of, lines=tuple(lines))


@given(ENTRIES, ENTRIES)
def test_everyone_on_either_list_is_new_stays_or_left(before: dict[str, bool], now: dict[str, bool]) -> None:
    """Exactly one of the three, and who left carries why."""
    change = change_between(with_lines(OCTOBER, before), with_lines(NOVEMBER, now))
    left = [line.entry for line in change.left]
    was_on, is_on = ({entry for entry, included in each.items() if included} for each in (before, now))
    assert sorted([*change.new, *change.stays, *left]) == sorted(was_on | is_on)
    assert change.stays == was_on & is_on
    assert all(line.reasons for line in change.left if line.entry in now)


@pytest.mark.parametrize(
    "other",
    [
        replace(OCTOBER, state=ListState.DRAFT),
        replace(OCTOBER, state=ListState.REJECTED),
        replace(OCTOBER, state=ListState.SUBMITTED),
        replace(OCTOBER, kind=ListKind.BOUNTY_PERSON),
        replace(OCTOBER, month="2026-12"),
        replace(NOVEMBER, state=ListState.PUBLISHED),
    ],
    ids=["draft", "rejected", "submitted", "another kind", "a later month", "itself"],
)
def test_only_an_earlier_list_of_the_kind_that_was_approved_is_compared(other: ExposureList) -> None:
    """What never stood is no yesterday."""
    assert list_before(NOVEMBER, [other, NOVEMBER]) is None


def test_the_last_of_several_is_compared() -> None:
    """Not the oldest, and an ended one too."""
    september = replace(OCTOBER, list_id="l9", month="2026-09")
    ended = replace(OCTOBER, state=ListState.ENDED)
    assert list_before(NOVEMBER, [NOVEMBER, september, ended]) == ended
