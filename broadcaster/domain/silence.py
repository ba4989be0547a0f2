"""What keeps an entry dark by hand: a pause until it is verified (R91), a silence for a time (R115), or both."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from broadcaster.domain.errors import Fault, InvalidInput

PAUSE: Final = "pause"
SILENCE: Final = "silence"
BOTH: Final = f"{PAUSE}+{SILENCE}"


class Reach(StrEnum):
    """How far one switch reaches."""

    ENTRY = "entry"
    LIST = "list"
    CHANNEL = "channel"
    EVERYTHING = "everything"


@dataclass(frozen=True, slots=True)
class Scope:
    """What one switch is over: `of` names the entry, list or channel, and is empty for everything."""

    reach: Reach
    of: str = ""

    def __str__(self) -> str:
        """Return `list:exposure-2026-11-1`, as the journal names it."""
        return f"{self.reach}:{self.of}" if self.of else str(self.reach)

    @classmethod
    def read(cls, reach: str, of: str) -> Scope:
        """Return the scope that an address or form names. Raises `InvalidInput`."""
        if reach not in Reach.__members__.values():
            raise InvalidInput(Fault("/reach", "must be entry, list, channel or everything"))
        if bool(of) == (reach == Reach.EVERYTHING):
            raise InvalidInput(Fault("/of", "names the entry, list or channel, and nothing for everything"))
        return cls(Reach(reach), of)


def paused(mark: str) -> str:
    """Return the mark of an entry that is paused besides."""
    return BOTH if mark in (SILENCE, BOTH) else PAUSE


def resumed(mark: str) -> str:
    """Return the mark of an entry that a person verified and resumed; a silence over it goes on."""
    return SILENCE if mark == BOTH else ""


def silenced(mark: str) -> str:
    """Return the mark of an entry that falls silent besides."""
    return BOTH if mark in (PAUSE, BOTH) else SILENCE


def heard_again(mark: str) -> str:
    """Return the mark of an entry whose silence ends; a pause that nobody verified goes on."""
    return PAUSE if mark in (PAUSE, BOTH) else ""


def is_silent(mark: str) -> bool:
    """Whether a silence lies over an entry."""
    return mark in (SILENCE, BOTH)
