"""The grounds on which a notice rests: when one is gone before sending, the notice is not owed any more."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from broadcaster.domain.case_file import CaseFile


class Ground(StrEnum):
    """A fact of the case that must still hold."""

    LISTED = "listed"
    """The party still has a listing in this case that was neither revoked nor deleted."""
    UNPAID = "unpaid"
    """The party has not verifiably performed, and the case is not fully performed (R95)."""
    OPEN = "open"
    """The case is not concluded."""
    ENFORCEABLE = "enforceable"
    """The case is not stayed, and the party not bankrupt (R20, R94)."""
    RESTRICTED = "restricted"
    """The consumption limit on the party was not lifted."""


def ground_gone(file: CaseFile, party_id: str, grounds: Iterable[Ground]) -> Ground | None:
    """Return the first of the grounds that no longer holds for a party, or None."""
    return next((ground for ground in grounds if not _HOLDS[ground](file, party_id)), None)


def _is_listed(file: CaseFile, party_id: str) -> bool:
    return any(listed.party_id == party_id and name not in file.withdrawals for name, listed in file.listings.items())


def _is_unpaid(file: CaseFile, party_id: str) -> bool:
    if file.concluded and file.concluded.outcome == "fully_performed":
        return False
    return not any(each.party.party_id == party_id and each.proof == "verified" for each in file.payments)


def _is_open(file: CaseFile, _party_id: str) -> bool:
    return file.concluded is None


def _is_enforceable(file: CaseFile, party_id: str) -> bool:
    return file.stayed is None and "bankrupt" not in file.statuses.get(party_id, {})


def _is_restricted(file: CaseFile, party_id: str) -> bool:
    return party_id in file.restricted


_HOLDS = {
    Ground.LISTED: _is_listed,
    Ground.UNPAID: _is_unpaid,
    Ground.OPEN: _is_open,
    Ground.ENFORCEABLE: _is_enforceable,
    Ground.RESTRICTED: _is_restricted,
}
