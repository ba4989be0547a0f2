"""The slide of one entry: 1920x1080 pixels, lossless, with a code that was read back."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import TYPE_CHECKING

from PIL import Image

from broadcaster.domain.errors import OverflowingText, UnusablePhoto
from broadcaster.rendering import photo, png, qr
from broadcaster.rendering.canvas import Canvas
from broadcaster.rendering.columns import Filler
from broadcaster.rendering.lettering import Lettering
from broadcaster.rendering.lines import Compositor
from broadcaster.rendering.parts import Parts
from broadcaster.rendering.proofreading import proofread_card, proofread_frame
from broadcaster.rendering.slide_layout import STEPS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from broadcaster.rendering.card import Card, Frame
    from broadcaster.rendering.fonts import FontChain
    from broadcaster.rendering.lines import Block
    from broadcaster.rendering.slide_layout import Caption, Sheet, SlideLayouts

FULL_HD = (1920, 1080)
GROUNDS_KEPT = 12
"""Backgrounds held in memory, 6 MB each: two designs of three variants for two lists."""


@dataclass(frozen=True, slots=True)
class Ground:
    """A background: the rows that cards draw on, from `top` down, and the strips above and below, packed once."""

    picture: Image.Image
    top: int
    above: png.Strip
    below: png.Strip


class Painter:
    """Draws slides; holds fonts, glyphs and backgrounds, so one is made for each process."""

    def __init__(self, fonts: FontChain, layouts: SlideLayouts) -> None:
        """Keep fonts and layouts."""
        self._fonts, self._layouts = fonts, layouts
        self._lettering = Lettering(fonts)
        self._ground = lru_cache(maxsize=GROUNDS_KEPT)(self._make_ground)
        self._parts = lru_cache(maxsize=GROUNDS_KEPT)(self._make_parts)
        self._spare: deque[Image.Image] = deque(maxlen=2)  # used again, for fresh memory of this size costs more than the drawing

    def slide(self, card: Card, frame: Frame, size: tuple[int, int] = FULL_HD) -> bytes:
        """Draw one entry as a PNG file.

        Refused with UncoveredCharacter, OverflowingText, UnreadableCode or UnusablePhoto, each naming the entry;
        InvalidInput where no layout has the proportions of `size`.
        """
        sheet = self._layouts.sheet(card.kind.design, _variant(card), size)
        blocks = self.composed(card, sheet)
        ground = self._ground(sheet, frame)
        picture = self._spare.pop() if self._spare and self._spare[-1].size == ground.picture.size else ground.picture.copy()
        picture.paste(ground.picture)
        try:
            self._draw(card, sheet, blocks, picture, ground.top)
            return png.encode(ground.above, picture, ground.below)
        finally:
            self._spare.append(picture)

    def _draw(self, card: Card, sheet: Sheet, blocks: Sequence[Block], picture: Image.Image, above: int) -> None:
        canvas = Canvas(picture, self._lettering, sheet.design.colours)
        for column, block in zip(sheet.layout.column, blocks, strict=True):
            canvas.block(block.moved(0, -above), column.ground)
        if card.photo is not None and sheet.layout.photo:
            left, top, width, height = sheet.layout.photo
            picture.paste(photo.portrait(card.photo, (width, height), card.entry), (left, top - above))
        left, top, side, _ = sheet.layout.code
        picture.paste(qr.drawn(card.verify_url, side).convert("RGB"), (left, top - above))
        qr.require(picture.crop((left, top - above, left + side, top - above + side)), card.verify_url)

    def composed(self, card: Card, sheet: Sheet) -> list[Block]:
        """Give each column's lines with their places; each stands inside its column and touches no other."""
        filler = Filler(self._parts(sheet), proofread_card(card, self._fonts))
        return [filler.fill(column) for column in sheet.layout.column]

    def _make_parts(self, sheet: Sheet) -> Parts:
        return Parts(Compositor(self._fonts, sheet.design.kept), sheet.design.styles)

    def _make_ground(self, sheet: Sheet, frame: Frame) -> Ground:
        width, height = sheet.design.canvas
        whole = self.background(sheet, frame)
        boxes = [column.box for column in sheet.layout.column] + [box for box in (sheet.layout.photo, sheet.layout.code) if box]
        top, bottom = min(box[1] for box in boxes), max(box[1] + box[3] for box in boxes)
        above, below = whole.crop((0, 0, width, top)), whole.crop((0, bottom, width, height))
        return Ground(whole.crop((0, top, width, bottom)), top, png.strip(above), png.strip(below, last=True))

    def background(self, sheet: Sheet, frame: Frame) -> Image.Image:
        """Draw what is the same on every slide of a list: bands and captions."""
        frame, design = proofread_frame(frame, self._fonts), sheet.design
        canvas = Canvas(Image.new("RGB", design.canvas, design.colours[design.ground]), self._lettering, design.colours)
        for band in (*design.band, *sheet.layout.band):
            canvas.band(band)
        for caption in (*design.caption, *sheet.layout.caption):
            canvas.block(self._caption(caption, sheet, frame), caption.ground)
        return canvas.picture

    def _caption(self, caption: Caption, sheet: Sheet, frame: Frame) -> Block:
        text = caption.text.format(
            court=frame.court,
            title=frame.title,
            issue=frame.issue,
            published_on=frame.published_on,
            hotline=frame.hotline,
            domain=frame.domain,
            notes="\n".join(frame.notes),
        )
        compositor = Compositor(self._fonts, sheet.design.kept)
        left, top, width, height = caption.box
        for step in range(STEPS):
            style = sheet.design.styles[caption.style].at(step)
            lines = [line for paragraph in text.split("\n") for line in compositor.paragraph(paragraph, style, width)]
            block = compositor.block("caption", lines, style)
            if block.height <= height and block.right <= width:
                return _aligned(block, caption.align, width).moved(left, top + (height - block.height) // 2)
        raise OverflowingText(frame.title, "caption", text)


def _variant(card: Card) -> str:
    if card.is_unit and card.photo is not None:
        raise UnusablePhoto(f"{card.entry}: a unit's picture carries no photo (R98)")
    return "unit" if card.is_unit else "photo" if card.photo is not None else "plain"


def _aligned(block: Block, align: str, width: int) -> Block:
    if align == "left":
        return block
    share = 1 if align == "right" else 2
    lines = tuple(replace(line, left=(width - line.width) // share) for line in block.lines)
    return replace(block, lines=lines)
