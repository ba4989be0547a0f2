"""Replies, questionnaires and clues."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from broadcaster.adapters.store_sql.columns import ROW_NUMBER, Moment

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Bring the database to this version."""
    op.create_table(
        "replies",
        sa.Column("reply_id", sa.String(), nullable=False),
        sa.Column("channel", sa.String(), nullable=False),
        sa.Column("received_at", Moment(), nullable=False),
        sa.Column("case_number", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("sense", sa.String(), nullable=False),
        sa.Column("address_key", sa.String(), nullable=False),
        sa.Column("text", sa.LargeBinary(), nullable=False),
        sa.Column("read_at", Moment(), nullable=True),
        sa.Column("read_by", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("reply_id", name="pk_replies"),
    )
    op.create_index("ix_replies_received_at", "replies", ["received_at"])
    op.create_table(
        "survey_opt_outs",
        sa.Column("address_key", sa.String(), nullable=False),
        sa.Column("at", Moment(), nullable=False),
        sa.PrimaryKeyConstraint("address_key", name="pk_survey_opt_outs"),
    )
    op.create_table(
        "surveys",
        sa.Column("offer_id", sa.String(), nullable=False),
        sa.Column("token_key", sa.String(), nullable=False),
        sa.Column("survey", sa.String(), nullable=False),
        sa.Column("case_number", sa.String(), nullable=False),
        sa.Column("role", sa.String(), nullable=False),
        sa.Column("offered_at", Moment(), nullable=False),
        sa.Column("expires_at", Moment(), nullable=False),
        sa.Column("answered_at", Moment(), nullable=True),
        sa.Column("answers", sa.LargeBinary(), nullable=True),
        sa.PrimaryKeyConstraint("offer_id", name="pk_surveys"),
        sa.UniqueConstraint("token_key", name="uq_surveys_token_key"),
    )
    op.create_index("ix_surveys_case_number", "surveys", ["case_number"])
    op.create_index("ix_surveys_survey_offered_at", "surveys", ["survey", "offered_at"])
    op.create_table(
        "clues",
        sa.Column("number", ROW_NUMBER, autoincrement=True, nullable=False),
        sa.Column("clue_id", sa.String(), nullable=False),
        sa.Column("entry", sa.String(), nullable=False),
        sa.Column("received_at", Moment(), nullable=False),
        sa.Column("due_on", sa.String(), nullable=False),
        sa.Column("urgent", sa.Boolean(), nullable=False),
        sa.Column("written", sa.LargeBinary(), nullable=False),
        sa.Column("outcome", sa.String(), nullable=False),
        sa.Column("closed_at", Moment(), nullable=True),
        sa.Column("closed_by", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("number", name="pk_clues"),
        sa.UniqueConstraint("clue_id", name="uq_clues_clue_id"),
    )
    op.create_index("ix_clues_entry", "clues", ["entry"])
