"""The measures of posters as data: templates/posters/sheet.toml read into frozen objects."""

from __future__ import annotations

import msgspec

from broadcaster.domain.errors import SettingsError


class Page(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The page in millimetres."""

    width: float
    height: float
    margin: float
    gap: float
    head: float
    foot: float
    rule: float
    above: float


class Grid(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A number of people to a page: columns and rows, a card's inset in millimetres, sizes of type in points."""

    people: int
    columns: int
    rows: int
    inset: float
    largest: float
    least: float


class Proportions(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A card's measures: shares of its width and height, else multiples of the size of type."""

    share_portrait: float
    share_portrait_high: float
    share_code: float
    share_code_high: float
    code_of_portrait: float
    wide: float
    aside_gap: float
    label_gap: float
    point_gap: float
    section: float
    leading: float
    inset: float
    air: float
    name: float
    name_single: float
    name_several: float
    unit: float
    unit_single: float
    unit_several: float
    name_leading: float
    reward: float
    reward_several: float
    amount: float
    small: float
    label: float
    heading: float
    verify: float
    domain: float


class Sheet(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """templates/posters/sheet.toml."""

    page: Page
    grid: list[Grid]
    card: Proportions

    @classmethod
    def read(cls, text: bytes) -> Sheet:
        """Read the file's bytes; SettingsError says what is wrong with it."""
        try:
            return msgspec.toml.decode(text, type=cls)
        except msgspec.DecodeError as error:
            raise SettingsError(f"posters/sheet.toml: {error}") from error

    @property
    def most(self) -> int:
        """The people of the fullest page."""
        return max(grid.people for grid in self.grid)

    def grid_for(self, people: int) -> Grid:
        """Give the first grid that has room for so many."""
        return next(grid for grid in self.grid if people <= grid.people)

    def cell(self, grid: Grid) -> tuple[float, float]:
        """Give the width and height inside one card's insets, in millimetres."""
        page = self.page
        width = (page.width - 2 * page.margin - (grid.columns - 1) * page.gap) / grid.columns
        height = (page.height - page.head - page.foot - page.rule - 2 * page.above - (grid.rows - 1) * page.gap) / grid.rows
        return width - 2 * grid.inset, height - 2 * grid.inset
