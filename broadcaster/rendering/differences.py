"""What was changed between two texts, in runs that a reader sees as kept, gone and new."""

from __future__ import annotations

import re
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterator

_PIECE: Final = re.compile(r"\{\{.*?\}\}|\{%.*?%\}|<[^>]*>|[A-Za-z0-9.]+|\n|.", re.DOTALL)
_TOO_SHORT: Final = 2
"""A single character that happens to be the same between two changes helps nobody to read."""
_SHOWN_AROUND: Final = 60
_LEFT_OUT: Final = " …… "


class Change(StrEnum):
    """What became of a run."""

    KEPT = "kept"
    GONE = "gone"
    NEW = "new"


@dataclass(frozen=True, slots=True)
class Run:
    """Some text, and what became of it."""

    change: Change
    text: str


def differences(before: str, after: str) -> tuple[Run, ...]:
    """Return both texts as one row of runs: the kept and gone ones make the first text, the kept and new ones the second.

    A placeholder, a tag and a Latin word or number are one piece; Chinese is compared by character.
    """
    return tuple(_joined(_runs(_PIECE.findall(before), _PIECE.findall(after))))


def abridged(runs: tuple[Run, ...]) -> tuple[Run, ...]:
    """Return the runs with …… for what is kept far from any change."""
    last = len(runs) - 1
    return tuple(
        Run(run.change, _around(run.text, at_start=at == 0, at_end=at == last)) if run.change is Change.KEPT else run
        for at, run in enumerate(runs)
    )


def _around(text: str, *, at_start: bool, at_end: bool) -> str:
    head, tail = 0 if at_start else _SHOWN_AROUND, 0 if at_end else _SHOWN_AROUND
    if len(text) <= head + tail + _SHOWN_AROUND:
        return text
    return f"{text[:head]}{_LEFT_OUT}{text[len(text) - tail :]}"


def _runs(before: list[str], after: list[str]) -> Iterator[Run]:
    blocks = SequenceMatcher(None, before, after, autojunk=False).get_opcodes()
    for number, (tag, begin, end, other_begin, other_end) in enumerate(blocks):
        gone, new = "".join(before[begin:end]), "".join(after[other_begin:other_end])
        is_between = 0 < number < len(blocks) - 1
        if tag == "equal" and not (is_between and len(gone) < _TOO_SHORT):
            yield Run(Change.KEPT, gone)
        else:
            yield Run(Change.GONE, gone)
            yield Run(Change.NEW, new)


def _joined(runs: Iterator[Run]) -> Iterator[Run]:
    """Put the changes between two kept runs together: first what is gone, then what is new."""
    gone = new = ""
    for run in runs:
        if run.change is Change.KEPT:
            yield from _told(gone, new)
            gone = new = ""
            yield run
        elif run.change is Change.GONE:
            gone += run.text
        else:
            new += run.text
    yield from _told(gone, new)


def _told(gone: str, new: str) -> Iterator[Run]:
    if gone:
        yield Run(Change.GONE, gone)
    if new:
        yield Run(Change.NEW, new)
