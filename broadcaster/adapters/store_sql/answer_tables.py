"""The tables of what people answer: replies, questionnaires, clues."""

from __future__ import annotations

from sqlalchemy import Boolean, Column, Index, String, Table

from broadcaster.adapters.store_sql.columns import ROW_NUMBER, Moment, Sealed
from broadcaster.adapters.store_sql.tables import metadata

replies = Table(
    "replies",
    metadata,
    Column("reply_id", String, primary_key=True),
    Column("channel", String, nullable=False),
    Column("received_at", Moment, nullable=False),
    Column("case_number", String, nullable=False),
    Column("kind", String, nullable=False),
    Column("sense", String, nullable=False),
    Column("address_key", String, nullable=False),
    Column("text", Sealed, nullable=False),
    Column("read_at", Moment),
    Column("read_by", String, nullable=False),
    Index(None, "received_at"),
)

survey_opt_outs = Table(
    "survey_opt_outs",
    metadata,
    Column("address_key", String, primary_key=True),
    Column("at", Moment, nullable=False),
)

surveys = Table(
    "surveys",
    metadata,
    Column("offer_id", String, primary_key=True),
    Column("token_key", String, nullable=False, unique=True),
    Column("survey", String, nullable=False),
    Column("case_number", String, nullable=False),
    Column("role", String, nullable=False),
    Column("offered_at", Moment, nullable=False),
    Column("expires_at", Moment, nullable=False),
    Column("answered_at", Moment),
    Column("answers", Sealed),
    Index(None, "case_number"),
    Index(None, "survey", "offered_at"),
)

clues = Table(
    "clues",
    metadata,
    Column("number", ROW_NUMBER, primary_key=True, autoincrement=True),
    Column("clue_id", String, nullable=False, unique=True),
    Column("entry", String, nullable=False),
    Column("received_at", Moment, nullable=False),
    Column("due_on", String, nullable=False),
    Column("urgent", Boolean, nullable=False),
    Column("written", Sealed, nullable=False),
    Column("outcome", String, nullable=False),
    Column("closed_at", Moment),
    Column("closed_by", String, nullable=False),
    Index(None, "entry"),
)
