"""A decoded table of the configuration read into its class, every fault with a pointer to where it stands."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, TypeVar

import msgspec

from broadcaster.domain.errors import Fault, InvalidInput

if TYPE_CHECKING:
    from collections.abc import Mapping

Row = TypeVar("Row", bound=msgspec.Struct)


def read_table(table: Mapping[str, object], kind: type[Row]) -> Row:
    """Read a decoded TOML table. Raises `InvalidInput`: a member missing, unknown or of another type."""
    try:
        return msgspec.convert(table, kind)
    except msgspec.ValidationError as error:
        message, _, path = str(error).partition(" - at `")
        raise InvalidInput(Fault(_pointer(path.rstrip("`")), message)) from None


def _pointer(path: str) -> str:
    return "".join(f"/{step}" for step in re.findall(r"[^.\[\]$]+", path))
