"""Chinese line setting: what may not be parted, what may not begin or end a line, and how signs close up."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

OPENING = frozenset("（《「『【〈〔“‘")
CLOSING = frozenset("）》」』】〉〕”’，。、；：")
"""Signs of full width whose other half is blank (GB/T 15834)."""

NEVER_FIRST = CLOSING | frozenset("！？…—～·％%℃,.;:!?)]}/")
INTERPUNCT = "·"

_FULL_WIDTH = OPENING | CLOSING
_CLOSING_UP = _FULL_WIDTH | {INTERPUNCT}

_ATOMS = re.compile(
    r"""
      [（(]\d{4}[）)]\w{1,16}?\d+号(?:之[一二三四五六七八九十]+)?       # a case number
    | \d{4}年(?:\d{1,2}月(?:\d{1,2}日)?)?                               # a date
    | \d[\d,]*(?:\.\d+)?(?:\ ?(?:%|％|[万亿]?元|岁))?(?![0-9A-Za-z.*])  # an amount, a rate, an age
    | [0-9A-Za-z][0-9A-Za-z.:/@*&+'-]*                                  # a number, a masked one, a domain
    | …+ | —+
    | .
    """,
    re.VERBOSE,
)


@lru_cache(maxsize=4096)
def atoms(text: str, kept: tuple[str, ...] = ()) -> tuple[str, ...]:
    """Part `text` into the pieces that stay whole on a line, with their signs (避头尾); `kept` words stay whole too."""
    pieces: list[str] = []
    for piece in _pieces(text, kept):
        if pieces and (piece[0] in NEVER_FIRST or pieces[-1][-1] in OPENING):
            pieces[-1] += piece
        else:
            pieces.append(piece)
    return tuple(pieces)


def name_atoms(name: str, kept: tuple[str, ...] = ()) -> tuple[str, ...]:
    """Part a person's name behind each interpunct only, and a name without one as any text."""
    if INTERPUNCT not in name:
        return atoms(name, kept)
    return tuple(re.findall(rf"[^{INTERPUNCT}]+{INTERPUNCT}?", name))


def parted_aside(amount: str) -> tuple[str, str]:
    """Part an amount from the brackets at its end."""
    match = re.fullmatch(r"(.+?)\s*([（(][^（）()]+[）)])", amount)
    return (match[1], match[2]) if match else (amount, "")


def extent(text: str, widths: Mapping[str, int], size: int) -> int:
    """Give the width of a line in pixels, from the ink of its first sign to that of its last."""
    return _width(text, widths, size, "") - _hanging(text, size)


def pen(text: str, widths: Mapping[str, int], size: int, before: str = "") -> Iterator[tuple[str, int, int]]:
    """Give each character with its shift and its advance in pixels.

    A sign's blank half is taken away at a line's start (`before` empty) and between two signs; an interpunct takes half a width.
    """
    for char in text:
        if char == INTERPUNCT:
            yield char, -(size // 4), size // 2
        elif (char in OPENING and (not before or before in _FULL_WIDTH)) or (char in CLOSING and before in CLOSING):
            yield char, -(size // 2), widths[char] - size // 2
        else:
            yield char, 0, widths[char]
        before = char


def wrap(pieces: Sequence[str], widths: Mapping[str, int], size: int, measure: int) -> list[str]:
    """Set `pieces` in lines of at most `measure` pixels; a piece wider than a line is parted where it must be."""
    lines = _filled(pieces, widths, size, measure)
    if len(lines) > 1 and len(lines[-1]) <= _LONELY:
        narrower = _filled(pieces, widths, size, measure - 2 * size)
        if len(narrower) == len(lines):
            return narrower
    return lines


def balanced(pieces: Sequence[str], widths: Mapping[str, int], size: int, measure: int) -> list[str]:
    """Set `pieces` in as few lines as `measure` allows, of lengths as equal as can be: for names and headings."""
    lines = _filled(pieces, widths, size, measure)
    for narrower in range(measure - size // 2, measure // 2, -(size // 2)):
        attempt = _filled(pieces, widths, size, narrower)
        if len(attempt) > len(lines) or len(lines) == 1:
            break
        lines = attempt
    return lines


_LONELY = 2


def _pieces(text: str, kept: tuple[str, ...]) -> Iterator[str]:
    if not kept:
        yield from _ATOMS.findall(text)
        return
    whole = "|".join(re.escape(word) for word in sorted(kept, key=len, reverse=True))
    for index, part in enumerate(re.split(f"({whole})", text)):
        yield from (part,) if index % 2 else _ATOMS.findall(part)


def _filled(pieces: Sequence[str], widths: Mapping[str, int], size: int, measure: int) -> list[str]:
    lines: list[str] = []
    line, used = "", 0
    for piece in pieces:
        width = _width(piece, widths, size, line[-1:])
        if used + width - _hanging(piece, size) <= measure:
            line, used = (line + piece, used + width) if line or piece != " " else ("", 0)
            continue
        if line:
            lines.append(line.rstrip(" "))
        line = "" if piece == " " else piece
        used = _width(line, widths, size, "")
        if used - _hanging(line, size) > measure:
            *broken, line = _parted(line, widths, size, measure)
            lines += broken
            used = _width(line, widths, size, "")
    return [*lines, line.rstrip(" ")] if line.strip() else lines


def _parted(piece: str, widths: Mapping[str, int], size: int, measure: int) -> list[str]:
    """Part a piece that is wider than a line: behind its dots and dashes if that is enough, else between any two characters."""
    joints = re.findall(r"[^./·-]+[./·-]*|[./·-]+", piece)
    fits = all(_width(joint, widths, size, "") <= measure for joint in joints)
    return _filled(joints if fits and len(joints) > 1 else _closed_up(piece), widths, size, measure) if len(piece) > 1 else [piece]


def _closed_up(piece: str) -> list[str]:
    """Part a piece into characters, each with the signs that may not begin a line behind it."""
    return re.findall(rf"[{''.join(OPENING)}]*.[{re.escape(''.join(sorted(NEVER_FIRST)))}]*", piece)


def _width(text: str, widths: Mapping[str, int], size: int, before: str) -> int:
    if _CLOSING_UP.isdisjoint(text):
        return sum(map(widths.__getitem__, text))
    return sum(advance for _, _, advance in pen(text, widths, size, before))


def _hanging(text: str, size: int) -> int:
    """Give the blank half of a closing sign at a line's end, which may stand outside."""
    return size // 2 if text and text[-1] in CLOSING else 0
