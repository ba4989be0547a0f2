"""Cards set for paper: the size at which a page of them fits, and where every line ends."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from broadcaster.domain.errors import OverflowingText
from broadcaster.rendering import typography
from broadcaster.rendering.lines import Compositor
from broadcaster.rendering.slide_layout import Style

if TYPE_CHECKING:
    from collections.abc import Sequence

    from broadcaster.rendering.card import Card
    from broadcaster.rendering.fonts import FontChain
    from broadcaster.rendering.paper_sheet import Grid, Proportions, Sheet

POINT = 25.4 / 72
"""Millimetres."""

EM = 200
"""Pixels of type at which texts for paper are measured; lines are filled to 99 %, so that rounding cannot widen one."""

STEPS = 16
"""Sizes of type tried for a page."""

MOST_LINES = 4
"""Lines of one fact."""

PLAIN, BOLD = (Style(EM, EM, "ink", weight) for weight in (400, 700))
"""Two weights only: each one more embeds a font of its own."""


@dataclass(frozen=True, slots=True)
class Room:
    """What one card may take, in multiples of the size of type tried; `wide` cells set the lower texts beside the picture."""

    width: float
    height: float
    portrait: float
    code: float
    beside: float
    wide: bool


@dataclass(frozen=True, slots=True)
class Display:
    """A name or reward: its lines, and its size in multiples of the card's; no lines where there is none."""

    lines: list[str]
    size: float


@dataclass(frozen=True, slots=True)
class Amount:
    """An amount on one line, its size, and the brackets behind it, which may need a line of their own."""

    main: str
    aside: str
    size: float
    aside_follows: bool


@dataclass(frozen=True, slots=True)
class Fact:
    """One row."""

    label: str
    lines: list[str]
    strong: bool


@dataclass(frozen=True, slots=True)
class SetCard:
    """A card as it is printed; `air` is what is added between two rows, in multiples of the size of type."""

    room: Room
    name: Display
    reward: Display
    amount: Amount
    rows: list[Fact]
    indent: float
    duty: list[str]
    points: list[list[str]]
    air: float = 0.0


@dataclass(frozen=True, slots=True)
class SetPage:
    """A page: its grid, the size of type in points, the number of its first card in the whole poster, and its cards."""

    grid: Grid
    size: float
    first: int
    cards: list[SetCard]


