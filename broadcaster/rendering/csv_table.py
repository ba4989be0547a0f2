"""Rows as a CSV file that a spreadsheet opens as text: marked as UTF-8, and no cell is a formula."""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

_BEGINS_A_FORMULA: Final = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
_MARK: Final = "'"


def csv_table(rows: Iterable[Sequence[str]]) -> bytes:
    """Return the file, with a byte order mark, for Excel reads UTF-8 by it alone."""
    target = io.StringIO()
    writer = csv.writer(target, quoting=csv.QUOTE_ALL)
    writer.writerows([_inert(cell) for cell in row] for row in rows)
    return target.getvalue().encode("utf-8-sig")


def _inert(cell: str) -> str:
    """Put a quotation mark before what a spreadsheet would calculate."""
    return _MARK + cell if cell.lstrip(" ").startswith(_BEGINS_A_FORMULA) else cell
