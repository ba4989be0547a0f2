"""Names of persons and units: kept as given, save for the few corrections that are named (R86)."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from typing import Final

from broadcaster.domain.errors import Fault, InvalidInput

MIDDLE_DOT: Final = "\u00b7"
LONGEST_PERSON: Final = 60
LONGEST_UNIT: Final = 120
_DOTS: Final = "\u2022\u2027\u30fb\uff0e"
_FORBIDDEN: Final = {"Cc": "a control character", "Cf": "an invisible sign", "Co": "a private-use character", "Cs": "half a character"}
_LINE_ENDS: Final = frozenset({"Zl", "Zp"})


@dataclass(frozen=True, slots=True)
class Correction:
    """One character that was read as another: its place in the given text, what stood there, what it became ("" where removed)."""

    position: int
    given: str
    became: str


@dataclass(frozen=True, slots=True)
class NameReading:
    """A name, and what was corrected in it; corrections are for the journal."""

    name: str
    corrections: tuple[Correction, ...] = ()


def read_name(text: str, *, is_unit: bool = False) -> NameReading:
    """Read a name: other dots become `·`, odd spaces plain ones, spaces at the ends go; all else stays as given.

    Raises `InvalidInput` naming the code point where a character cannot be printed (private use, as old police records
    hold: R86, section 8), and where the name is empty or longer than 60 (a unit's: 120) characters. Nothing is cut.
    """
    faults = [fault for position, character in enumerate(text) if (fault := _fault(position, character))]
    if faults:
        raise InvalidInput(*faults)
    corrections = tuple(
        Correction(position, character, became)
        for position, character in enumerate(text)
        if (became := _corrected(text, position)) != character
    )
    name = "".join(_corrected(text, position) for position in range(len(text)))
    _check_length(name, LONGEST_UNIT if is_unit else LONGEST_PERSON)
    return NameReading(name, corrections)


def _corrected(text: str, position: int) -> str:
    character = text[position]
    if character in _DOTS:
        return MIDDLE_DOT
    if not character.isspace():
        return character
    at_an_end = not text[:position].strip() or not text[position:].strip()
    return "" if at_an_end else " "


def _fault(position: int, character: str) -> Fault | None:
    category = unicodedata.category(character)
    what = "a line end" if category in _LINE_ENDS else _FORBIDDEN.get(category)
    return Fault("", f"name: U+{ord(character):04X} at {position} is {what}") if what else None


def _check_length(name: str, longest: int) -> None:
    if not name:
        raise InvalidInput(Fault("", "name: is empty"))
    if len(name) > longest:
        raise InvalidInput(Fault("", f"name: longer than {longest} characters"))
