"""The tables. Columns hold what is searched for; whole facts travel beside them as JSON.

No datetime column names a type: SQLModel's own keeps instants in UTC on both databases.
"""

from datetime import datetime

from sqlalchemy import BigInteger, Column, Index, Integer, MetaData, Table, text
from sqlalchemy.engine import Dialect
from sqlmodel import Field, SQLModel
from sqlmodel.sql.sqltypes import AutoString

from store.folding import storable

NAMING = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}

# SQLite numbers rows by itself only in a column whose type is exactly INTEGER.
Number = BigInteger().with_variant(Integer, "sqlite")
# Ids of erased rows are never given out again: links and leases may still name them.
KEEP_IDS = {"sqlite_autoincrement": True}


class Words(AutoString):
    """Any text from outside: what no database takes is left out instead of failing the write."""

    cache_ok = True

    def process_bind_param(self, value: str | None, dialect: Dialect) -> str | None:  # noqa: ARG002  SQLAlchemy's
        """The text as it can be stored."""
        return None if value is None else storable(value)


def _number() -> Column[int]:
    return Column(Number, primary_key=True, autoincrement=True)


class Base(SQLModel):
    """All tables of the service, with steady names for their keys and indexes."""

    metadata = MetaData(naming_convention=NAMING)


class MetaRow(Base, table=True):
    """Small facts about the database itself."""

    __tablename__ = "meta"
    key: str = Field(primary_key=True)
    value: str


class CounterRow(Base, table=True):
    """Numbers that only grow."""

    __tablename__ = "counters"
    name: str = Field(primary_key=True)
    value: int = Field(sa_type=BigInteger)


class CallRow(Base, table=True):
    """One call. `sort_group` and `sort_key` are the public order, made when the call is saved."""

    __tablename__ = "calls"
    __table_args__ = (
        Index("ix_calls_order", "sort_group", "sort_key", "id"),
        Index("ix_calls_code_key", "code_key"),
        Index("ix_calls_title_key", "title_key"),
    )
    id: str = Field(primary_key=True)
    status: str = Field(index=True)
    word: str
    country: str = Field(index=True)
    objectives: str
    applicants: str
    code_key: str
    title_key: str
    first_seen: datetime
    updated: datetime
    next_due: datetime | None = Field(default=None, index=True)
    turn: int
    armed_turn: int
    armed_at: datetime | None = None
    ticked_at: datetime | None = None
    known_as: str
    sort_group: int
    sort_key: float
    words: str
    facts: str
    corrected: str
    corrections_ended: str


class AliasRow(Base, table=True):
    """An id a call once had."""

    __tablename__ = "call_aliases"
    id: str = Field(primary_key=True)
    call_id: str = Field(foreign_key="calls.id", ondelete="CASCADE", index=True)


class SightingRow(Base, table=True):
    """What one source last said about one call. `digest` is that notice's (see store.codec)."""

    __tablename__ = "sightings"
    source: str = Field(primary_key=True)
    key: str = Field(primary_key=True)
    call_id: str = Field(foreign_key="calls.id", ondelete="CASCADE", index=True)
    rank: str
    word: str
    digest: str
    first_seen: datetime
    last_seen: datetime
    missing_since: datetime | None = None
    missing_polls: int
    gone: bool
    facts: str


class VersionRow(Base, table=True):
    """One accepted version of a call."""

    __tablename__ = "versions"
    __table_args__ = KEEP_IDS
    id: int | None = Field(default=None, sa_column=_number())
    call_id: str = Field(foreign_key="calls.id", ondelete="CASCADE", index=True)
    at: datetime
    source: str
    turn: int
    digest: str
    changes: str


class EventRow(Base, table=True):
    """Something that happened. `call_id` is empty for events about the monitor."""

    __tablename__ = "events"
    __table_args__ = KEEP_IDS
    id: int | None = Field(default=None, sa_column=_number())
    key: str = Field(unique=True)
    kind: str
    subject: str
    call_id: str | None = Field(default=None, index=True)
    at: datetime = Field(index=True)
    source: str
    turn: int
    deadline: datetime | None = None
    previous_deadline: datetime | None = None
    rung_days: int | None = None
    baseline: bool
    changes: str


