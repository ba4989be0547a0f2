"""Posters of a list for one place: A3 upright, vector text, set by Typst."""

from __future__ import annotations

import base64
from contextlib import suppress
from itertools import pairwise
from typing import TYPE_CHECKING, cast

import msgspec
import typst

from broadcaster.domain.errors import Fault, InvalidInput, OverflowingText, SettingsError
from broadcaster.rendering import photo, qr
from broadcaster.rendering.paper import PaperSetter
from broadcaster.rendering.paper_sheet import Sheet
from broadcaster.rendering.proofreading import proofread_card, proofread_frame
from broadcaster.rendering.slide_layout import DESIGNS

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from broadcaster.rendering.card import Card, Frame
    from broadcaster.rendering.fonts import FontChain
    from broadcaster.rendering.paper import SetPage


class Printer:
    """Sets posters; holds one Typst compiler with its fonts, so one is made for each process."""

    def __init__(self, fonts: FontChain, templates: Path) -> None:
        """Read sheet.toml, sheet.typ and each design's poster.typ in `templates`; SettingsError names a file that is missing."""
        self._fonts = fonts
        try:
            self._measures = Sheet.read((templates / "sheet.toml").read_bytes())
            self._sheet = (templates / "sheet.typ").read_bytes()
            self._designs = {design: (templates / design / "poster.typ").read_bytes() for design in DESIGNS}
        except OSError as error:
            raise SettingsError(f"{error.filename}: {error.strerror}") from error
        self._setter = PaperSetter(fonts, self._measures)
        folders = [str(file.path.parent) for file in fonts.files]
        found = typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=folders)
        self._compiler = typst.Compiler(font_paths=found, ignore_system_fonts=True)

    def poster(self, cards: Sequence[Card], frame: Frame, place: str) -> bytes:
        """Set `cards`, all of one design, for `place`, twelve on a page at most, as a PDF file.

        Refused with UncoveredCharacter, OverflowingText, UnreadableCode, UnusablePhoto or InvalidInput.
        """
        if not cards or len({card.kind.design for card in cards}) != 1:
            raise InvalidInput(Fault("/cards", "a poster takes at least one entry, and entries of one design"))
        proven = [proofread_card(card, self._fonts) for card in cards]
        content = {
            "fonts": [file.family for file in self._fonts.files],
            "place": self._fonts.proofread(frame.title, "place", place),
            "frame": proofread_frame(frame, self._fonts),
            "page": self._measures.page,
            "measures": self._measures.card,
            "sheets": self._sheets(proven),
        }
        files = {"main.typ": self._designs[cards[0].kind.design], "sheet.typ": self._sheet, "data.json": msgspec.json.encode(content)}
        for number, card in enumerate(proven):
            files[f"code{number}.svg"] = qr.svg(card.verify_url)
            if card.photo is not None:
                files[f"photo{number}.svg"] = _photo(card.photo, card.entry)
        return self._compiled(files)

    def _sheets(self, cards: Sequence[Card]) -> list[SetPage]:
        """Share the cards out evenly over as few pages as can hold them, and set each page."""
        least = -(-len(cards) // self._measures.most)
        for count in range(least, len(cards)):
            with suppress(OverflowingText):
                return self._shared_out(cards, count)
        return self._shared_out(cards, len(cards))

    def _shared_out(self, cards: Sequence[Card], count: int) -> list[SetPage]:
        starts = [page * len(cards) // count for page in range(count + 1)]
        return [self._setter.page(cards[start:end], start) for start, end in pairwise(starts)]

    def _compiled(self, files: dict[str, bytes]) -> bytes:
        try:
            document = self._compiler.compile(input=files, format="pdf", pdf_tags=False)  # type: ignore[type-var]  # its stub lacks the dictionary
        except typst.TypstError as error:
            raise SettingsError(f"posters: {error.message}") from error
        return cast("bytes", document)


def _photo(content: bytes, entry: str) -> bytes:
    """Wrap a portrait as SVG, which the compiler takes as text and whose JPEG it passes on untouched."""
    packed = base64.b64encode(photo.printable(content, entry)).decode()
    image = f'<image width="3" height="4" preserveAspectRatio="xMidYMid slice" href="data:image/jpeg;base64,{packed}"/>'
    return f'<svg xmlns="http://www.w3.org/2000/svg" width="300" height="400" viewBox="0 0 3 4">{image}</svg>'.encode()
