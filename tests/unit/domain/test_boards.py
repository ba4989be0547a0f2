"""Who may hang on a community's board (R37, R75, R106)."""

from __future__ import annotations

from datetime import date

import pytest

from broadcaster.domain.boards import is_agreed, may_hang_on_board
from broadcaster.domain.entries import EntryKey, EntryKind
from tests.builders import LISTING, TODAY, Body, as_told, bounty_granted, listed, person

BOUNTY = EntryKey(EntryKind.BOUNTY_PROPERTY, "B1")


@pytest.mark.parametrize(
    ("told", "may_hang"),
    [
        ({"community_code": "320114002003", "domicile_confirmed_on": "2026-11-01"}, True),
        ({"community_code": "320114002003", "domicile_confirmed_on": "2026-08-16"}, True),
        ({"community_code": "320114002003", "domicile_confirmed_on": "2026-08-15"}, False),
        ({"community_code": "320114002003"}, False),
        ({"domicile_confirmed_on": "2026-11-01"}, False),
    ],
)
def test_r106_a_poster_hangs_only_where_the_debtor_was_found_to_live(told: Body, may_hang: bool) -> None:  # noqa: FBT001 - a vector
    """A domicile confirmed within ninety days, the ninetieth included; 14 November is the day."""
    file = as_told(listed(person(**told)))
    assert may_hang_on_board(file, LISTING, file.parties["P-陈辉平"], TODAY) is may_hang


@pytest.mark.parametrize(("via", "where"), [("screens", "screens"), ("web", "web"), ("domicile", "board")])
def test_r75_a_property_bounty_hangs_only_where_the_applicant_chose(via: str, where: str) -> None:
    """One way of publishing opens one kind of place."""
    file = as_told(bounty_granted(publish_via=[via]), listed())
    assert [place for place in ("screens", "web", "board") if is_agreed(file, BOUNTY, place)] == [where]
    assert all(is_agreed(file, LISTING, place) for place in ("screens", "web", "board"))


def test_r75_a_bounty_not_meant_for_boards_hangs_on_none() -> None:
    """However well the domicile is known."""
    party = person(community_code="320114002003", domicile_confirmed_on=date(2026, 11, 1).isoformat())
    file = as_told(bounty_granted(party, publish_via=["web"]))
    assert not may_hang_on_board(file, BOUNTY, file.parties["P-陈辉平"], TODAY)
