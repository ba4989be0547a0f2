"""The picture a slide is drawn on: bands, hairlines and lines of text in the colours of its design."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PIL import ImageColor

if TYPE_CHECKING:
    from collections.abc import Mapping

    from PIL import Image

    from broadcaster.rendering.lettering import Lettering
    from broadcaster.rendering.lines import Block
    from broadcaster.rendering.slide_layout import Band


class Canvas:
    """One picture; `colours` maps the design's names to #rrggbb."""

    def __init__(self, picture: Image.Image, lettering: Lettering, colours: Mapping[str, str]) -> None:
        """Draw on `picture`."""
        self.picture = picture
        self._lettering = lettering
        self._colours = {name: ImageColor.getrgb(colour) for name, colour in colours.items()}

    def band(self, band: Band) -> None:
        """Fill a rectangle."""
        left, top, width, height = band.box
        self.picture.paste(self._colours[band.colour], (left, top, left + width, top + height))

    def block(self, block: Block, ground: str) -> None:
        """Draw hairlines and lines, all of which stand on the colour `ground`."""
        for rule in block.rules:
            self.picture.paste(self._colours[rule.colour], (rule.left, rule.top, rule.left + rule.width, rule.top + 1))
        for line in block.lines:
            self._lettering.draw(self.picture, line, self._colours[line.style.colour], self._colours[ground])
