"""Agencies and what the law lets each of them see (art 8, R44, R45, R48)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from broadcaster.domain.parties import Office, Party


@dataclass(frozen=True, slots=True)
class AgencyPolicy:
    """A policy of config/agencies.toml: which feeds, whose entries, which fields.

    `offices` empty means every entry; else only entries of people who hold one of them (R45: exactly those).
    """

    name: str
    title: str
    feeds: frozenset[str]
    offices: frozenset[Office]
    fields: tuple[str, ...]

    def covers(self, party: Party) -> bool:
        """Whether the agency may see this debtor's entries."""
        return not self.offices or any(each.office in self.offices for each in party.public_offices)
