"""Deadlines and alarms on tasks, and the duty roster."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from broadcaster.adapters.store_sql.columns import Moment

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

_OPEN = sa.text("done_at IS NULL")
_HANGING = sa.text("wanted <> 'shown' AND seen <> 'gone'")


def upgrade() -> None:
    """Bring the database to this version. Tasks that are open already are judged at the first sweep."""
    op.add_column("tasks", sa.Column("rule", sa.String(), server_default="", nullable=False))
    op.add_column("tasks", sa.Column("official", sa.Boolean(), server_default=sa.true(), nullable=False))
    op.add_column("tasks", sa.Column("department", sa.String(), server_default="", nullable=False))
    op.add_column("tasks", sa.Column("level", sa.String(), server_default="", nullable=False))
    op.add_column("tasks", sa.Column("alarm_at", Moment(), nullable=True))
    op.execute("UPDATE tasks SET alarm_at = opened_at WHERE done_at IS NULL")
    op.create_index("ix_tasks_case_number", "tasks", ["case_number"])
    op.create_index("ix_tasks_open", "tasks", ["due_on"], sqlite_where=_OPEN, postgresql_where=_OPEN)
    op.create_index("ix_tasks_open_kind", "tasks", ["kind", "due_on"], sqlite_where=_OPEN, postgresql_where=_OPEN)
    op.create_index("ix_tasks_alarm", "tasks", ["alarm_at"], sqlite_where=_OPEN, postgresql_where=_OPEN)
    op.create_index("ix_placements_hanging", "placements", ["entry"], sqlite_where=_HANGING, postgresql_where=_HANGING)
    op.create_table(
        "duty_shifts",
        sa.Column("begins_at", Moment(), nullable=False),
        sa.Column("ends_at", Moment(), nullable=False),
        sa.Column("officer", sa.String(), nullable=False),
        sa.Column("deputy", sa.String(), nullable=False),
        sa.Column("phone", sa.String(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("noted_by", sa.String(), nullable=False),
        sa.Column("noted_at", Moment(), nullable=True),
        sa.Column("taken_over_by", sa.String(), nullable=False),
        sa.Column("taken_over_at", Moment(), nullable=True),
        sa.PrimaryKeyConstraint("begins_at", name="pk_duty_shifts"),
    )
    op.create_table(
        "told_once",
        sa.Column("what", sa.String(), nullable=False),
        sa.Column("told_at", Moment(), nullable=False),
        sa.PrimaryKeyConstraint("what", name="pk_told_once"),
    )
