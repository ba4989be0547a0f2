"""The table of a court's own texts of notices."""

from __future__ import annotations

from sqlalchemy import JSON, Column, Index, Integer, String, Table, Text, text

from broadcaster.adapters.store_sql.columns import ROW_NUMBER, Moment
from broadcaster.adapters.store_sql.tables import metadata

wording_revisions = Table(
    "wording_revisions",
    metadata,
    Column("number", ROW_NUMBER, primary_key=True, autoincrement=True),
    Column("kind", String, nullable=False),
    Column("shipped_version", Integer, nullable=False),
    Column("base_version", Integer, nullable=False),
    Column("version", Integer, nullable=False),
    Column("files", JSON, nullable=False),
    Column("proposed_by", String, nullable=False),
    Column("proposed_at", Moment, nullable=False),
    Column("reason", Text, nullable=False),
    Column("state", String, nullable=False),
    Column("decided_by", String, nullable=False),
    Column("decided_at", Moment),
    Column("remark", Text, nullable=False),
)

OPEN = text("state = 'proposed'")
Index("ix_wording_revisions_open", wording_revisions.c.kind, unique=True, sqlite_where=OPEN, postgresql_where=OPEN)
"""One open proposal for each kind: two would be approved unseen by one another."""
