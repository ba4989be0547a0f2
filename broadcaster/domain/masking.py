"""Private numbers: made fit to be shown, and found where none may stand (R31-R33, R111)."""

from __future__ import annotations

import re
from enum import StrEnum
from typing import TYPE_CHECKING, Final

from broadcaster.domain.identity_number import IdType

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

STAR: Final = "*"
_CURRENT_LENGTH: Final = 18
_OLD_LENGTH: Final = 15
_FULL_WIDTH: Final = str.maketrans("０１２３４５６７８９Ｘｘ", "0123456789Xx")
_CANDIDATE: Final = re.compile(r"(?<!\d)(?=(\d(?:[ -]?\d){16}[ -]?[\dXx](?!\d)|\d{15}(?!\d)))", re.ASCII)
"""Eighteen characters, also spaced or hyphenated, or fifteen digits; looked for at every place, so that no digits before hide it."""
_DATED: Final = re.compile(
    r"\d{6}(?:18|19|20)\d\d(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])\d{3}[\dXx]|\d{8}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])\d{3}"
)
_MOBILE: Final = re.compile(r"(?<!\d)(?:86[ -]?)?1[3-9]\d(?:[ -]?\d{4}){2}(?!\d)", re.ASCII)
_BANK_CARD: Final = re.compile(r"(?<![\d-])\d{4}(?:[ -]?\d{4}){3}(?:[ -]?\d{1,3})?(?!\d)", re.ASCII)


class Mask(StrEnum):
    """How much of a number is hidden."""

    STRICT = "strict"
    """The default everywhere: the whole date of birth is hidden (R33, R97)."""
    SPC = "spc"
    """As on the national list: month and day are hidden (R32). Only where the court sets it."""


_KEPT: Final[Mapping[tuple[Mask, int], tuple[int, int]]] = {
    (Mask.STRICT, _CURRENT_LENGTH): (6, 4),
    (Mask.STRICT, _OLD_LENGTH): (6, 3),
    (Mask.SPC, _CURRENT_LENGTH): (10, 4),
    (Mask.SPC, _OLD_LENGTH): (8, 3),
}
"""How many characters of a resident number stay at its head and tail; an old number shows its last three, its fourth-last is a day."""
_KEPT_OF_FOREIGN: Final[Mapping[IdType, tuple[int, int]]] = {
    IdType.PASSPORT: (1, 3),
    IdType.HK_MACAO_PERMIT: (1, 3),
    IdType.TAIWAN_PERMIT: (1, 2),
    IdType.OTHER: (1, 2),
}


def masked(number: str, id_type: IdType = IdType.RESIDENT, *, style: Mask = Mask.STRICT) -> str:
    """Return the number as it may be shown. What is not of a known length is hidden whole."""
    plain = number.strip()
    if id_type is IdType.RESIDENT:
        kept = _KEPT.get((style, len(plain)))
    else:
        kept = _KEPT_OF_FOREIGN[id_type] if len(plain) > sum(_KEPT_OF_FOREIGN[id_type]) + 2 else None
    if kept is None:
        return STAR * len(plain)
    head, tail = kept
    return plain[:head] + STAR * (len(plain) - head - tail) + plain[-tail:]


def full_numbers(text: str) -> Iterator[tuple[int, int]]:
    """Yield (start, end) of everything that reads as an unmasked resident number, its check character right or not."""
    for match in _CANDIDATE.finditer(text.translate(_FULL_WIDTH)):
        if _DATED.fullmatch(match[1].replace(" ", "").replace("-", "")):
            yield match.span(1)


def contains_full_number(text: str) -> bool:
    """Say whether an unmasked resident number stands in a text: the gate before every public output (R32)."""
    return any(full_numbers(text))


def mobiles(text: str) -> Iterator[tuple[int, int]]:
    """Yield (start, end) of everything that reads as a mobile number of the mainland."""
    return (match.span() for match in _MOBILE.finditer(text.translate(_FULL_WIDTH)))


def bank_cards(text: str) -> Iterator[tuple[int, int]]:
    """Yield (start, end) of everything that reads as a card or account of 16 to 19 digits and is no identity number."""
    identities = set(full_numbers(text))
    return (match.span() for match in _BANK_CARD.finditer(text.translate(_FULL_WIDTH)) if match.span() not in identities)