class PaperSetter:
    """Sets pages of cards by the measures of one sheet."""

    def __init__(self, fonts: FontChain, sheet: Sheet) -> None:
        """Keep fonts and measures."""
        self._compositor, self._sheet, self._measures = Compositor(fonts), sheet, sheet.card

    def page(self, cards: Sequence[Card], first: int = 0) -> SetPage:
        """Set cards at the largest size at which all of them fit; OverflowingText names the entry that never does."""
        grid = self._sheet.grid_for(len(cards))
        by_length = sorted(range(len(cards)), key=lambda number: -_length(cards[number]))
        for step in range(STEPS):
            size = grid.largest - (grid.largest - grid.least) * step / (STEPS - 1)
            fitted: dict[int, SetCard] = {}
            for number in by_length:
                if (card := self._fitted(cards[number], grid, size, whole=step < STEPS - 1)) is None:
                    culprit = cards[number]
                    break
                fitted[number] = card
            else:
                return SetPage(grid, size, first, [fitted[number] for number in range(len(cards))])
        raise OverflowingText(culprit.entry, "poster", culprit.name)

    def _fitted(self, card: Card, grid: Grid, size: float, *, whole: bool) -> SetCard | None:
        """Set one card at `size` points, or give None where it leaves its cell or parts what should stay `whole`."""
        room = self._room(card, grid, size)
        indent = self._measures.label * max((self._ems(row.label, PLAIN) for row in card.rows), default=0.0) + self._measures.label_gap
        rows = self._facts(card, room.beside - indent, whole=whole)
        if rows is None:
            return None
        below = room.beside if room.wide else room.width
        points = [self._lines(point, below - self._measures.point_gap) for point in card.conditions]
        reward, amount = self._reward(card, room), self._amount(card, room)
        tight = SetCard(room, self._name(card, room), reward, amount, rows, indent, self._lines(card.duty, below), points)
        airy = (replace(tight, air=self._measures.air * eighths / 8) for eighths in range(8, -1, -1))
        return next((one for one in airy if height(one, self._measures) <= room.height), None)

    def _room(self, card: Card, grid: Grid, size: float) -> Room:
        measures = self._measures
        width, height = (side / (size * POINT) for side in self._sheet.cell(grid))
        portrait = min(measures.share_portrait * width, measures.share_portrait_high * height) if card.photo is not None else 0.0
        code = portrait * measures.code_of_portrait or min(measures.share_code * width, measures.share_code_high * height)
        return Room(width, height, portrait, code, width - (portrait or code) - measures.aside_gap, width > measures.wide * height)

    def _name(self, card: Card, room: Room) -> Display:
        """One line as far as it may shrink, else as few as are needed at a smaller size."""
        one = self._measures
        units, people = (one.unit, one.unit_single, one.unit_several), (one.name, one.name_single, one.name_several)
        most, single, several = units if card.is_unit else people
        size = min(most, room.beside / self._ems(card.name, BOLD))
        if size >= single:
            return Display([card.name], size)
        size = min(several, 0.97 * room.beside * EM / self._compositor.widest(card.name, BOLD))
        return Display(self._compositor.name(card.name, BOLD, _pixels(room.beside / size)), size)

    def _reward(self, card: Card, room: Room) -> Display:
        if not card.reward:
            return Display([], 0.0)
        size = max(self._measures.reward_several, min(self._measures.reward, room.beside / self._ems(card.reward, BOLD)))
        return Display(self._lines(card.reward, room.beside / size, BOLD), size)

    def _amount(self, card: Card, room: Room) -> Amount:
        main, aside = typography.parted_aside(card.amount)
        if not main:
            return Amount("", "", 0.0, aside_follows=True)
        size = min(self._measures.amount, room.beside / self._ems(main, BOLD))
        along = size * self._ems(main, BOLD) + self._measures.small * (0.5 + self._ems(aside, PLAIN))
        return Amount(main, aside, size, aside_follows=along <= room.beside)

    def _facts(self, card: Card, measure: float, *, whole: bool) -> list[Fact] | None:
        facts = []
        for row in card.rows:
            style = BOLD if row.strong else PLAIN
            lines = self._lines(row.value, measure, style)
            together = typography.atoms(row.value) if whole and len(lines) > 1 else lines
            if any(self._ems(piece, style) > measure for piece in together) or len(lines) > MOST_LINES:
                return None
            facts.append(Fact(row.label, lines, row.strong))
        return facts

    def _lines(self, text: str, measure: float, style: Style = PLAIN) -> list[str]:
        return self._compositor.paragraph(text, style, _pixels(measure)) if text else []

    def _ems(self, text: str, style: Style) -> float:
        """Give the width of `text` in multiples of its size of type, with the hundredth that lines are left short."""
        return self._compositor.extent(text, style) / (0.99 * EM)


def height(card: SetCard, measures: Proportions) -> float:
    """Give the height of a card in multiples of its size of type, as sheet.typ stacks it."""
    room = card.room
    name = card.name.size * _stacked(card.name.lines, measures.name_leading) + measures.section
    rows = sum(_stacked(row.lines, measures.leading) + 2 * measures.inset + card.air for row in card.rows)
    text = name + _deed_height(card, measures) + rows
    code = room.code + measures.leading + measures.verify + measures.leading + measures.domain
    aside = room.portrait * 4 / 3 + measures.section + code if room.portrait else code
    below = _below_height(card, measures)
    return max(text + below, aside) if room.wide else max(text, aside) + below


def _deed_height(card: SetCard, measures: Proportions) -> float:
    total = 0.0
    if card.reward.lines:
        total += card.reward.size * _stacked(card.reward.lines, measures.leading / card.reward.size) + measures.section
    if card.amount.main:
        total += measures.small + measures.leading + card.amount.size + measures.section
        total += 0.0 if card.amount.aside_follows else measures.leading + measures.small
    return total


def _below_height(card: SetCard, measures: Proportions) -> float:
    total, headed = 0.0, measures.section + card.air + measures.heading
    if card.duty:
        total += headed + measures.leading + _stacked(card.duty, measures.leading)
    if card.points:
        total += headed + sum(measures.leading + card.air / 2 + _stacked(point, measures.leading) for point in card.points)
    return total


def _stacked(lines: Sequence[str], leading: float) -> float:
    return len(lines) + (len(lines) - 1) * leading


def _pixels(ems: float) -> int:
    return int(0.99 * ems * EM)


def _length(card: Card) -> int:
    return sum(map(len, [card.name, card.duty, *card.conditions, *(row.value for row in card.rows)]))
