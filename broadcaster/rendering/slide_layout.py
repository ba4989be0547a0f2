"""The design of slides as data: templates/slides/<design>/*.toml read into frozen objects."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal, TypeVar

import msgspec

from broadcaster.domain.errors import Fault, InvalidInput, SettingsError

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

_T = TypeVar("_T")

DESIGNS = ("dishonest", "bounty")
VARIANTS = ("photo", "plain", "unit")
STEPS = 9
"""Sizes tried for each text before it is refused."""

UNSCALED = frozenset({"weight", "leading", "columns", "lines"})
"""Figures of a layout that are no lengths."""

Box = tuple[int, int, int, int]
"""Left, top, width and height in pixels."""


class Style(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """How a text looks: `size` is tried first, `least` is the smallest allowed, in pixels; `colour` is named in the design."""

    size: int
    least: int
    colour: str
    weight: int = 400
    leading: float = 1.4

    def at(self, step: int) -> Style:
        """Give the style at one of STEPS sizes from `size` (0) down to `least`."""
        return self.sized(self.size - (self.size - self.least) * step // (STEPS - 1)) if step else self

    def sized(self, size: int) -> Style:
        """Give the same style at another size."""
        return msgspec.structs.replace(self, size=size)


class Band(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A plain rectangle of the background."""

    box: Box
    colour: str


class Caption(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A text of the background on the colour `ground`, written with the names of the frame's fields in braces."""

    text: str
    box: Box
    style: str
    ground: str
    align: Literal["left", "right", "centre"] = "left"


class Text(msgspec.Struct, frozen=True, forbid_unknown_fields=True, tag="text", tag_field="part"):
    """A text of the card in at most `lines` lines, under a heading if one is given.

    `single` is the size down to which one line is preferred to several; what stands in brackets at the end is set in style `aside`;
    `lead` stands before the first line, in the heading's style.
    """

    field: Literal["name", "amount", "reward", "duty"]
    style: str
    lines: int
    single: int = 0
    lead: str = ""
    heading: str = ""
    heading_style: str = ""
    aside: str = ""


class Facts(msgspec.Struct, frozen=True, forbid_unknown_fields=True, tag="facts", tag_field="part"):
    """The rows, in `columns` columns: label and value side by side over a hairline; a long value takes the whole width."""

    label: str
    value: str
    strong: str
    rule: str
    columns: int
    gutter: int
    gap: int
    gap_most: int
    lines: int = 3


class Points(msgspec.Struct, frozen=True, forbid_unknown_fields=True, tag="points", tag_field="part"):
    """The conditions, one below the other, each behind a mark."""

    style: str
    mark: str
    mark_style: str
    indent: int
    gap: int
    heading: str = ""
    heading_style: str = ""


class Column(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Parts one below the other inside a box of the plain colour `ground`, `gap` to `gap_most` pixels between them."""

    box: Box
    ground: str
    gap: int
    gap_most: int
    part: list[Text | Facts | Points]
    align: Literal["top", "middle"] = "top"


class Layout(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One variant: where photo, code and columns stand, with bands and captions of its own."""

    code: Box
    column: list[Column]
    photo: Box | None = None
    band: list[Band] = []
    caption: list[Caption] = []


class Design(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What the variants of a design share. `kept` are words that stay on one line where that is possible."""

    canvas: tuple[int, int]
    ground: str
    colours: dict[str, str]
    styles: dict[str, Style]
    kept: tuple[str, ...]
    band: list[Band]
    caption: list[Caption]


@dataclass(frozen=True, slots=True, eq=False)
class Sheet:
    """A design and one of its variants at one size of the canvas: all a painter needs to know."""

    design: Design
    layout: Layout


class SlideLayouts:
    """Every design and variant, at every size of the same proportions that was asked for."""

    def __init__(self, tables: Mapping[str, Any]) -> None:
        """Keep tables as read from TOML, named `design/file`, and check that each becomes a sheet."""
        self._tables = tables
        self._sheets: dict[tuple[str, str, tuple[int, int]], Sheet] = {}
        for design in DESIGNS:
            for variant in VARIANTS:
                self.sheet(design, variant)

    @classmethod
    def load(cls, folder: Path) -> SlideLayouts:
        """Read `folder`/<design>/{design,photo,plain,unit}.toml; SettingsError names the file and key that is wrong."""
        names = [f"{design}/{file}" for design in DESIGNS for file in ("design", *VARIANTS)]
        return cls({name: _read(folder / f"{name}.toml") for name in names})

    def sheet(self, design: str, variant: str, size: tuple[int, int] | None = None) -> Sheet:
        """Give the layout at `size` in pixels; InvalidInput where the proportions are not those of the design."""
        canvas = tuple(self._tables[f"{design}/design"]["canvas"])
        size = size or (canvas[0], canvas[1])
        if (sheet := self._sheets.get((design, variant, size))) is None:
            if size[0] * canvas[1] != size[1] * canvas[0]:
                raise InvalidInput(Fault("/size", f"no layout for {size[0]}x{size[1]}: {canvas[0]}:{canvas[1]} is drawn"))
            factor = size[0] / canvas[0]
            made = (self._made(f"{design}/design", Design, factor), self._made(f"{design}/{variant}", Layout, factor))
            sheet = self._sheets[design, variant, size] = Sheet(*made)
        return sheet

    def _made(self, name: str, kind: type[_T], factor: float) -> _T:
        try:
            return msgspec.convert(_scaled(self._tables[name], factor), kind)
        except msgspec.ValidationError as error:
            raise SettingsError(f"slides/{name}.toml: {error}") from error


def _read(path: Path) -> Any:  # noqa: ANN401 - a TOML table
    try:
        return msgspec.toml.decode(path.read_bytes())
    except (OSError, msgspec.DecodeError) as error:
        raise SettingsError(f"{path}: {error}") from error


def _scaled(value: Any, factor: float) -> Any:  # noqa: ANN401 - any value of a TOML table
    if isinstance(value, dict):
        return {key: inner if key in UNSCALED else _scaled(inner, factor) for key, inner in value.items()}
    if isinstance(value, list):
        return [_scaled(inner, factor) for inner in value]
    return round(value * factor) if isinstance(value, int) and not isinstance(value, bool) else value
