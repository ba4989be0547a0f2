"""Entries, lists, artifacts and placements in SQL: one book over three shelves."""

from __future__ import annotations

from broadcaster.adapters.store_sql.entries import SqlEntryBook
from broadcaster.adapters.store_sql.lists import SqlListBook
from broadcaster.adapters.store_sql.placements import SqlPlacementBook


class SqlExposureBook(SqlEntryBook, SqlListBook, SqlPlacementBook):
    """All of exposure on one connection."""
