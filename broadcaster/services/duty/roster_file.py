"""A month's duty roster as a spreadsheet saves it: CSV, in UTF-8 or GB18030, its columns named in Chinese or by their codes."""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING, Final

from broadcaster.domain.duty_roster import COLUMNS, MISSING, REQUIRED, UNREADABLE
from broadcaster.domain.errors import Fault, InvalidInput

if TYPE_CHECKING:
    from collections.abc import Mapping

_ENCODINGS: Final = ("utf-8-sig", "gb18030")


def roster_lines(content: bytes, headings: Mapping[str, str]) -> list[dict[str, str]]:
    """Return the lines by column; `headings` are the columns' Chinese names. Raises `InvalidInput` where a column is missing."""
    columns = {heading: column for column, heading in headings.items()} | {column: column for column in COLUMNS}
    reader = csv.reader(io.StringIO(_decoded(content), newline=""))
    names = [columns.get(name.strip(), "") for name in next(reader, [])]
    if missing := [column for column in REQUIRED if column not in names]:
        raise InvalidInput(*(Fault(f"/1/{column}", MISSING) for column in missing))
    lines = [dict(zip(names, line, strict=False)) for line in reader]
    while lines and not any(value.strip() for value in lines[-1].values()):
        lines.pop()
    return lines


def _decoded(content: bytes) -> str:
    for encoding in _ENCODINGS:
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise InvalidInput(Fault("/1", UNREADABLE))
