"""When each channel began, and when its first summary was decided (decisions E 2)."""

from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, delete, select, update

from store.records import ChannelRecord
from store.tables import CHANNELS
from store.upsert import insert


def ensure(conn: Connection, name: str, now: datetime) -> ChannelRecord:
    """The channel's record, begun `now` when there was none."""
    new = insert(conn, CHANNELS).values(name=name, began=now, summarised=None)
    conn.execute(new.on_conflict_do_nothing(index_elements=["name"]))
    row = conn.execute(select(CHANNELS).where(CHANNELS.c.name == name)).one()
    return _record(row)


def get(conn: Connection, name: str) -> ChannelRecord | None:
    """The channel's record; None when it never began."""
    row = conn.execute(select(CHANNELS).where(CHANNELS.c.name == name)).first()
    return None if row is None else _record(row)


def all(conn: Connection) -> list[ChannelRecord]:  # noqa: A001  read as channels.all(conn)
    """Every channel that ever began, by name."""
    return [_record(row) for row in conn.execute(select(CHANNELS).order_by(CHANNELS.c.name))]


def mark_summarised(conn: Connection, name: str, at: datetime) -> None:
    """Note that the channel's first summary was decided: owed, or found needless."""
    conn.execute(update(CHANNELS).where(CHANNELS.c.name == name).values(summarised=at))


def forget(conn: Connection, name: str) -> None:
    """Let a channel begin anew, should it ever come back."""
    conn.execute(delete(CHANNELS).where(CHANNELS.c.name == name))


def _record(row: Row[Any]) -> ChannelRecord:
    return ChannelRecord(name=row.name, began=row.began, summarised=row.summarised)
