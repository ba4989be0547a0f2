"""Alembic's environment: the connection comes from `migrate`, never from a file."""

from __future__ import annotations

from alembic import context

from broadcaster.adapters.store_sql.tables import metadata

context.configure(connection=context.config.attributes["connection"], target_metadata=metadata)
with context.begin_transaction():
    context.run_migrations()
