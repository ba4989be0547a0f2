"""Who may hang on a community's notice board (R37, R99, R106)."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from broadcaster.domain import facts
from broadcaster.domain.entries import EntryKey, EntryKind

if TYPE_CHECKING:
    from datetime import date

    from broadcaster.domain.case_file import CaseFile
    from broadcaster.domain.parties import Party

_CONFIRMED_WITHIN = timedelta(days=90)
AGREED_AS = {"screens": "screens", "web": "web", "board": "domicile"}


def may_hang_on_board(file: CaseFile, key: EntryKey, party: Party, day: date) -> bool:
    """Say whether the board of the debtor's domicile community may carry the entry: only a domicile confirmed within 90 days."""
    confirmed = party.domicile_confirmed_on
    if not party.community_code or confirmed is None or day - confirmed > _CONFIRMED_WITHIN:
        return False
    return is_agreed(file, key, "board")


def is_agreed(file: CaseFile, key: EntryKey, where: str) -> bool:
    """Say whether a property bounty's applicant chose this kind of place (R75): `screens`, `web` or `board`; others need no choice."""
    if key.kind is not EntryKind.BOUNTY_PROPERTY:
        return True
    fact = file.bounties[key.ref].fact
    if not isinstance(fact, facts.BountyGranted):
        return False
    return AGREED_AS[where] in fact.bounty.publish_via
