"""How long the service has been running: what "3 days of running time" is counted by.

A monitor that was switched off for a week has not tried for a week, so neither a dead channel nor
a silent source is judged by the calendar. Spans less than an hour apart are one: `poll` and
`deliver` from a cron job count as running.
"""

import json
from datetime import UTC, datetime, timedelta

from sqlalchemy import Connection

from store import meta

_KEY = "uptime"
_SAME = timedelta(hours=1)
_KEPT = 200  # spans; of a service restarted daily, half a year

Spans = tuple[tuple[datetime, datetime], ...]


def extended(spans: Spans, now: datetime) -> Spans:
    """The spans with `now` in them. A clock that jumped back adds nothing."""
    if spans and now <= spans[-1][1]:
        return spans
    if spans and now - spans[-1][1] <= _SAME:
        return (*spans[:-1], (spans[-1][0], now))
    return (*spans, (now, now))[-_KEPT:]


def running_since(spans: Spans, instant: datetime) -> timedelta:
    """How much of the time since `instant` the service was running."""
    overlaps = (alive - max(begun, instant) for begun, alive in spans if alive > instant)
    return sum(overlaps, timedelta())


def note_alive(conn: Connection, now: datetime) -> Spans:
    """Remember that the service runs now; gives the spans so far."""
    spans = extended(load(conn), now)
    written = [[begun.timestamp(), alive.timestamp()] for begun, alive in spans]
    meta.put(conn, _KEY, json.dumps(written))
    return spans


def load(conn: Connection) -> Spans:
    """The spans as remembered."""
    written = json.loads(meta.get(conn, _KEY) or "[]")
    return tuple(
        (datetime.fromtimestamp(begun, UTC), datetime.fromtimestamp(alive, UTC))
        for begun, alive in written
    )
