"""The fonts that config/fonts.toml names are found, or named as missing."""

from __future__ import annotations

import pytest

from broadcaster import resources
from broadcaster.domain.errors import SettingsError
from broadcaster.rendering.font_files import font_files

FONT = '[[font]]\nfile = "{file}"\nfamily = "F"\nsha256 = "0"\n'


def test_the_shipped_fonts_are_found() -> None:
    """The first font comes with a wheel, so every installation has it."""
    found = font_files((resources.folder("config") / "fonts.toml").read_text(encoding="utf-8"))
    assert found[0].path.is_file()
    assert found[0].family == "Noto Sans CJK SC"


def test_an_optional_font_may_be_absent() -> None:
    """A fallback that is not installed is left out."""
    assert font_files(FONT.format(file="/nowhere.ttf") + "optional = true\n") == []


@pytest.mark.parametrize("font", [FONT.format(file="/nowhere.ttf"), FONT.format(file="f.otf") + 'package = "no_such_wheel"\n'])
def test_a_required_font_that_is_absent_is_named(font: str) -> None:
    """The operator reads which file or wheel to install."""
    with pytest.raises(SettingsError, match=r"f\.otf|nowhere\.ttf"):
        font_files(font)


def test_a_faulty_table_is_refused() -> None:
    """An unknown key is an error, not a wish that goes unheard."""
    with pytest.raises(SettingsError, match=r"fonts\.toml"):
        font_files(FONT.format(file="f.ttf") + "wieght = 1\n")
