"""Drafts a month's list: everyone of its kind, on it or off it, each with every reason (R1-R20, R97, R99-R102)."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from typing import TYPE_CHECKING

from msgspec.structs import replace as replace_line

from broadcaster.domain import reasons
from broadcaster.domain.errors import NotAllowed, NotFound
from broadcaster.domain.exposure_lists import ExposureList, Line, ListState, require
from broadcaster.domain.silence import SILENCE
from broadcaster.domain.standing import judge
from broadcaster.domain.users import PUBLISHES
from broadcaster.ports.office_book import Deed
from broadcaster.services.case_files import files_of

if TYPE_CHECKING:
    from collections.abc import Callable, Collection
    from datetime import datetime

    from broadcaster.domain.eligibility import DisclosurePolicy
    from broadcaster.domain.entries import ListKind
    from broadcaster.domain.reasons import Reason
    from broadcaster.domain.users import User
    from broadcaster.ports.clock import Clock
    from broadcaster.ports.exposure_book import EntryRow
    from broadcaster.ports.store import Books, Store


class Screening:
    """Screens entries for a list."""

    def __init__(self, *, store: Store, clock: Clock, policy: DisclosurePolicy) -> None:
        """Take what it works with."""
        self._store = store
        self._clock = clock
        self._policy = policy

    async def screen(self, kind: ListKind, month: str, user: User) -> ExposureList:
        """Draft the month's list (`YYYY-MM`), or draft it anew while it is a draft; confirmations of namesakes stay."""
        _require_publicity(user)
        now = self._clock.now()
        async with self._store.writing() as books:
            before = await books.exposure.list_of_month(kind, month)
            if before:
                require(before, ListState.DRAFT)
            lines = await self._lines(books, kind, now, before)
            drafted = ExposureList(
                list_id=before.list_id if before else f"{kind}-{month}-{await _number_of(books, kind, month)}",
                kind=kind,
                month=month,
                state=ListState.DRAFT,
                drafted_at=before.drafted_at if before and not _is_longer(before, lines) else now,
                drafted_by=before.drafted_by if before else user.name,
                lines=lines,
            )
            await books.exposure.keep_list(drafted)
            await books.office.note(Deed(now, user.name, "list.screen", drafted.list_id))
        return drafted

    async def _lines(self, books: Books, kind: ListKind, now: datetime, before: ExposureList | None) -> tuple[Line, ...]:
        rows = await books.exposure.entries_of_kind(kind.entries)
        namesakes = await books.exposure.namesakes(rows)
        files = await files_of(books, {row.case_number for row in rows})
        judged = []
        for row in rows:
            file = files[row.case_number]
            standing = judge(file, row.key, now.date(), self._policy, cleared=row.cleared)
            earlier = before.line(row.entry) if before else None
            distinct_by = earlier.distinct_by if earlier else ""
            found = standing.reasons + ((reasons.NAMESAKE,) if row.entry in namesakes and not distinct_by else ())
            judged.append((file.amount_due or Decimal(0), row, (*found, *_held_back(row), *_struck(earlier)), distinct_by))
        judged.sort(key=lambda each: (bool(each[2]), -each[0], each[1].case_number, each[1].key.ref))
        return tuple(
            Line(row.entry, position, not found, tuple((each.key, each.detail) for each in found), distinct_by=distinct_by)
            for position, (_, row, found, distinct_by) in enumerate(judged, start=1)
        )

    async def confirm_distinct(self, list_id: str, entry: str, user: User) -> ExposureList:
        """Record that a person checked a namesake and found another person (R97); the entry goes on where nothing else is against it."""
        _require_publicity(user)

        def confirmed(line: Line) -> Line:
            left = tuple(each for each in line.reasons if each[0] != reasons.NAMESAKE.key)
            return replace_line(line, included=not left, reasons=left, distinct_by=user.name)

        return await self._change(list_id, entry, confirmed, user=user, deed="list.confirm_distinct")

    async def strike(self, list_id: str, entry: str, user: User, *, reason: str) -> ExposureList:
        """Take an entry off a draft with a reason."""
        _require_publicity(user)

        def struck(line: Line) -> Line:
            return replace_line(line, included=False, reasons=(*line.reasons, (reasons.STRUCK.key, reason)))

        return await self._change(list_id, entry, struck, user=user, deed="list.strike", reason=reason)

    async def _change(
        self, list_id: str, entry: str, change: Callable[[Line], Line], *, user: User, deed: str, reason: str = ""
    ) -> ExposureList:
        async with self._store.writing() as books:
            drafted = await books.exposure.exposure_list(list_id)
            require(drafted, ListState.DRAFT)
            if drafted.line(entry) is None:
                raise NotFound(f"list {list_id} has no entry {entry}")
            lines = tuple(change(line) if line.entry == entry else line for line in drafted.lines)
            drafted_at = self._clock.now() if _is_longer(drafted, lines) else drafted.drafted_at
            changed = replace(drafted, lines=lines, drafted_at=drafted_at)
            await books.exposure.keep_list(changed)
            await books.office.note(Deed(self._clock.now(), user.name, deed, f"{list_id}/{entry}", reason))
        return changed


def _require_publicity(user: User) -> None:
    if not user.roles & PUBLISHES:
        raise NotAllowed(f"{user.name}: lists are edited by {' or '.join(sorted(PUBLISHES))}")


def _held_back(row: EntryRow) -> Collection[Reason]:
    """A silence darkens places for a time and says nothing about the entry (R115)."""
    return (reasons.HELD_BACK.of(row.held_back),) if row.held_back not in ("", SILENCE) else ()


def _is_longer(before: ExposureList, lines: Collection[Line]) -> bool:
    """Whether someone came onto the list anew: the days of notice (R113) then begin again."""
    known = {line.entry for line in before.included}
    return any(line.included and line.entry not in known for line in lines)


def _struck(line: Line | None) -> Collection[Reason]:
    """What a person struck stays struck when the list is drafted anew."""
    return tuple(dict.fromkeys(reasons.STRUCK.of(detail) for key, detail in line.reasons if key == reasons.STRUCK.key)) if line else ()


async def _number_of(books: Books, kind: ListKind, month: str) -> int:
    """Return 1 for a month's first list of a kind, 2 after one was rejected."""
    return 1 + sum(each.kind == kind and each.month == month for each in await books.exposure.lists())
