"""Chains of messages, caps by party and day, addresses that are stopped, and when the people on a list are told."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from broadcaster.adapters.store_sql.columns import Moment

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Bring the database to this version."""
    op.add_column("deliveries", sa.Column("address_key", sa.String(), server_default="", nullable=False))
    op.add_column("lists", sa.Column("told_at", Moment(), nullable=True))
    for name, columns, words in (
        ("ix_deliveries_unreported", ["due_at"], "state = 'accepted' AND medium = 'sms'"),
        ("ix_deliveries_tried", ["address_key", "first_tried_at"], "first_tried_at IS NOT NULL"),
    ):
        op.create_index(name, "deliveries", columns, sqlite_where=sa.text(words), postgresql_where=sa.text(words))
    op.create_table(
        "stopped_addresses",
        sa.Column("address_key", sa.String(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("stopped_at", Moment(), nullable=False),
        sa.PrimaryKeyConstraint("address_key", name="pk_stopped_addresses"),
    )
