"""Objections and their proof."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from broadcaster.adapters.store_sql.columns import Moment

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Bring the database to this version."""
    op.create_table(
        "objections",
        sa.Column("objection_id", sa.String(), nullable=False),
        sa.Column("form_key", sa.String(), nullable=False),
        sa.Column("entry", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("received_at", Moment(), nullable=False),
        sa.Column("due_on", sa.String(), nullable=False),
        sa.Column("written", sa.LargeBinary(), nullable=False),
        sa.Column("proofs", sa.JSON(), nullable=False),
        sa.Column("outcome", sa.String(), nullable=False),
        sa.Column("remark", sa.LargeBinary(), nullable=False),
        sa.Column("closed_at", Moment(), nullable=True),
        sa.Column("closed_by", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("objection_id", name="pk_objections"),
        sa.UniqueConstraint("form_key", name="uq_objections_form_key"),
    )
    op.create_index("ix_objections_received_at", "objections", ["received_at"])
    op.create_index("ix_objections_entry", "objections", ["entry"])
    op.create_table(
        "objection_proofs",
        sa.Column("objection_id", sa.String(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("media_type", sa.String(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("objection_id", "position", name="pk_objection_proofs"),
    )


def downgrade() -> None:
    """Take this version back."""
    op.drop_table("objection_proofs")
    op.drop_index("ix_objections_entry", table_name="objections")
    op.drop_index("ix_objections_received_at", table_name="objections")
    op.drop_table("objections")
