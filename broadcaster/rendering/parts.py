"""The parts of a card set at a given width and size; None where a part does not fit in."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from broadcaster.rendering import typography
from broadcaster.rendering.lines import Block, Compositor, Rule

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from broadcaster.rendering.card import Row
    from broadcaster.rendering.slide_layout import Facts, Points, Style, Text

NAME_STEP = 4
"""Pixels by which a name is made smaller while it is tried on one line."""


class Parts:
    """Sets the parts of one design."""

    def __init__(self, compositor: Compositor, styles: Mapping[str, Style]) -> None:
        """Keep the styles by name."""
        self._compositor, self._styles = compositor, styles

    def text(self, part: Text, value: str, width: int, step: int) -> Block | None:
        """Set a text below its heading; with `aside`, what stands in brackets at its end follows smaller."""
        main, aside = typography.parted_aside(value) if part.aside else (value, "")
        indent = self._lead_width(part)
        style, lines = self._sized(part, main, width - indent, step)
        block = self._compositor.block(part.field, lines, style, indent)
        if len(lines) > part.lines or block.right > width:
            return None
        block = self._with_aside(block, part, aside, width) if aside else block
        if part.lead:
            lead = self._compositor.line("heading", part.lead, self._styles[part.heading_style], block.lines[0].baseline)
            block = replace(block, lines=(lead, *block.lines))
        return self._heading(part).over(block)

    def points(self, part: Points, values: Sequence[str], width: int, step: int) -> Block | None:
        """Set a list of points below its heading, each behind its mark."""
        style, mark = self._styles[part.style].at(step), self._styles[part.mark_style].at(step)
        block = self._heading(part)
        for number, value in enumerate(values):
            lines = self._compositor.paragraph(value, style, width - part.indent)
            point = self._compositor.block("conditions", lines, style, part.indent)
            sign = self._compositor.line("conditions", part.mark.format(number + 1), mark, point.lines[0].baseline)
            block = block.over(replace(point, lines=(sign, *point.lines)), part.gap if number else 0)
        return block if block.right <= width else None

    def facts(self, part: Facts, rows: Sequence[Row], width: int, step: int, gap: int) -> Block | None:
        """Set rows in the columns of `part`, `gap` pixels between two lines of them."""
        label = self._styles[part.label].at(step)
        indent = max(self._compositor.extent(row.label, label) for row in rows) + label.size * 2 // 3
        cell = (width - (part.columns - 1) * part.gutter) // part.columns
        narrow = [self._compositor.extent(row.value, self._value_style(part, row, step)) <= cell - indent for row in rows]
        block = Block()
        for number, group in enumerate(_groups(rows, narrow, part.columns)):
            room = width if len(group) == 1 else cell
            cells = [self._fact(part, row, step, (indent, room - indent)) for row in group]
            if any(one.right > room or len(one.lines) > part.lines + 1 for one in cells):
                return None
            line = cells[0] if len(cells) == 1 else cells[0].beside(cells[1], cell + part.gutter)
            rules = (Rule(0, block.height + gap // 2, width, part.rule),) if number else ()
            block = replace(block.over(line, gap if number else 0), rules=block.rules + rules)
        return block

    def _fact(self, part: Facts, row: Row, step: int, place: tuple[int, int]) -> Block:
        indent, measure = place
        style = self._value_style(part, row, step)
        block = self._compositor.block(row.label, self._compositor.paragraph(row.value, style, measure) or [""], style, indent)
        label = self._compositor.line(row.label, row.label, self._styles[part.label].at(step), block.lines[0].baseline)
        return replace(block, lines=(label, *block.lines))

    def _value_style(self, part: Facts, row: Row, step: int) -> Style:
        return self._styles[part.strong if row.strong else part.value].at(step)

    def _lead_width(self, part: Text) -> int:
        if not part.lead:
            return 0
        style = self._styles[part.heading_style]
        return self._compositor.extent(part.lead, style) + style.size * 2 // 3

    def _sized(self, part: Text, text: str, width: int, step: int) -> tuple[Style, list[str]]:
        """Set running text; or, with `single`, shrink to one line, else set several, shrunk until no piece of a name is broken."""
        style = self._styles[part.style]
        if not part.single:
            return style.at(step), self._compositor.paragraph(text, style.at(step), width)
        for size in range(style.size, part.single - 1, -NAME_STEP):
            if self._compositor.extent(text, style.sized(size)) <= width:
                return style.sized(size), [text]
        style = style.at(step)
        whole = (style.sized(size) for size in range(style.size, style.least - 1, -NAME_STEP))
        style = next((smaller for smaller in whole if self._compositor.widest(text, smaller) <= width), style)
        return style, self._compositor.name(text, style, width)

    def _with_aside(self, block: Block, part: Text, aside: str, width: int) -> Block:
        style, last = self._styles[part.aside], block.lines[-1]
        follower = self._compositor.line(part.field, aside, style, last.baseline, last.left + last.width + style.size // 2)
        if follower.left + follower.width <= width:
            return replace(block, lines=(*block.lines, follower))
        return block.over(self._compositor.block(part.field, self._compositor.paragraph(aside, style, width), style))

    def _heading(self, part: Text | Points) -> Block:
        return self._compositor.block("heading", [part.heading], self._styles[part.heading_style]) if part.heading else Block()


def _groups(rows: Sequence[Row], narrow: Sequence[bool], columns: int) -> list[list[Row]]:
    """Put rows side by side in their order; where a wide one would leave a hole, the next narrow one comes first."""
    waiting = list(zip(rows, narrow, strict=True))
    groups: list[list[Row]] = []
    while waiting:
        row, is_narrow = waiting.pop(0)
        mate = next((index for index, (_, fits) in enumerate(waiting) if fits), None) if is_narrow and columns > 1 else None
        groups.append([row] if mate is None else [row, waiting.pop(mate)[0]])
    return groups
