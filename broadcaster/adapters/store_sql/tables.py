"""Every table. What names a person beyond an opaque id stands in Sealed columns or as a keyed hash."""

from __future__ import annotations

from sqlalchemy import (
    JSON,
    Boolean,
    Column,
    Index,
    Integer,
    MetaData,
    String,
    Table,
    Text,
    UniqueConstraint,
    false,
    text,
    true,
)

from broadcaster.adapters.store_sql.columns import ROW_NUMBER, Moment, Sealed

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)

events = Table(
    "events",
    metadata,
    Column("row", ROW_NUMBER, primary_key=True, autoincrement=True),
    Column("source", String, nullable=False),
    Column("event_id", String, nullable=False),
    Column("type", String, nullable=False),
    Column("case_number", String, nullable=False),
    Column("happened_at", Moment, nullable=False),
    Column("received_at", Moment, nullable=False),
    Column("digest", String, nullable=False),
    Column("body", Sealed, nullable=False),
    UniqueConstraint("source", "event_id"),
    Index(None, "case_number"),
)

reviews = Table(
    "reviews",
    metadata,
    Column("case_number", String, primary_key=True),
    Column("generation", Integer, nullable=False),
    Column("due_at", Moment),
    Column("leased_until", Moment),
    Index(None, "due_at"),
)

deliveries = Table(
    "deliveries",
    metadata,
    Column("delivery_id", String, primary_key=True),
    Column("case_number", String, nullable=False),
    Column("party_id", String, nullable=False),
    Column("kind", String, nullable=False),
    Column("version", Integer, nullable=False),
    Column("recipient", String, nullable=False),
    Column("medium", String, nullable=False),
    Column("channel", String, nullable=False),
    Column("event_key", String, nullable=False),
    Column("state", String, nullable=False),
    Column("reason", String, nullable=False),
    Column("due_at", Moment, nullable=False),
    Column("urgent", Boolean, nullable=False),
    Column("leased_until", Moment),
    Column("attempts", Integer, nullable=False, default=0, server_default="0"),
    Column("first_tried_at", Moment),
    Column("resolved", Boolean, nullable=False, default=False, server_default=false()),
    Column("provider_id", String),
    Column("answer", Text),
    Column("changed_at", Moment, nullable=False),
    Column("address_key", String, nullable=False, default="", server_default=""),
    Column("address", Sealed, nullable=False),
    Column("message", Sealed, nullable=False),
    UniqueConstraint("event_key", "kind", "party_id", "recipient", "medium"),
    Index(None, "state", "due_at"),
    Index(None, "case_number"),
    Index(None, "channel", "provider_id"),
)

WAITING = text("state IN ('queued', 'deferred')")
"""Deliveries that may be claimed. Written out, for both databases use a partial index only where its own words return."""
Index("ix_deliveries_waiting", deliveries.c.urgent, deliveries.c.due_at, sqlite_where=WAITING, postgresql_where=WAITING)

UNREPORTED = text("state = 'accepted' AND medium = 'sms'")
"""SMS on which a report is still to come (R72)."""
Index("ix_deliveries_unreported", deliveries.c.due_at, sqlite_where=UNREPORTED, postgresql_where=UNREPORTED)

TRIED = text("first_tried_at IS NOT NULL")
Index("ix_deliveries_tried", deliveries.c.address_key, deliveries.c.first_tried_at, sqlite_where=TRIED, postgresql_where=TRIED)

stopped_addresses = Table(
    "stopped_addresses",
    metadata,
    Column("address_key", String, primary_key=True),
    Column("reason", String, nullable=False),
    Column("stopped_at", Moment, nullable=False),
)

entries = Table(
    "entries",
    metadata,
    Column("entry", String, primary_key=True),
    Column("code", String, nullable=False, unique=True),
    Column("kind", String, nullable=False),
    Column("ref", String, nullable=False),
    Column("case_number", String, nullable=False),
    Column("party_id", String, nullable=False),
    Column("subject_key", String, nullable=False),
    Column("name_key", String, nullable=False),
    Column("birth_year", Integer),
    Column("community", String, nullable=False),
    Column("photo_digest", String, nullable=False, default="", server_default=""),
    Column("created_at", Moment, nullable=False),
    Column("held_back", String, nullable=False, default="", server_default=""),
    Column("cleared", JSON, nullable=False),
    UniqueConstraint("case_number", "kind", "ref"),
    Index(None, "case_number"),
    Index(None, "name_key"),
    Index(None, "photo_digest"),
)

people = Table(
    "people",
    metadata,
    Column("subject_key", String, primary_key=True),
    Column("name_key", String, primary_key=True),
    Column("birth_year", Integer),
    Column("community", String, nullable=False),
    Index(None, "name_key"),
)

lists = Table(
    "lists",
    metadata,
    Column("list_id", String, primary_key=True),
    Column("kind", String, nullable=False),
    Column("month", String, nullable=False),
    Column("state", String, nullable=False),
    Column("drafted_at", Moment, nullable=False),
    Column("drafted_by", String, nullable=False),
    Column("lines", JSON, nullable=False),
    Column("submitted_by", String, nullable=False),
    Column("told_at", Moment),
    Column("assessment", String, nullable=False),
    Column("digest", String, nullable=False),
    Column("approved_by", String, nullable=False),
    Column("published_at", Moment),
)

artifacts = Table(
    "artifacts",
    metadata,
    Column("list_id", String, primary_key=True),
    Column("kind", String, primary_key=True),
    Column("subject", String, primary_key=True),
    Column("sha256", String, nullable=False),
    Column("media_type", String, nullable=False),
    Column("entries", JSON, nullable=False),
    Column("replaces", String, nullable=False),
    Index(None, "sha256"),
)

