"""Objections in the store: kept once, sealed, with each file by itself (R112)."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import select
from sqlalchemy.ext.asyncio import create_async_engine

from broadcaster.adapters.store_sql.objection_tables import objection_proofs, objections
from broadcaster.domain.errors import NotFound
from broadcaster.domain.objections import ObjectionKind, ObjectionOutcome, ObjectionText, Proof, Relation
from broadcaster.ports.objection_book import ObjectionRow
from tests.builders import moment

if TYPE_CHECKING:
    from broadcaster.adapters.store_sql.engine import SqlStore

NOW = moment("2026-11-23")
WRITTEN = ObjectionText(Relation.SELF, "林听潮", "19900000378", "同名，不是我。")
ROW = ObjectionRow("K7QM2RXD4T", "E1", ObjectionKind.NOT_ME, NOW, date(2026, 12, 8), WRITTEN)
PROOFS = (Proof("image/jpeg", b"\xff\xd8\xff picture"), Proof("application/pdf", b"%PDF- paper"))


async def test_an_objection_is_kept_once(store: SqlStore) -> None:
    """The same form sent again gives the receipt of the first time, and no further file."""
    kept = replace(ROW, proofs=("image/jpeg", "application/pdf"))
    async with store.writing() as books:
        assert await books.objections.keep(ROW, PROOFS, "form-1") == kept
        assert await books.objections.keep(replace(ROW, objection_id="AGAIN"), PROOFS, "form-1") == kept
        assert list(await books.objections.page()) == [kept]
        with pytest.raises(NotFound):
            await books.objections.objection("AGAIN")
        with pytest.raises(NotFound):
            await books.objections.proof("AGAIN", 1)


async def test_files_are_counted_from_one(store: SqlStore) -> None:
    """There is none before or after."""
    async with store.writing() as books:
        await books.objections.keep(ROW, PROOFS, "form-1")
        assert [await books.objections.proof(ROW.objection_id, position) for position in (1, 2)] == list(PROOFS)
        for position in (0, 3):
            with pytest.raises(NotFound):
                await books.objections.proof(ROW.objection_id, position)


async def test_objections_come_newest_first(store: SqlStore) -> None:
    """All, or those still open."""
    later = replace(ROW, objection_id="LATER", received_at=NOW + timedelta(hours=1))
    async with store.writing() as books:
        for each in (ROW, later):
            await books.objections.keep(each, (), each.objection_id)
        assert [each.objection_id for each in await books.objections.page()] == ["LATER", ROW.objection_id]
        await books.objections.close("LATER", ObjectionOutcome.DISMISSED, "经核对是本人", by="sun", at=NOW)
        assert [each.objection_id for each in await books.objections.page(open_only=True)] == [ROW.objection_id]


async def test_what_was_found_is_written_once(store: SqlStore) -> None:
    """With who found it, when and why."""
    async with store.writing() as books:
        await books.objections.keep(ROW, (), "form-1")
        written = [
            await books.objections.close(ROW.objection_id, outcome, "经核对不是同一人", by=by, at=NOW)
            for outcome, by in ((ObjectionOutcome.UPHELD, "sun"), (ObjectionOutcome.DISMISSED, "li"))
        ]
        kept = await books.objections.objection(ROW.objection_id)
        assert written == [True, False]
        assert (kept.outcome, kept.remark, kept.closed_by, kept.closed_at) == (ObjectionOutcome.UPHELD, "经核对不是同一人", "sun", NOW)


async def test_nothing_of_an_objection_stands_in_clear(store: SqlStore, store_url: str) -> None:
    """Who reads the database file learns that something was objected, not by whom, why or with what."""
    async with store.writing() as books:
        await books.objections.keep(ROW, PROOFS, "form-1")
        await books.objections.close(ROW.objection_id, ObjectionOutcome.UPHELD, "核对无误", by="sun", at=NOW)
    engine = create_async_engine(store_url)
    async with engine.connect() as connection:
        columns = (objections.c.written, objections.c.remark, objection_proofs.c.content)
        rows = [bytes(row[0]) for column in columns for row in await connection.execute(select(column))]
    await engine.dispose()
    assert len(rows) == 4
    words = ("林听潮", "19900000378", "同名", "核对", "picture", "paper")
    assert not any(word.encode() in row for row in rows for word in words)
