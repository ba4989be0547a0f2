"""The designs of slides are data, checked when they are read."""

from __future__ import annotations

import shutil
from itertools import combinations, product
from typing import TYPE_CHECKING

import pytest

from broadcaster import resources
from broadcaster.domain.errors import InvalidInput, SettingsError
from broadcaster.rendering.columns import touching
from broadcaster.rendering.slide_layout import DESIGNS, VARIANTS, SlideLayouts

if TYPE_CHECKING:
    from pathlib import Path


def _edges(box: tuple[int, int, int, int]) -> tuple[int, int, int, int]:
    return box[0], box[1], box[0] + box[2], box[1] + box[3]


@pytest.mark.parametrize(("design", "variant"), list(product(DESIGNS, VARIANTS)))
def test_nothing_of_a_layout_overlaps(layouts: SlideLayouts, design: str, variant: str) -> None:
    """Photo, code, columns and captions have their places to themselves."""
    sheet = layouts.sheet(design, variant)
    boxes = [column.box for column in sheet.layout.column] + [one.box for one in (*sheet.design.caption, *sheet.layout.caption)]
    boxes += [box for box in (sheet.layout.photo, sheet.layout.code) if box]
    assert not [pair for pair in combinations(boxes, 2) if touching(_edges(pair[0]), _edges(pair[1]))]
    assert all(box[0] >= 0 and box[1] >= 0 and _edges(box)[2] <= 1920 and _edges(box)[3] <= 1080 for box in boxes)


def test_a_layout_is_drawn_at_any_size_of_its_proportions(layouts: SlideLayouts) -> None:
    """A screen of 3840x2160 pixels shows the same design twice as large."""
    large, usual = layouts.sheet("dishonest", "plain", (3840, 2160)), layouts.sheet("dishonest", "plain")
    assert large.layout.code == tuple(2 * edge for edge in usual.layout.code)
    assert large.design.styles["name"].weight == usual.design.styles["name"].weight


def test_other_proportions_are_refused(layouts: SlideLayouts) -> None:
    """A design is not stretched."""
    with pytest.raises(InvalidInput, match="1080x1920"):
        layouts.sheet("dishonest", "plain", (1080, 1920))


def test_an_unknown_key_is_refused_with_its_file(tmp_path: Path) -> None:
    """A slip in a layout is found when the program starts."""
    folder = shutil.copytree(resources.folder("templates") / "slides", tmp_path / "slides")
    with (folder / "bounty" / "plain.toml").open("a", encoding="utf-8") as file:
        file.write("\ncolunm = 1\n")
    with pytest.raises(SettingsError, match=r"bounty/plain\.toml"):
        SlideLayouts.load(folder)


def test_a_missing_layout_is_named(tmp_path: Path) -> None:
    """A folder without layouts cannot be used."""
    with pytest.raises(SettingsError, match=r"design\.toml"):
        SlideLayouts.load(tmp_path)
