"""Where the texts, layouts, tables and the sample month lie: in the checkout, or in the installed wheel."""

from __future__ import annotations

from pathlib import Path
from typing import Literal

_PACKAGE = Path(__file__).parent


def folder(name: Literal["config", "sample", "templates"]) -> Path:
    """Return the folder `name`: the wheel's where there is one, else the one beside the package in the checkout."""
    shipped = _PACKAGE / "_data" / name
    return shipped if shipped.is_dir() else _PACKAGE.parent / name
