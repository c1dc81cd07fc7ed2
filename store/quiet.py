"""What polls that found nothing new read and write, for many sources in few statements."""

from collections.abc import Collection
from datetime import UTC, datetime

from sqlalchemy import Connection, select, update

from config.vocabulary import CallStatus
from store.call_rows import NO_DATE
from store.meta import mark_changed
from store.tables import CALLS, SIGHTINGS
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


def deadlines_ahead(
    conn: Connection, sources: Collection[str], now: datetime
) -> dict[str, list[datetime]]:
    """By source, the deadlines (UTC) still ahead of the open calls it shows, soonest first."""
    found: dict[str, list[datetime]] = {source: [] for source in sources}
    for part in chunks(sources):
        ends = select(SIGHTINGS.c.source, CALLS.c.sort_key).join(
            CALLS, CALLS.c.id == SIGHTINGS.c.call_id
        )
        open_there = ends.where(
            SIGHTINGS.c.source.in_(part),
            CALLS.c.status == CallStatus.OPEN.value,
            CALLS.c.sort_key.between(now.timestamp(), NO_DATE - 1),
        )
        for source, end in conn.execute(open_there.order_by(CALLS.c.sort_key)):
            found[source].append(datetime.fromtimestamp(end, UTC))
    return found
