"""Reads a case's events and folds them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from broadcaster.domain.case_file import CaseFile, fold

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from broadcaster.ports.exposure_book import EntryRow
    from broadcaster.ports.store import Books


async def file_of(books: Books, case_number: str) -> CaseFile:
    """Return the case as told so far."""
    return fold(await books.cases.events_of(case_number))


async def files_of(books: Books, case_numbers: Collection[str]) -> Mapping[str, CaseFile]:
    """Return several cases as told so far, read together."""
    return {number: fold(events) for number, events in (await books.cases.events_of_cases(case_numbers)).items()}


async def entries_with_files(books: Books, entries: Collection[str]) -> list[tuple[EntryRow, CaseFile]]:
    """Return entries with their cases, in the order asked for, read together; raise `NotFound` for one that is not there."""
    rows = await books.exposure.entries(entries)
    files = await files_of(books, {row.case_number for row in rows})
    return [(row, files[row.case_number]) for row in rows]
