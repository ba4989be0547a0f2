"""The founding tables."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from broadcaster.adapters.store_sql.columns import ROW_NUMBER, Moment

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Bring the database to this version."""
    op.create_table(
        "artifacts",
        sa.Column("list_id", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("subject", sa.String(), nullable=False),
        sa.Column("sha256", sa.String(), nullable=False),
        sa.Column("media_type", sa.String(), nullable=False),
        sa.Column("entries", sa.JSON(), nullable=False),
        sa.Column("replaces", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("list_id", "kind", "subject", name="pk_artifacts"),
    )
    op.create_index("ix_artifacts_sha256", "artifacts", ["sha256"], unique=False)
    op.create_table(
        "channel_notes",
        sa.Column("channel", sa.String(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("value", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("channel", "key", name="pk_channel_notes"),
    )
    op.create_table(
        "deliveries",
        sa.Column("delivery_id", sa.String(), nullable=False),
        sa.Column("case_number", sa.String(), nullable=False),
        sa.Column("party_id", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("recipient", sa.String(), nullable=False),
        sa.Column("medium", sa.String(), nullable=False),
        sa.Column("channel", sa.String(), nullable=False),
        sa.Column("event_key", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("due_at", Moment(), nullable=False),
        sa.Column("urgent", sa.Boolean(), nullable=False),
        sa.Column("leased_until", Moment(), nullable=True),
        sa.Column("attempts", sa.Integer(), server_default="0", nullable=False),
        sa.Column("first_tried_at", Moment(), nullable=True),
        sa.Column("resolved", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column("provider_id", sa.String(), nullable=True),
        sa.Column("answer", sa.Text(), nullable=True),
        sa.Column("changed_at", Moment(), nullable=False),
        sa.Column("address", sa.LargeBinary(), nullable=False),
        sa.Column("message", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("delivery_id", name="pk_deliveries"),
        sa.UniqueConstraint(
            "event_key", "kind", "party_id", "recipient", "medium", name="uq_deliveries_event_key_kind_party_id_recipient_medium"
        ),
    )
    op.create_index("ix_deliveries_case_number", "deliveries", ["case_number"], unique=False)
    op.create_index("ix_deliveries_channel_provider_id", "deliveries", ["channel", "provider_id"], unique=False)
    op.create_index("ix_deliveries_state_due_at", "deliveries", ["state", "due_at"], unique=False)
    op.create_index(
        "ix_deliveries_waiting",
        "deliveries",
        ["urgent", "due_at"],
        unique=False,
        sqlite_where=sa.text("state IN ('queued', 'deferred')"),
        postgresql_where=sa.text("state IN ('queued', 'deferred')"),
    )
    op.create_table(
        "entries",
        sa.Column("entry", sa.String(), nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("ref", sa.String(), nullable=False),
        sa.Column("case_number", sa.String(), nullable=False),
        sa.Column("party_id", sa.String(), nullable=False),
        sa.Column("subject_key", sa.String(), nullable=False),
        sa.Column("name_key", sa.String(), nullable=False),
        sa.Column("birth_year", sa.Integer(), nullable=True),
        sa.Column("community", sa.String(), nullable=False),
        sa.Column("photo_digest", sa.String(), server_default="", nullable=False),
        sa.Column("created_at", Moment(), nullable=False),
        sa.Column("held_back", sa.String(), server_default="", nullable=False),
        sa.Column("cleared", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("entry", name="pk_entries"),
        sa.UniqueConstraint("case_number", "kind", "ref", name="uq_entries_case_number_kind_ref"),
        sa.UniqueConstraint("code", name="uq_entries_code"),
    )
    op.create_index("ix_entries_case_number", "entries", ["case_number"], unique=False)
    op.create_index("ix_entries_name_key", "entries", ["name_key"], unique=False)
    op.create_index("ix_entries_photo_digest", "entries", ["photo_digest"], unique=False)
    op.create_table(
        "events",
        sa.Column("row", ROW_NUMBER, autoincrement=True, nullable=False),
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("event_id", sa.String(), nullable=False),
        sa.Column("type", sa.String(), nullable=False),
        sa.Column("case_number", sa.String(), nullable=False),
        sa.Column("happened_at", Moment(), nullable=False),
        sa.Column("received_at", Moment(), nullable=False),
        sa.Column("digest", sa.String(), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("row", name="pk_events"),
        sa.UniqueConstraint("source", "event_id", name="uq_events_source_event_id"),
    )
    op.create_index("ix_events_case_number", "events", ["case_number"], unique=False)
    op.create_table(
        "feed_events",
        sa.Column("row", ROW_NUMBER, autoincrement=True, nullable=False),
        sa.Column("agency", sa.String(), nullable=False),
        sa.Column("feed", sa.String(), nullable=False),
        sa.Column("sequence", sa.Integer(), nullable=True),
        sa.Column("event_id", sa.String(), nullable=False),
        sa.Column("type", sa.String(), nullable=False),
        sa.Column("entry", sa.String(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("at", Moment(), nullable=False),
        sa.Column("digest", sa.String(), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("row", name="pk_feed_events"),
        sa.UniqueConstraint("agency", "feed", "sequence", name="uq_feed_events_agency_feed_sequence"),
        sa.UniqueConstraint("event_id", name="uq_feed_events_event_id"),
    )
    op.create_table(
        "feed_states",
        sa.Column("agency", sa.String(), nullable=False),
        sa.Column("feed", sa.String(), nullable=False),
        sa.Column("entry", sa.String(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("digest", sa.String(), nullable=False),
        sa.Column("published", sa.Boolean(), nullable=False),
        sa.Column("published_on", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("agency", "feed", "entry", name="pk_feed_states"),
    )
    op.create_table(
        "journal",
        sa.Column("row", ROW_NUMBER, autoincrement=True, nullable=False),
        sa.Column("at", Moment(), nullable=False),
        sa.Column("who", sa.String(), nullable=False),
        sa.Column("what", sa.String(), nullable=False),
        sa.Column("subject", sa.String(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("basis", sa.String(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=True),
        sa.Column("chain", sa.String(), nullable=True),
        sa.PrimaryKeyConstraint("row", name="pk_journal"),
        sa.UniqueConstraint("number", name="uq_journal_number"),
    )
    op.create_table(
        "keys",
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("scope", sa.String(), nullable=False),
        sa.Column("token_key", sa.String(), nullable=False),
        sa.Column("policy", sa.String(), nullable=False),
        sa.Column("added_at", Moment(), nullable=False),
        sa.Column("revoked_at", Moment(), nullable=True),
        sa.PrimaryKeyConstraint("name", "scope", name="pk_keys"),
        sa.UniqueConstraint("token_key", name="uq_keys_token_key"),
    )
    op.create_table(
        "leases",
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("leased_until", Moment(), nullable=False),
        sa.PrimaryKeyConstraint("name", name="pk_leases"),
    )
    op.create_table(
        "lists",
        sa.Column("list_id", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("month", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("drafted_at", Moment(), nullable=False),
        sa.Column("drafted_by", sa.String(), nullable=False),
        sa.Column("lines", sa.JSON(), nullable=False),
        sa.Column("submitted_by", sa.String(), nullable=False),
        sa.Column("assessment", sa.String(), nullable=False),
        sa.Column("digest", sa.String(), nullable=False),
        sa.Column("approved_by", sa.String(), nullable=False),
        sa.Column("published_at", Moment(), nullable=True),
        sa.PrimaryKeyConstraint("list_id", name="pk_lists"),
    )
    op.create_table(
        "people",
        sa.Column("subject_key", sa.String(), nullable=False),
        sa.Column("name_key", sa.String(), nullable=False),
        sa.Column("birth_year", sa.Integer(), nullable=True),
        sa.Column("community", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("subject_key", "name_key", name="pk_people"),
    )
    op.create_index("ix_people_name_key", "people", ["name_key"], unique=False)
    op.create_table(
        "placement_history",
        sa.Column("row", ROW_NUMBER, autoincrement=True, nullable=False),
        sa.Column("placement_id", sa.String(), nullable=False),
        sa.Column("at", Moment(), nullable=False),
        sa.Column("wanted", sa.String(), nullable=False),
        sa.Column("seen", sa.String(), nullable=False),
        sa.Column("artifact", sa.String(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("proof", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("row", name="pk_placement_history"),
    )
    op.create_index("ix_placement_history_placement_id", "placement_history", ["placement_id"], unique=False)
    op.create_table(
        "placements",
        sa.Column("placement_id", sa.String(), nullable=False),
        sa.Column("entry", sa.String(), nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("list_id", sa.String(), nullable=False),
        sa.Column("channel", sa.String(), nullable=False),
        sa.Column("place", sa.String(), nullable=False),
        sa.Column("artifact", sa.String(), nullable=False),
        sa.Column("content", sa.String(), nullable=False),
        sa.Column("media_type", sa.String(), nullable=False),
        sa.Column("wanted", sa.String(), nullable=False),
        sa.Column("wanted_since", Moment(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("shown_from", Moment(), nullable=False),
        sa.Column("shown_until", Moment(), nullable=False),
        sa.Column("seen", sa.String(), nullable=False),
        sa.Column("seen_at", Moment(), nullable=True),
        sa.Column("proof", sa.String(), nullable=False),
        sa.Column("told_at", Moment(), nullable=True),
        sa.PrimaryKeyConstraint("placement_id", name="pk_placements"),
        sa.UniqueConstraint("list_id", "entry", "channel", "place", name="uq_placements_list_id_entry_channel_place"),
    )
    op.create_index("ix_placements_channel_place", "placements", ["channel", "place"], unique=False)
    op.create_index("ix_placements_entry", "placements", ["entry"], unique=False)
    op.create_table(
        "reviews",
        sa.Column("case_number", sa.String(), nullable=False),
        sa.Column("generation", sa.Integer(), nullable=False),
        sa.Column("due_at", Moment(), nullable=True),
        sa.Column("leased_until", Moment(), nullable=True),
        sa.PrimaryKeyConstraint("case_number", name="pk_reviews"),
    )
    op.create_index("ix_reviews_due_at", "reviews", ["due_at"], unique=False)
    op.create_table(
        "sightings",
        sa.Column("placement_id", sa.String(), nullable=False),
        sa.Column("sight", sa.String(), nullable=False),
        sa.Column("at", Moment(), nullable=False),
        sa.Column("proof", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("placement_id", name="pk_sightings"),
    )
    op.create_table(
        "tasks",
        sa.Column("task", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("case_number", sa.String(), nullable=False),
        sa.Column("entry", sa.String(), nullable=False),
        sa.Column("opened_at", Moment(), nullable=False),
        sa.Column("due_on", sa.String(), nullable=False),
        sa.Column("done_at", Moment(), nullable=True),
        sa.PrimaryKeyConstraint("task", name="pk_tasks"),
    )
    op.create_table(
        "users",
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("roles", sa.JSON(), nullable=False),
        sa.Column("password_hash", sa.String(), nullable=False),
        sa.Column("mobile", sa.LargeBinary(), nullable=False),
        sa.Column("email", sa.LargeBinary(), nullable=False),
        sa.Column("added_at", Moment(), nullable=False),
        sa.PrimaryKeyConstraint("name", name="pk_users"),
    )


def downgrade() -> None:
    """Take this version back."""
    op.drop_table("users")
    op.drop_table("tasks")
    op.drop_table("sightings")
    op.drop_index("ix_reviews_due_at", table_name="reviews")
    op.drop_table("reviews")
    op.drop_index("ix_placements_entry", table_name="placements")
    op.drop_index("ix_placements_channel_place", table_name="placements")
    op.drop_table("placements")
    op.drop_index("ix_placement_history_placement_id", table_name="placement_history")
    op.drop_table("placement_history")
    op.drop_index("ix_people_name_key", table_name="people")
    op.drop_table("people")
    op.drop_table("lists")
    op.drop_table("leases")
    op.drop_table("keys")
    op.drop_table("journal")
    op.drop_table("feed_states")
    op.drop_table("feed_events")
    op.drop_index("ix_events_case_number", table_name="events")
    op.drop_table("events")
    op.drop_index("ix_entries_photo_digest", table_name="entries")
    op.drop_index("ix_entries_name_key", table_name="entries")
    op.drop_index("ix_entries_case_number", table_name="entries")
    op.drop_table("entries")
    op.drop_index(
        "ix_deliveries_waiting",
        table_name="deliveries",
        sqlite_where=sa.text("state IN ('queued', 'deferred')"),
        postgresql_where=sa.text("state IN ('queued', 'deferred')"),
    )
    op.drop_index("ix_deliveries_state_due_at", table_name="deliveries")
    op.drop_index("ix_deliveries_channel_provider_id", table_name="deliveries")
    op.drop_index("ix_deliveries_case_number", table_name="deliveries")
    op.drop_table("deliveries")
    op.drop_table("channel_notes")
    op.drop_index("ix_artifacts_sha256", table_name="artifacts")
    op.drop_table("artifacts")
