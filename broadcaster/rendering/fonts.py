"""The fonts in their order: who covers a character, how wide it is, and its glyph as a mask."""

from __future__ import annotations

import hashlib
import unicodedata
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from fontTools.ttLib import TTFont
from PIL import Image, ImageDraw, ImageFont

from broadcaster.domain.errors import SettingsError, UncoveredCharacter

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

GLYPHS_KEPT = 16_384
"""About 20 MB of masks: two months' lists at all sizes of the layouts."""

NEVER_DRAWN = frozenset({"Cc", "Cf", "Co", "Cs", "Mc", "Me", "Mn", "Zl", "Zp"})
"""Controls, private use, surrogates, and marks that change the sign before them: a person has to settle these."""


@dataclass(frozen=True, slots=True)
class FontFile:
    """One font of the chain: its file, the face inside a collection, and the digest it must have."""

    path: Path
    index: int
    sha256: str
    family: str
    variable: bool


@dataclass(frozen=True, slots=True)
class Glyph:
    """A drawn character: its mask (None for a blank) and where that stands from the pen on the baseline, in pixels."""

    mask: Image.Image | None
    left: int
    top: int


class Widths(dict[str, int]):
    """Advance widths in pixels of one size and weight, measured when first asked for."""

    def __init__(self, chain: FontChain, size: int, weight: int) -> None:
        """Begin empty."""
        super().__init__()
        self._chain, self._size, self._weight = chain, size, weight

    def __missing__(self, char: str) -> int:
        """Measure one character; a Han character fills its square in every font and needs no measuring."""
        is_han = "\u3400" <= char <= "\u9fff" or char >= "\U00020000"
        width = self[char] = self._size if is_han else round(self._chain.face(char, self._size, self._weight).getlength(char))
        return width


class FontChain:
    """The configured fonts; the first one that covers a character draws it (R87)."""

    def __init__(self, files: Sequence[FontFile], coverage: dict[int, int]) -> None:
        """Keep `coverage`: code point to the number of its font in `files`. Use `load`."""
        self.files = tuple(files)
        self._coverage = coverage
        self._open = lru_cache(maxsize=256)(self._open_face)
        self.widths = lru_cache(maxsize=256)(self._new_widths)
        self.glyph = lru_cache(maxsize=GLYPHS_KEPT)(self._draw)

    @classmethod
    def load(cls, files: Sequence[FontFile]) -> FontChain:
        """Read each font's digest and coverage once; SettingsError names every file that is not the one configured."""
        problems = [f"{file.path}: sha256 is not {file.sha256}" for file in files if _digest(file.path) != file.sha256]
        if problems or not files:
            raise SettingsError(*problems or ["no font is configured"])
        coverage: dict[int, int] = {}
        for number, file in reversed(list(enumerate(files))):
            coverage |= dict.fromkeys(_code_points(file), number)
        return cls(files, coverage)

    def covers(self, char: str) -> bool:
        """Tell whether `char` can be drawn as it is."""
        return ord(char) in self._coverage and char != "\N{REPLACEMENT CHARACTER}" and unicodedata.category(char) not in NEVER_DRAWN

    def proofread(self, entry: str, field: str, text: str) -> str:
        """Give `text` with every odd or repeated blank made one plain space, or raise UncoveredCharacter (R87)."""
        plain = " ".join(text.split())
        for char in plain:
            if not self.covers(char):
                raise UncoveredCharacter(entry, field, char)
        return plain

    def face(self, char: str, size: int, weight: int) -> ImageFont.FreeTypeFont:
        """Give the opened font that draws `char` at `size` pixels."""
        return self._open(self._coverage[ord(char)], size, weight)

    def _open_face(self, number: int, size: int, weight: int) -> ImageFont.FreeTypeFont:
        file = self.files[number]
        face = ImageFont.truetype(file.path, size, file.index, layout_engine=ImageFont.Layout.BASIC)
        if file.variable:
            face.set_variation_by_axes([weight])
        return face

    def _new_widths(self, size: int, weight: int) -> Widths:
        return Widths(self, size, weight)

    def _draw(self, char: str, size: int, weight: int) -> Glyph:
        face = self.face(char, size, weight)
        left, top, right, bottom = (round(edge) for edge in face.getbbox(char, anchor="ls"))
        if right <= left or bottom <= top:
            return Glyph(None, 0, 0)
        mask = Image.new("L", (right - left, bottom - top))
        ImageDraw.Draw(mask).text((-left, -top), char, fill=255, font=face, anchor="ls")
        ink = mask.getbbox()
        return Glyph(mask.crop(ink), left + ink[0], top + ink[1]) if ink else Glyph(None, 0, 0)


def _digest(path: Path) -> str:
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError as error:
        raise SettingsError(f"{path}: {error.strerror}") from error


def _code_points(file: FontFile) -> set[int]:
    with TTFont(file.path, fontNumber=file.index, lazy=True) as font:
        return set(font.getBestCmap())
