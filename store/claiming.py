"""Who is next in the outbox: fair between channels, at a cost that does not grow with the backlog.

Each channel's first ready delivery comes before any channel's second, the oldest first. With few
channels all are asked for their first few; with thousands (subscribers) a part of them in turn.
"""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any
from weakref import WeakKeyDictionary

from sqlalchemy import Connection, Engine, TextClause, bindparam, text

from store.tables import DELIVERIES

Share = Callable[[str, int], int]

_T = DELIVERIES.c
_FEW = 2  # asked of each channel at first; enough when there are many channels
_LEAST_CHANNELS = 64
_DEEP = 480  # asked of all channels together, to tell a burst from a backlog
_LONGER = 4  # times what is wanted: other nodes are claiming from the same line

_READY = """state = 'owed'
    AND (next_attempt IS NULL OR next_attempt <= :now)
    AND (not_before IS NULL OR not_before <= :now)
    AND (lease_until IS NULL OR lease_until <= :now)"""

# SQLite keeps no figures by which it would choose this index itself. PostgreSQL's are behind when
# thousands were just owed: it would walk all rows by id, were the order not that of this index.
_BY = {"sqlite": "INDEXED BY ix_deliveries_owed", "postgresql": ""}
_JOIN = {"sqlite": "LEFT JOIN deliveries AS one ON one.id IN", "postgresql": "LEFT JOIN LATERAL"}
_ON = {"sqlite": "", "postgresql": "AS one ON true"}
_NOW = bindparam("now", type_=_T.created.type)
_BUSY = bindparam("busy", expanding=True, type_=_T.channel.type)


def _first_of_each(dialect: str) -> TextClause:
    """Steps from channel to channel in the index, and takes the first few of each."""
    by = _BY[dialect]
    return text(
        f"""
        WITH RECURSIVE line(channel, number) AS (
            SELECT (SELECT channel FROM deliveries {by} WHERE state = 'owed'
                    AND channel > :after ORDER BY channel, id LIMIT 1), 1
            UNION ALL
            SELECT (SELECT channel FROM deliveries {by} WHERE state = 'owed'
                    AND channel > line.channel ORDER BY channel, id LIMIT 1), number + 1
            FROM line WHERE channel IS NOT NULL AND number < :most
        )
        SELECT line.channel, one.id FROM line
        {_JOIN[dialect]} (
            SELECT id FROM deliveries {by} WHERE {_READY} AND line.channel NOT IN :busy
            AND channel >= line.channel AND channel <= line.channel ORDER BY channel, id LIMIT :few
        ) {_ON[dialect]}
        WHERE line.channel IS NOT NULL ORDER BY line.number, one.id
        """  # noqa: S608  only words of ours are put together, values are bound
    ).bindparams(_NOW, _BUSY)


_FIRST_OF_EACH = {dialect: _first_of_each(dialect) for dialect in _BY}
_WHOLE_LINE = text(
    f"""
    SELECT channel, id FROM (
        SELECT channel, id, row_number() OVER (PARTITION BY channel ORDER BY id) AS place
        FROM deliveries WHERE {_READY} AND channel NOT IN :busy
    ) AS line ORDER BY place, id LIMIT :few
    """  # noqa: S608  as above
).bindparams(_NOW, _BUSY)
_OF_CHANNEL = text(
    f"SELECT id FROM deliveries WHERE {_READY} AND channel = :channel ORDER BY id LIMIT :few"  # noqa: S608  as above
).bindparams(_NOW)
# Rows are found by their ids alone: by its figures PostgreSQL takes "owed" for a handful of rows,
# and would read all of a backlog for each claim if the word were written so that it knows it.
_LOCK = text(
    f"""
    SELECT id FROM deliveries
    WHERE id = ANY(CAST(:line AS bigint[])) AND {_READY.replace("state", "state || ''", 1)}
    ORDER BY array_position(CAST(:line AS bigint[]), id) LIMIT :few FOR UPDATE SKIP LOCKED
    """  # noqa: S608  as above
).bindparams(_NOW)

# Where the last claim of this process ended among thousands of channels; a hint and nothing more.
_went_to: WeakKeyDictionary[Engine, str] = WeakKeyDictionary()


