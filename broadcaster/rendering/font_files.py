"""Which font files config/fonts.toml names, found inside their wheels or on this machine."""

from __future__ import annotations

from importlib.util import find_spec
from pathlib import Path

import msgspec

from broadcaster.domain.errors import SettingsError
from broadcaster.rendering.fonts import FontFile


class _Font(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    file: str
    family: str
    sha256: str
    package: str = ""
    index: int = 0
    variable: bool = False
    optional: bool = False


class _Fonts(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    font: list[_Font]


def font_files(config: str) -> list[FontFile]:
    """Find every font of `config` (the text of fonts.toml), in order; an optional one may be absent.

    SettingsError names each wheel or file that is missing, or what is wrong with the text itself.
    """
    try:
        fonts = msgspec.toml.decode(config, type=_Fonts).font
    except msgspec.DecodeError as error:
        raise SettingsError(f"fonts.toml: {error}") from error
    found = [(font, _place(font)) for font in fonts]
    missing = [font for font, path in found if path is None and not font.optional]
    if missing:
        raise SettingsError(*(f"fonts.toml: {font.package} {font.file} is not there".replace("  ", " ") for font in missing))
    return [FontFile(path, font.index, font.sha256, font.family, font.variable) for font, path in found if path is not None]


def _place(font: _Font) -> Path | None:
    spec = find_spec(font.package) if font.package else None
    folder = Path(spec.origin).parent if spec and spec.origin else None
    if font.package and folder is None:
        return None
    path = folder / font.file if folder else Path(font.file)
    return path if path.is_file() else None
