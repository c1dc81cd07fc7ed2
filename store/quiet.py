"""What polls that found nothing new read and write, for many sources in few statements."""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import Connection, select, update

from store.meta import mark_changed
from store.tables import SIGHTINGS
from store.upsert import chunks


def lacking(conn: Connection, sources: Collection[str]) -> set[str]:
    """Those of the sources that lack a call they once showed."""
    found: set[str] = set()
    for part in chunks(sources):
        query = select(SIGHTINGS.c.source).where(
            SIGHTINGS.c.source.in_(part), SIGHTINGS.c.missing_since.is_not(None)
        )
        found.update(conn.execute(query.distinct()).scalars())
    return found


def all_seen_again(conn: Connection, sources: Collection[str], at: datetime) -> None:
    """Note that these sources still show every call they showed, unchanged."""
    for part in chunks(sources):
        mine = update(SIGHTINGS).where(SIGHTINGS.c.source.in_(part))
        conn.execute(mine.values(last_seen=at, missing_since=None, missing_polls=0, gone=False))
    mark_changed(conn)
