"""How long an SMS is, and into which parts the carriers cut it (R61, R62)."""

from __future__ import annotations

from typing import Final

MOST_UNITS: Final = 500
"""The longest message that the carriers' gateways take; counted in UTF-16 units, the cautious reading."""
_ONE_SEGMENT: Final = 70
_LONG_SEGMENT: Final = 67
_FIRST_SUPPLEMENTARY: Final = 0x10000


def units(text: str) -> int:
    """Return the length in UTF-16 code units; a rare character beyond U+FFFF counts two."""
    return len(text.encode("utf-16-le")) // 2


def segments(text: str) -> int:
    """Return how many SMS the whole text costs, its signature 【】 included: one up to 70 units, else parts of 67."""
    length = units(text)
    if length <= _ONE_SEGMENT:
        return 1
    if length == len(text):
        return -(-length // _LONG_SEGMENT)
    return len(parts(text))


def parts(text: str) -> tuple[str, ...]:
    """Cut the text as it goes over the air. No cut divides a surrogate pair, so that a part may hold 66 units."""
    if units(text) <= _ONE_SEGMENT:
        return (text,)
    found, start, room = [], 0, _LONG_SEGMENT
    for position, character in enumerate(text):
        size = 2 if ord(character) >= _FIRST_SUPPLEMENTARY else 1
        if size > room:
            found.append(text[start:position])
            start, room = position, _LONG_SEGMENT
        room -= size
    return (*found, text[start:])