class DeliveryRow(Base, table=True):
    """One message owed to one channel."""

    __tablename__ = "deliveries"
    __table_args__ = (
        Index(
            "ix_deliveries_owed",
            "channel",
            "id",
            sqlite_where=text("state = 'owed'"),
            postgresql_where=text("state = 'owed'"),
        ),
        Index(
            "ix_deliveries_lease_owner", "lease_owner", sqlite_where=text("lease_owner IS NOT NULL")
        ),
        KEEP_IDS,
    )
    id: int | None = Field(default=None, sa_column=_number())
    key: str = Field(unique=True)
    channel: str = Field(index=True)
    kind: str
    created: datetime
    event_id: int | None = Field(default=None, foreign_key="events.id", index=True, sa_type=Number)
    state: str
    details: str
    attempts: int
    last_error: str | None = None
    next_attempt: datetime | None = None
    not_before: datetime | None = None
    sent_at: datetime | None = None
    lease_owner: str | None = None
    lease_until: datetime | None = None


class ChannelRow(Base, table=True):
    """When a channel began and was first summarised."""

    __tablename__ = "channels"
    name: str = Field(primary_key=True)
    began: datetime
    summarised: datetime | None = None


class PollRow(Base, table=True):
    """One attempt at one source."""

    __tablename__ = "polls"
    __table_args__ = (Index("ix_polls_source", "source", "id"), KEEP_IDS)
    id: int | None = Field(default=None, sa_column=_number())
    source: str
    started: datetime = Field(index=True)
    seconds: float
    ok: bool
    cause: str
    error: str
    complete: bool
    unchanged: bool
    seen: int
    new: int
    changed: int
    events: int


class SourceRow(Base, table=True):
    """How a source is doing, whole, as JSON."""

    __tablename__ = "sources"
    id: str = Field(primary_key=True)
    state: str


class SubscriberRow(Base, table=True):
    """Somebody who confirmed a subscription. `name_key` finds the address however it is written."""

    __tablename__ = "subscribers"
    __table_args__ = (Index("ix_subscribers_state_active", "state", "active"), KEEP_IDS)
    id: int | None = Field(default=None, sa_column=_number())
    kind: str
    name_key: str = Field(unique=True)
    address: str
    sealed: str
    state: str
    choice: str
    version: int
    refusals: int
    consent: str
    confirmed: datetime
    active: datetime
    asked: datetime | None = None
    paused_until: datetime | None = None


class SignupRow(Base, table=True):
    """A subscription asked for and not yet confirmed; only the token's hash is kept."""

    __tablename__ = "signups"
    token_hash: str = Field(primary_key=True)
    kind: str
    name_key: str = Field(index=True)
    address: str
    sealed: str
    choice: str
    asked: datetime
    expires: datetime = Field(index=True)


class ConsentRow(Base, table=True):
    """That somebody once consented and when they left: a hash and two dates, nothing else."""

    __tablename__ = "consents"
    hash: str = Field(primary_key=True)
    given: datetime
    ended: datetime | None = None


for _each in Base.metadata.tables.values():
    for _column in _each.columns:
        if isinstance(_column.type, AutoString):  # SQLModel's choice for every plain `str`
            _column.type = Words()


def _table(name: str) -> Table:
    return Base.metadata.tables[name]


META = _table("meta")
COUNTERS = _table("counters")
CALLS = _table("calls")
ALIASES = _table("call_aliases")
SIGHTINGS = _table("sightings")
VERSIONS = _table("versions")
EVENTS = _table("events")
DELIVERIES = _table("deliveries")
CHANNELS = _table("channels")
POLLS = _table("polls")
SOURCES = _table("sources")
SUBSCRIBERS = _table("subscribers")
SIGNUPS = _table("signups")
CONSENTS = _table("consents")
