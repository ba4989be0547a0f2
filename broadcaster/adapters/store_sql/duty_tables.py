"""The tables of the duty roster, and of what is told once."""

from __future__ import annotations

from sqlalchemy import Column, String, Table, Text

from broadcaster.adapters.store_sql.columns import Moment
from broadcaster.adapters.store_sql.tables import metadata

duty_shifts = Table(
    "duty_shifts",
    metadata,
    Column("begins_at", Moment, primary_key=True),
    Column("ends_at", Moment, nullable=False),
    Column("officer", String, nullable=False),
    Column("deputy", String, nullable=False),
    Column("phone", String, nullable=False),
    Column("note", Text, nullable=False),
    Column("noted_by", String, nullable=False),
    Column("noted_at", Moment),
    Column("taken_over_by", String, nullable=False),
    Column("taken_over_at", Moment),
)

told_once = Table(
    "told_once",
    metadata,
    Column("what", String, primary_key=True),
    Column("told_at", Moment, nullable=False),
)