def choose(
    conn: Connection,
    now: datetime,
    limit: int,
    busy: Collection[str],
    share: Share = lambda _channel, waiting: waiting,
) -> list[int]:
    """Up to `limit` deliveries to claim now; on PostgreSQL they are locked.

    `share` gives how many of a channel may be taken, from its name and how many are seen waiting.
    """
    longer = 1 if conn.dialect.name == "sqlite" else _LONGER
    ready = ready_ones(conn, now, limit * longer, busy)
    shares = {channel: share(channel, len(ids)) for channel, ids in ready.items()}
    near = {channel: ids[: shares[channel] * longer] for channel, ids in ready.items()}
    line = in_turn(near)[: limit * longer]
    if conn.dialect.name == "sqlite":
        return line
    locked = lock(conn, line, now, limit)
    taken = _within(ready, locked, shares)
    return [one for one in locked if one in taken]


def choose_of(conn: Connection, now: datetime, limit: int, channel: str) -> list[int]:
    """The same of one channel only."""
    given = {"now": now, "few": limit, "channel": channel}
    line = [int(row[0]) for row in conn.execute(_OF_CHANNEL, given)]
    return line if conn.dialect.name == "sqlite" else lock(conn, line, now, limit)


def ready_ones(
    conn: Connection, now: datetime, limit: int, busy: Collection[str]
) -> dict[str, list[int]]:
    """What is ready, by channel, each's oldest first: at least `limit` where there are as many.

    Of few channels so many are seen that a burst is told from a backlog. Nothing is locked.
    """
    most = max(_LEAST_CHANNELS, 2 * limit)
    after = _went_to.get(conn.engine, "")
    given = {"now": now, "busy": list(busy), "after": after, "most": most}
    ready = _ask(conn, given | {"few": _FEW})
    if _too_few(ready, limit):
        ready = _ask(conn, given | {"few": max(limit, _DEEP // len(ready))})
    all_asked = len(ready) < most
    _went_to[conn.engine] = "" if all_asked else next(reversed(ready))
    if sum(map(len, ready.values())) < limit and not all_asked:  # most wait for a digest, say
        whole = {"now": now, "busy": list(busy), "few": limit}
        return _by_channel(conn.execute(_WHOLE_LINE, whole))
    return ready


def lock(conn: Connection, line: Sequence[int], now: datetime, limit: int) -> list[int]:
    """Lock the first `limit` of the line that no other node is just locking.

    The line was read without locks, so each row is asked again, once locked, whether it is free.
    """
    locked = conn.execute(_LOCK, {"line": list(line), "now": now, "few": limit})
    return [int(row[0]) for row in locked]


def _ask(conn: Connection, given: dict[str, Any]) -> dict[str, list[int]]:
    """The first few ready ones of each channel behind `after`, then round from the beginning."""
    ready = _ask_on(conn, given)
    if given["after"] and len(ready) < given["most"]:
        ready |= _ask_on(conn, given | {"after": "", "most": given["most"] - len(ready)})
    return ready


def _ask_on(conn: Connection, given: dict[str, Any]) -> dict[str, list[int]]:
    return _by_channel(conn.execute(_FIRST_OF_EACH[conn.dialect.name], given))


def _by_channel(rows: Iterable[Any]) -> dict[str, list[int]]:
    ready: dict[str, list[int]] = {}
    for channel, number in rows:
        ids = ready.setdefault(channel, [])
        if number is not None:
            ids.append(int(number))
    return ready


def _too_few(ready: dict[str, list[int]], limit: int) -> bool:
    """Whether fewer were found than wanted although some channel has more."""
    found = sum(len(ids) for ids in ready.values())
    return found < limit and any(len(ids) == _FEW for ids in ready.values())


def in_turn(ready: Mapping[str, Sequence[int]]) -> list[int]:
    """Each channel's first, then each channel's second ...; the oldest first."""
    placed = [(place, one) for ids in ready.values() for place, one in enumerate(ids)]
    return [one for _, one in sorted(placed)]


def _within(
    ready: Mapping[str, Sequence[int]], locked: Sequence[int], shares: Mapping[str, int]
) -> set[int]:
    """Of the locked, no more of each channel than its share."""
    mine = set(locked)
    return {
        one
        for channel, ids in ready.items()
        for one in [each for each in ids if each in mine][: shares[channel]]
    }
