"""Set text before it is drawn: lines and hairlines with their places, and blocks of them."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from broadcaster.rendering import typography

if TYPE_CHECKING:
    from collections.abc import Iterable

    from broadcaster.rendering.fonts import FontChain
    from broadcaster.rendering.slide_layout import Style

ASCENT = 0.88
"""Share of the em square above the baseline in Chinese fonts; a line's ink stands inside this square."""


EXTENTS_KEPT = 8192
"""Widths remembered: labels, courts and dates return on every card."""


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the text called `field`: where its pen starts, and its width, in pixels."""

    field: str
    text: str
    style: Style
    left: int
    baseline: int
    width: int

    @property
    def box(self) -> tuple[int, int, int, int]:
        """Left, top, right and bottom of the em squares."""
        top = self.baseline - round(self.style.size * ASCENT)
        return self.left, top, self.left + self.width, top + self.style.size


@dataclass(frozen=True, slots=True)
class Rule:
    """A hairline: left, top and width in pixels."""

    left: int
    top: int
    width: int
    colour: str


@dataclass(frozen=True, slots=True)
class Block:
    """Lines and rules placed from (0, 0), and the height they take."""

    lines: tuple[Line, ...] = ()
    height: int = 0
    rules: tuple[Rule, ...] = ()

    @property
    def right(self) -> int:
        """The right edge of its widest line."""
        return max((line.left + line.width for line in self.lines), default=0)

    def moved(self, left: int, top: int) -> Block:
        """Give the same block elsewhere."""
        lines = tuple([Line(one.field, one.text, one.style, one.left + left, one.baseline + top, one.width) for one in self.lines])
        rules = tuple([Rule(one.left + left, one.top + top, one.width, one.colour) for one in self.rules])
        return Block(lines, self.height, rules)

    def over(self, lower: Block, gap: int = 0) -> Block:
        """Give this block with `lower` set `gap` pixels below it."""
        below = lower.moved(0, self.height + gap)
        return Block(self.lines + below.lines, self.height + gap + lower.height, self.rules + below.rules)

    def beside(self, other: Block, left: int) -> Block:
        """Give this block with `other` set from `left` on, both from the same top."""
        aside = other.moved(left, 0)
        return Block(self.lines + aside.lines, max(self.height, other.height), self.rules + aside.rules)


class Compositor:
    """Sets texts in the fonts of a chain; `kept` are words left whole where that is possible."""

    def __init__(self, fonts: FontChain, kept: tuple[str, ...] = ()) -> None:
        """Keep the fonts."""
        self._fonts, self._kept = fonts, kept
        self._extent = lru_cache(maxsize=EXTENTS_KEPT)(self._measured)

    def extent(self, text: str, style: Style) -> int:
        """Give the width of `text` on one line, in pixels."""
        return self._extent(text, style.size, style.weight)

    def _measured(self, text: str, size: int, weight: int) -> int:
        return typography.extent(text, self._fonts.widths(size, weight), size)

    def paragraph(self, text: str, style: Style, width: int) -> list[str]:
        """Part running text into lines."""
        if self.extent(text, style) <= width:
            return [text]
        return typography.wrap(typography.atoms(text, self._kept), self._fonts.widths(style.size, style.weight), style.size, width)

    def widest(self, text: str, style: Style) -> int:
        """Give the width of the widest piece of a name that should stay whole."""
        return max(self.extent(piece, style) for piece in typography.name_atoms(text, self._kept))

    def name(self, text: str, style: Style, width: int) -> list[str]:
        """Part a name into as few lines as it needs, of equal length."""
        pieces = typography.name_atoms(text, self._kept)
        return typography.balanced(pieces, self._fonts.widths(style.size, style.weight), style.size, width)

    def line(self, field: str, text: str, style: Style, baseline: int, left: int = 0) -> Line:
        """Place one line."""
        return Line(field, text, style, left, baseline, self.extent(text, style))

    def block(self, field: str, texts: Iterable[str], style: Style, left: int = 0) -> Block:
        """Place lines one below the other at the style's leading."""
        leading = round(style.size * style.leading)
        first = (leading - style.size) // 2 + round(style.size * ASCENT)
        lines = tuple(self.line(field, text, style, first + number * leading, left) for number, text in enumerate(texts))
        return Block(lines, len(lines) * leading)
