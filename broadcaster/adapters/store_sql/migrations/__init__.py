"""The database's versions, by Alembic."""