placements = Table(
    "placements",
    metadata,
    Column("placement_id", String, primary_key=True),
    Column("entry", String, nullable=False),
    Column("code", String, nullable=False),
    Column("list_id", String, nullable=False),
    Column("channel", String, nullable=False),
    Column("place", String, nullable=False),
    Column("artifact", String, nullable=False),
    Column("content", String, nullable=False),
    Column("media_type", String, nullable=False),
    Column("wanted", String, nullable=False),
    Column("wanted_since", Moment, nullable=False),
    Column("reason", String, nullable=False),
    Column("shown_from", Moment, nullable=False),
    Column("shown_until", Moment, nullable=False),
    Column("seen", String, nullable=False),
    Column("seen_at", Moment),
    Column("proof", String, nullable=False),
    Column("told_at", Moment),
    UniqueConstraint("list_id", "entry", "channel", "place"),
    Index(None, "entry"),
    Index(None, "channel", "place"),
)

HANGING = text("wanted <> 'shown' AND seen <> 'gone'")
"""What should be dark and was not seen so (R25). Written out, as WAITING is."""
Index("ix_placements_hanging", placements.c.entry, sqlite_where=HANGING, postgresql_where=HANGING)

placement_history = Table(
    "placement_history",
    metadata,
    Column("row", ROW_NUMBER, primary_key=True, autoincrement=True),
    Column("placement_id", String, nullable=False),
    Column("at", Moment, nullable=False),
    Column("wanted", String, nullable=False),
    Column("seen", String, nullable=False),
    Column("artifact", String, nullable=False),
    Column("reason", String, nullable=False),
    Column("proof", String, nullable=False),
    Index(None, "placement_id"),
)

sightings = Table(
    "sightings",
    metadata,
    Column("placement_id", String, primary_key=True),
    Column("sight", String, nullable=False),
    Column("at", Moment, nullable=False),
    Column("proof", String, nullable=False),
)

channel_notes = Table(
    "channel_notes",
    metadata,
    Column("channel", String, primary_key=True),
    Column("key", String, primary_key=True),
    Column("value", Text, nullable=False),
)

feed_states = Table(
    "feed_states",
    metadata,
    Column("agency", String, primary_key=True),
    Column("feed", String, primary_key=True),
    Column("entry", String, primary_key=True),
    Column("revision", Integer, nullable=False),
    Column("digest", String, nullable=False),
    Column("published", Boolean, nullable=False),
    Column("published_on", String, nullable=False),
)

feed_events = Table(
    "feed_events",
    metadata,
    Column("row", ROW_NUMBER, primary_key=True, autoincrement=True),
    Column("agency", String, nullable=False),
    Column("feed", String, nullable=False),
    Column("sequence", Integer),
    Column("event_id", String, nullable=False, unique=True),
    Column("type", String, nullable=False),
    Column("entry", String, nullable=False),
    Column("revision", Integer, nullable=False),
    Column("at", Moment, nullable=False),
    Column("digest", String, nullable=False),
    Column("body", Sealed, nullable=False),
    UniqueConstraint("agency", "feed", "sequence"),
)

journal = Table(
    "journal",
    metadata,
    Column("row", ROW_NUMBER, primary_key=True, autoincrement=True),
    Column("at", Moment, nullable=False),
    Column("who", String, nullable=False),
    Column("what", String, nullable=False),
    Column("subject", String, nullable=False),
    Column("reason", String, nullable=False),
    Column("basis", String, nullable=False),
    Column("number", Integer, unique=True),
    Column("chain", String),
)

tasks = Table(
    "tasks",
    metadata,
    Column("task", String, primary_key=True),
    Column("kind", String, nullable=False),
    Column("case_number", String, nullable=False),
    Column("entry", String, nullable=False),
    Column("opened_at", Moment, nullable=False),
    Column("due_on", String, nullable=False),
    Column("done_at", Moment),
    Column("rule", String, nullable=False, default="", server_default=""),
    Column("official", Boolean, nullable=False, default=True, server_default=true()),
    Column("department", String, nullable=False, default="", server_default=""),
    Column("level", String, nullable=False, default="", server_default=""),
    Column("alarm_at", Moment),
    Index(None, "case_number"),
)

TASK_OPEN = text("done_at IS NULL")
"""Written out, as WAITING is."""
Index("ix_tasks_open", tasks.c.due_on, sqlite_where=TASK_OPEN, postgresql_where=TASK_OPEN)
Index("ix_tasks_open_kind", tasks.c.kind, tasks.c.due_on, sqlite_where=TASK_OPEN, postgresql_where=TASK_OPEN)
Index("ix_tasks_alarm", tasks.c.alarm_at, sqlite_where=TASK_OPEN, postgresql_where=TASK_OPEN)

users = Table(
    "users",
    metadata,
    Column("name", String, primary_key=True),
    Column("roles", JSON, nullable=False),
    Column("password_hash", String, nullable=False),
    Column("mobile", Sealed, nullable=False),
    Column("email", Sealed, nullable=False),
    Column("added_at", Moment, nullable=False),
)

keys = Table(
    "keys",
    metadata,
    Column("name", String, primary_key=True),
    Column("scope", String, primary_key=True),
    Column("token_key", String, nullable=False, unique=True),
    Column("policy", String, nullable=False),
    Column("added_at", Moment, nullable=False),
    Column("revoked_at", Moment),
)

leases = Table(
    "leases",
    metadata,
    Column("name", String, primary_key=True),
    Column("leased_until", Moment, nullable=False),
)
