"""Lines of text as small pictures, put together from cached glyphs and inked on a plain ground."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from PIL import Image

from broadcaster.rendering import typography
from broadcaster.rendering.fonts import Glyph

if TYPE_CHECKING:
    from broadcaster.rendering.fonts import FontChain
    from broadcaster.rendering.lines import Line

Colour = tuple[int, ...]

LINES_KEPT = 768
"""About 25 MB: labels, courts, acts and dates return on every slide."""

LONGEST_KEPT = 24
"""Characters; longer lines are running text, which hardly returns."""


@dataclass(frozen=True, slots=True)
class Inked:
    """A line of text on its ground, and where that stands from the pen on the baseline, in pixels."""

    picture: Image.Image | None
    left: int
    top: int


class Lettering:
    """Draws lines; holds those that return."""

    def __init__(self, fonts: FontChain) -> None:
        """Keep the fonts."""
        self._fonts = fonts
        self._kept = lru_cache(maxsize=LINES_KEPT)(self._inked)

    def draw(self, picture: Image.Image, line: Line, ink: Colour, ground: Colour) -> None:
        """Draw one line, all of which stands on `ground`: copying is twenty times faster than blending."""
        inked = (self._kept if len(line.text) <= LONGEST_KEPT else self._inked)(line.text, line.style.size, line.style.weight, ink, ground)
        if inked.picture is not None:
            picture.paste(inked.picture, (line.left + inked.left, line.baseline + inked.top))

    def _inked(self, text: str, size: int, weight: int, ink: Colour, ground: Colour) -> Inked:
        whole = self._mask(text, size, weight)
        if whole.mask is None:
            return Inked(None, 0, 0)
        bands = [whole.mask.point(_ramp(*pair)) for pair in zip(ground, ink, strict=True)]
        return Inked(Image.merge("RGB", bands), whole.left, whole.top)

    def _mask(self, text: str, size: int, weight: int) -> Glyph:
        """Put a line together as one mask."""
        placed = self._glyphs(text, size, weight)
        if not placed:
            return Glyph(None, 0, 0)
        start, top = min(left for _, left, _ in placed), min(top for _, _, top in placed)
        right, bottom = max(left + mask.width for mask, left, _ in placed), max(top + mask.height for mask, _, top in placed)
        whole = Image.new("L", (right - start, bottom - top))
        for mask, left, above in placed:
            whole.paste(255, (left - start, above - top), mask)
        return Glyph(whole, start, top)

    def _glyphs(self, text: str, size: int, weight: int) -> list[tuple[Image.Image, int, int]]:
        """Give each glyph's mask, with its left and top edges from the pen's start."""
        placed, pen = [], 0
        for char, shift, advance in typography.pen(text, self._fonts.widths(size, weight), size):
            glyph = self._fonts.glyph(char, size, weight)
            if glyph.mask is not None:
                placed.append((glyph.mask, pen + shift + glyph.left, glyph.top))
            pen += advance
        return placed


@lru_cache(maxsize=256)
def _ramp(ground: int, ink: int) -> list[int]:
    """Give the shades of one colour band from no ink to full ink."""
    return [round((ground * (255 - share) + ink * share) / 255) for share in range(256)]
