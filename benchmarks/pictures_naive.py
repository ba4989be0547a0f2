"""The baseline of the picture benchmarks: the same contents drawn anew with plain Pillow, fonts opened once."""

from __future__ import annotations

from functools import lru_cache
from io import BytesIO
from typing import TYPE_CHECKING

import qrcode
from PIL import Image, ImageDraw, ImageFont

if TYPE_CHECKING:
    from collections.abc import Iterable

    from broadcaster.rendering.card import Card, Frame
    from broadcaster.rendering.fonts import FontFile

PNG_LEVEL = 6
RED, DEEP, PAPER, PANEL, INK, SOFT, LINE = "#9d1519", "#5c0d10", "#fbf8f3", "#f3eae0", "#1d1816", "#766a62", "#e2d6c8"
A3 = (3508, 4961)


class NaivePillow:
    """Draws slides and posters as one would at first: every band, text and code anew, and Pillow's own PNG."""

    def __init__(self, font: FontFile) -> None:
        """Open the font when first needed at a size and weight, and keep it."""
        self._font = font
        self._opened = lru_cache(maxsize=None)(self._open)

    def slide(self, card: Card, frame: Frame) -> bytes:
        """Draw a slide of 1920x1080 pixels."""
        picture = Image.new("RGB", (1920, 1080), PAPER)
        draw = ImageDraw.Draw(picture)
        draw.rectangle((0, 0, 1920, 132), RED)
        draw.rectangle((0, 137, 552, 976), PANEL)
        draw.rectangle((0, 976, 1920, 1080), DEEP)
        self._text(draw, (72, 20), frame.title, 68, 700, "white")
        self._text(draw, (1400, 18), frame.court, 40, 500, "white")
        self._text(draw, (1300, 76), f"{frame.issue}　公布日期：{frame.published_on}", 27, 400, "white")
        for number, note in enumerate(frame.notes):
            self._text(draw, (72, 986 + 41 * number), note, 29, 400, "white")
        self._text(draw, (1560, 996), f"服务热线 {frame.hotline}", 42, 700, "white")
        self._picture(picture, card.photo, (72, 181, 408, 544))
        picture.paste(self._code(card.verify_url, 205), (72, 750))
        self._text(draw, (297, 782), "扫码核验", 44, 700, INK)
        self._text(draw, (297, 846), frame.domain, 22, 400, SOFT)
        self._card(draw, card, (600, 160, 1248), (136, 66, 34))
        return _png(picture)

    def poster(self, cards: Iterable[Card], frame: Frame, place: str) -> bytes:
        """Draw an A3 poster of 300 dpi, three people side by side."""
        picture = Image.new("RGB", A3, PAPER)
        draw = ImageDraw.Draw(picture)
        draw.rectangle((0, 0, A3[0], 590), RED)
        draw.rectangle((0, 4607, A3[0], A3[1]), DEEP)
        self._text(draw, (154, 90), frame.court, 92, 500, "white")
        self._text(draw, (154, 280), frame.title, 208, 700, "white")
        self._text(draw, (2400, 420), f"张贴地点：{place}", 66, 400, "white")
        for number, note in enumerate(frame.notes):
            self._text(draw, (154, 4680 + 100 * number), note, 65, 400, "white")
        for number, card in enumerate(cards):
            left, top = 154 + number % 3 * 1086, 700 + number // 3 * 970
            draw.rectangle((left, top, left + 1027, top + 910), "white", LINE)
            self._picture(picture, card.photo, (left + 50, top + 50, 270, 360))
            picture.paste(self._code(card.verify_url, 216), (left + 77, top + 440))
            self._card(draw, card, (left + 360, top + 45, 620), (80, 42, 29))
        return _png(picture)

    def _card(self, draw: ImageDraw.ImageDraw, card: Card, place: tuple[int, int, int], sizes: tuple[int, int, int]) -> None:
        left, top, width = place
        name, amount, text = sizes
        self._text(draw, (left, top), card.name, name, 800, INK)
        top += round(name * 1.3)
        self._text(draw, (left, top), card.amount, amount, 700, RED)
        top += round(amount * 1.5)
        for row in card.rows:
            self._text(draw, (left, top), row.label, text - 5, 400, SOFT)
            top = self._paragraph(draw, (left + 6 * text, top), row.value, text, width - 6 * text)
            draw.line((left, top, left + width, top), LINE)
        self._paragraph(draw, (left, top + text // 2), card.duty, text, width)

    def _paragraph(self, draw: ImageDraw.ImageDraw, place: tuple[int, int], text: str, size: int, width: int) -> int:
        """Wrap where the growing line becomes too long."""
        left, top = place
        line = ""
        for char in text:
            if self._opened(size, 500).getlength(line + char) > width:
                self._text(draw, (left, top), line, size, 500, INK)
                line, top = "", top + round(size * 1.4)
            line += char
        self._text(draw, (left, top), line, size, 500, INK)
        return top + round(size * 1.4)

    def _text(self, draw: ImageDraw.ImageDraw, place: tuple[int, int], text: str, size: int, weight: int, colour: str) -> None:  # noqa: PLR0917
        draw.text(place, text, colour, self._opened(size, weight))

    def _open(self, size: int, weight: int) -> ImageFont.FreeTypeFont:
        font = ImageFont.truetype(self._font.path, size, self._font.index, layout_engine=ImageFont.Layout.BASIC)
        font.set_variation_by_axes([weight])
        return font

    def _picture(self, picture: Image.Image, photo: bytes | None, box: tuple[int, int, int, int]) -> None:
        if photo is not None:
            left, top, width, height = box
            picture.paste(Image.open(BytesIO(photo)).convert("RGB").resize((width, height)), (left, top))

    def _code(self, content: str, side: int) -> Image.Image:
        code = qrcode.QRCode(border=4)
        code.add_data(content)
        return code.make_image().get_image().convert("RGB").resize((side, side), Image.Resampling.NEAREST)


def _png(picture: Image.Image) -> bytes:
    file = BytesIO()
    picture.save(file, "PNG", compress_level=PNG_LEVEL)
    return file.getvalue()
