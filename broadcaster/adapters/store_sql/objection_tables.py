"""The tables of objections and their proof."""

from __future__ import annotations

from sqlalchemy import JSON, Column, Index, Integer, String, Table

from broadcaster.adapters.store_sql.columns import Moment, Sealed
from broadcaster.adapters.store_sql.tables import metadata

objections = Table(
    "objections",
    metadata,
    Column("objection_id", String, primary_key=True),
    Column("form_key", String, nullable=False, unique=True),
    Column("entry", String, nullable=False),
    Column("kind", String, nullable=False),
    Column("received_at", Moment, nullable=False),
    Column("due_on", String, nullable=False),
    Column("written", Sealed, nullable=False),
    Column("proofs", JSON, nullable=False),
    Column("outcome", String, nullable=False),
    Column("remark", Sealed, nullable=False),
    Column("closed_at", Moment),
    Column("closed_by", String, nullable=False),
    Index(None, "received_at"),
    Index(None, "entry"),
)

objection_proofs = Table(
    "objection_proofs",
    metadata,
    Column("objection_id", String, primary_key=True),
    Column("position", Integer, primary_key=True),
    Column("media_type", String, nullable=False),
    Column("content", Sealed, nullable=False),
)
