"""Reads a case's events and folds them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from broadcaster.domain.case_file import CaseFile, fold

if TYPE_CHECKING:
    from broadcaster.ports.store import Books


async def file_of(books: Books, case_number: str) -> CaseFile:
    """Return the case as told so far."""
    return fold(await books.cases.events_of(case_number))
