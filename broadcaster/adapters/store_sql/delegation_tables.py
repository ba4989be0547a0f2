"""The table of delegations."""

from __future__ import annotations

from sqlalchemy import Column, String, Table

from broadcaster.adapters.store_sql.columns import Moment
from broadcaster.adapters.store_sql.tables import metadata

delegations = Table(
    "delegations",
    metadata,
    Column("delegation_id", String, primary_key=True),
    Column("by", String, nullable=False),
    Column("to", String, nullable=False),
    Column("since", Moment, nullable=False),
    Column("until", Moment, nullable=False),
    Column("reason", String, nullable=False),
    Column("ended_at", Moment),
)
