"""The job sheet of one community: which poster to put up, which to take down, as a table that a spreadsheet opens."""

from __future__ import annotations

import csv
import io
import tomllib
from dataclasses import dataclass
from importlib.resources import files
from typing import TYPE_CHECKING

from channels.files import write

if TYPE_CHECKING:
    from pathlib import Path

POST = "post"
TAKE_DOWN = "take_down"
_WORDS = tomllib.loads(files("channels.board_print").joinpath("sheet.toml").read_text("utf-8"))
_ACTIONS: dict[str, str] = _WORDS["actions"]
_HEADINGS: list[str] = _WORDS["headings"]
_ACTION_OF = {word: action for action, word in _ACTIONS.items()}


@dataclass(frozen=True, slots=True)
class Job:
    """One line: what to do with one printed file."""

    number: int
    action: str
    file: str
    ordered: str
    """When it was ordered, to the minute."""
    until: str
    """The last day it may hang; empty for a take-down."""


def read(path: Path) -> list[Job]:
    """Return the jobs so far, oldest first."""
    if not path.exists():
        return []
    rows = csv.reader(io.StringIO(path.read_text("utf-8-sig")))
    next(rows)
    return [Job(int(number), _ACTION_OF[action], file, ordered, until) for number, action, file, ordered, until in rows]


def order(path: Path, action: str, file: str, *, ordered: str, until: str = "") -> None:
    """Add a line, unless the last one about this file says the same: so repeating is harmless."""
    jobs = read(path)
    last = next((job for job in reversed(jobs) if job.file == file), None)
    if last is not None and last.action == action and last.until == until:
        return
    _keep(path, [*jobs, Job(len(jobs) + 1, action, file, ordered, until)])


def _keep(path: Path, jobs: list[Job]) -> None:
    table = io.StringIO(newline="")
    writer = csv.writer(table)
    writer.writerow(_HEADINGS)
    writer.writerows((job.number, _ACTIONS[job.action], job.file, job.ordered, job.until) for job in jobs)
    write(path, table.getvalue().encode("utf-8-sig"))  # Excel takes UTF-8 for GBK without the mark
