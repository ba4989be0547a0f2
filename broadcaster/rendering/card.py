"""What a slide or poster says about one entry, and what surrounds every entry of its list."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from broadcaster.domain.entries import EntryKind


@dataclass(frozen=True, slots=True)
class Row:
    """One labelled fact, such as 执行案号 and its number; `strong` facts stand out."""

    label: str
    value: str
    strong: bool = False


@dataclass(frozen=True, slots=True)
class Card:
    """One entry as the public sees it: only fields of R29, and of R30 where they were approved.

    `entry` is named in errors and never drawn. `photo` is the bytes of a JPEG or PNG file (R98), `verify_url` goes
    into the code (R40). `amount` and `duty` may be empty; `reward` and `conditions` belong to bounties (R75-R81).
    """

    entry: str
    kind: EntryKind
    name: str
    is_unit: bool
    rows: tuple[Row, ...]
    duty: str
    amount: str
    photo: bytes | None
    verify_url: str
    reward: str = ""
    conditions: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Frame:
    """What stands around every card of a list: court, title, issue, dates, hotline and the warnings of R97 and R109."""

    court: str
    title: str
    issue: str
    published_on: str
    hotline: str
    domain: str
    notes: tuple[str, ...]
