"""The tables of release 0.1.0."""

import sqlalchemy as sa
from alembic import op
from sqlmodel.sql.sqltypes import AutoString, UTCDateTime

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

TEXT = AutoString()
INSTANT = UTCDateTime()
NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Make every table, those that others refer to first."""
    _calls()
    _channels()
    _consents()
    _counters()
    _events()
    _meta()
    _polls()
    _signups()
    _sources()
    _subscribers()
    _call_aliases()
    _deliveries()
    _sightings()
    _versions()


def downgrade() -> None:
    """Refused: an older release cannot know what a newer one stored."""
    raise NotImplementedError("There is no way back from a newer schema: restore a backup.")


def _calls() -> None:
    op.create_table(
        "calls",
        sa.Column("id", TEXT, nullable=False),
        sa.Column("status", TEXT, nullable=False),
        sa.Column("word", TEXT, nullable=False),
        sa.Column("country", TEXT, nullable=False),
        sa.Column("objectives", TEXT, nullable=False),
        sa.Column("applicants", TEXT, nullable=False),
        sa.Column("code_key", TEXT, nullable=False),
        sa.Column("title_key", TEXT, nullable=False),
        sa.Column("first_seen", INSTANT, nullable=False),
        sa.Column("updated", INSTANT, nullable=False),
        sa.Column("next_due", INSTANT, nullable=True),
        sa.Column("turn", sa.Integer(), nullable=False),
        sa.Column("armed_turn", sa.Integer(), nullable=False),
        sa.Column("armed_at", INSTANT, nullable=True),
        sa.Column("ticked_at", INSTANT, nullable=True),
        sa.Column("known_as", TEXT, nullable=False),
        sa.Column("sort_group", sa.Integer(), nullable=False),
        sa.Column("sort_key", sa.Float(), nullable=False),
        sa.Column("words", TEXT, nullable=False),
        sa.Column("facts", TEXT, nullable=False),
        sa.Column("corrected", TEXT, nullable=False),
        sa.Column("corrections_ended", TEXT, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_calls")),
    )
    with op.batch_alter_table("calls", schema=None) as batch_op:
        batch_op.create_index("ix_calls_code_key", ["code_key"], unique=False)
        batch_op.create_index(batch_op.f("ix_calls_country"), ["country"], unique=False)
        batch_op.create_index(batch_op.f("ix_calls_next_due"), ["next_due"], unique=False)
        batch_op.create_index("ix_calls_order", ["sort_group", "sort_key", "id"], unique=False)
        batch_op.create_index(batch_op.f("ix_calls_status"), ["status"], unique=False)
        batch_op.create_index("ix_calls_title_key", ["title_key"], unique=False)


def _channels() -> None:
    op.create_table(
        "channels",
        sa.Column("name", TEXT, nullable=False),
        sa.Column("began", INSTANT, nullable=False),
        sa.Column("summarised", INSTANT, nullable=True),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_channels")),
    )


def _consents() -> None:
    op.create_table(
        "consents",
        sa.Column("hash", TEXT, nullable=False),
        sa.Column("given", INSTANT, nullable=False),
        sa.Column("ended", INSTANT, nullable=True),
        sa.PrimaryKeyConstraint("hash", name=op.f("pk_consents")),
    )


def _counters() -> None:
    op.create_table(
        "counters",
        sa.Column("name", TEXT, nullable=False),
        sa.Column("value", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_counters")),
    )


def _events() -> None:
    op.create_table(
        "events",
        sa.Column("id", NUMBER, autoincrement=True, nullable=False),
        sa.Column("key", TEXT, nullable=False),
        sa.Column("kind", TEXT, nullable=False),
        sa.Column("subject", TEXT, nullable=False),
        sa.Column("call_id", TEXT, nullable=True),
        sa.Column("at", INSTANT, nullable=False),
        sa.Column("source", TEXT, nullable=False),
        sa.Column("turn", sa.Integer(), nullable=False),
        sa.Column("deadline", INSTANT, nullable=True),
        sa.Column("previous_deadline", INSTANT, nullable=True),
        sa.Column("rung_days", sa.Integer(), nullable=True),
        sa.Column("baseline", sa.Boolean(), nullable=False),
        sa.Column("changes", TEXT, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_events")),
        sa.UniqueConstraint("key", name=op.f("uq_events_key")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("events", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_events_at"), ["at"], unique=False)
        batch_op.create_index(batch_op.f("ix_events_call_id"), ["call_id"], unique=False)


def _meta() -> None:
    op.create_table(
        "meta",
        sa.Column("key", TEXT, nullable=False),
        sa.Column("value", TEXT, nullable=False),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_meta")),
    )


def _polls() -> None:
    op.create_table(
        "polls",
        sa.Column("id", NUMBER, autoincrement=True, nullable=False),
        sa.Column("source", TEXT, nullable=False),
        sa.Column("started", INSTANT, nullable=False),
        sa.Column("seconds", sa.Float(), nullable=False),
        sa.Column("ok", sa.Boolean(), nullable=False),
        sa.Column("cause", TEXT, nullable=False),
        sa.Column("error", TEXT, nullable=False),
        sa.Column("complete", sa.Boolean(), nullable=False),
        sa.Column("unchanged", sa.Boolean(), nullable=False),
        sa.Column("seen", sa.Integer(), nullable=False),
        sa.Column("new", sa.Integer(), nullable=False),
        sa.Column("changed", sa.Integer(), nullable=False),
        sa.Column("events", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_polls")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("polls", schema=None) as batch_op:
        batch_op.create_index("ix_polls_source", ["source", "id"], unique=False)
        batch_op.create_index(batch_op.f("ix_polls_started"), ["started"], unique=False)


def _signups() -> None:
    op.create_table(
        "signups",
        sa.Column("token_hash", TEXT, nullable=False),
        sa.Column("kind", TEXT, nullable=False),
        sa.Column("name_key", TEXT, nullable=False),
        sa.Column("address", TEXT, nullable=False),
        sa.Column("sealed", TEXT, nullable=False),
        sa.Column("choice", TEXT, nullable=False),
        sa.Column("asked", INSTANT, nullable=False),
        sa.Column("expires", INSTANT, nullable=False),
        sa.PrimaryKeyConstraint("token_hash", name=op.f("pk_signups")),
    )
    with op.batch_alter_table("signups", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_signups_expires"), ["expires"], unique=False)
        batch_op.create_index(batch_op.f("ix_signups_name_key"), ["name_key"], unique=False)


def _sources() -> None:
    op.create_table(
        "sources",
        sa.Column("id", TEXT, nullable=False),
        sa.Column("state", TEXT, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sources")),
    )


def _subscribers() -> None:
    op.create_table(
        "subscribers",
        sa.Column("id", NUMBER, autoincrement=True, nullable=False),
        sa.Column("kind", TEXT, nullable=False),
        sa.Column("name_key", TEXT, nullable=False),
        sa.Column("address", TEXT, nullable=False),
        sa.Column("sealed", TEXT, nullable=False),
        sa.Column("state", TEXT, nullable=False),
        sa.Column("choice", TEXT, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("refusals", sa.Integer(), nullable=False),
        sa.Column("consent", TEXT, nullable=False),
        sa.Column("confirmed", INSTANT, nullable=False),
        sa.Column("active", INSTANT, nullable=False),
        sa.Column("asked", INSTANT, nullable=True),
        sa.Column("paused_until", INSTANT, nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_subscribers")),
        sa.UniqueConstraint("name_key", name=op.f("uq_subscribers_name_key")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("subscribers", schema=None) as batch_op:
        batch_op.create_index("ix_subscribers_state_active", ["state", "active"], unique=False)


def _call_aliases() -> None:
    op.create_table(
        "call_aliases",
        sa.Column("id", TEXT, nullable=False),
        sa.Column("call_id", TEXT, nullable=False),
        sa.ForeignKeyConstraint(
            ["call_id"],
            ["calls.id"],
            name=op.f("fk_call_aliases_call_id_calls"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_call_aliases")),
    )
    with op.batch_alter_table("call_aliases", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_call_aliases_call_id"), ["call_id"], unique=False)


def _deliveries() -> None:
    op.create_table(
        "deliveries",
        sa.Column("id", NUMBER, autoincrement=True, nullable=False),
        sa.Column("key", TEXT, nullable=False),
        sa.Column("channel", TEXT, nullable=False),
        sa.Column("kind", TEXT, nullable=False),
        sa.Column("created", INSTANT, nullable=False),
        sa.Column("event_id", NUMBER, nullable=True),
        sa.Column("state", TEXT, nullable=False),
        sa.Column("details", TEXT, nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("last_error", TEXT, nullable=True),
        sa.Column("next_attempt", INSTANT, nullable=True),
        sa.Column("not_before", INSTANT, nullable=True),
        sa.Column("sent_at", INSTANT, nullable=True),
        sa.Column("lease_owner", TEXT, nullable=True),
        sa.Column("lease_until", INSTANT, nullable=True),
        sa.ForeignKeyConstraint(
            ["event_id"], ["events.id"], name=op.f("fk_deliveries_event_id_events")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_deliveries")),
        sa.UniqueConstraint("key", name=op.f("uq_deliveries_key")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("deliveries", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_deliveries_channel"), ["channel"], unique=False)
        batch_op.create_index(batch_op.f("ix_deliveries_event_id"), ["event_id"], unique=False)
        batch_op.create_index(
            "ix_deliveries_lease_owner",
            ["lease_owner"],
            unique=False,
            sqlite_where=sa.text("lease_owner IS NOT NULL"),
        )
        batch_op.create_index(
            "ix_deliveries_owed",
            ["channel", "id"],
            unique=False,
            sqlite_where=sa.text("state = 'owed'"),
            postgresql_where=sa.text("state = 'owed'"),
        )


def _sightings() -> None:
    op.create_table(
        "sightings",
        sa.Column("source", TEXT, nullable=False),
        sa.Column("key", TEXT, nullable=False),
        sa.Column("call_id", TEXT, nullable=False),
        sa.Column("rank", TEXT, nullable=False),
        sa.Column("word", TEXT, nullable=False),
        sa.Column("digest", TEXT, nullable=False),
        sa.Column("first_seen", INSTANT, nullable=False),
        sa.Column("last_seen", INSTANT, nullable=False),
        sa.Column("missing_since", INSTANT, nullable=True),
        sa.Column("missing_polls", sa.Integer(), nullable=False),
        sa.Column("gone", sa.Boolean(), nullable=False),
        sa.Column("facts", TEXT, nullable=False),
        sa.ForeignKeyConstraint(
            ["call_id"], ["calls.id"], name=op.f("fk_sightings_call_id_calls"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("source", "key", name=op.f("pk_sightings")),
    )
    with op.batch_alter_table("sightings", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_sightings_call_id"), ["call_id"], unique=False)


def _versions() -> None:
    op.create_table(
        "versions",
        sa.Column("id", NUMBER, autoincrement=True, nullable=False),
        sa.Column("call_id", TEXT, nullable=False),
        sa.Column("at", INSTANT, nullable=False),
        sa.Column("source", TEXT, nullable=False),
        sa.Column("turn", sa.Integer(), nullable=False),
        sa.Column("digest", TEXT, nullable=False),
        sa.Column("changes", TEXT, nullable=False),
        sa.ForeignKeyConstraint(
            ["call_id"], ["calls.id"], name=op.f("fk_versions_call_id_calls"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_versions")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("versions", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_versions_call_id"), ["call_id"], unique=False)
