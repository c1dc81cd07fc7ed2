"""Read and write calls. Every function takes an open Connection (see store.database)."""

from collections.abc import Collection, Iterable, Sequence
from datetime import UTC, datetime
from typing import Any, NamedTuple

from sqlalchemy import Connection, and_, delete, exists, or_, select, update

from config.vocabulary import CallStatus
from store import codec
from store.call_rows import LIVE, NO_DATE, KeyedCall, by_ids, call_row, load, sighting_row
from store.call_search import CallQuery, search
from store.meta import mark_changed
from store.records import StoredCall, Version
from store.tables import ALIASES, CALLS, EVENTS, SIGHTINGS, VERSIONS
from store.upsert import chunks, put_rows

__all__ = [
    "CallQuery", "Fingerprint", "KeyedCall", "add_versions", "by_ids", "by_keys", "by_source",
    "candidates", "deadlines_ahead", "due", "fingerprints", "get", "get_all", "live", "merge_into",
    "missed", "missing_keys", "next_due", "resolve", "save", "search", "seen_again", "versions",
]  # fmt: skip


class Fingerprint(NamedTuple):
    """Which call a source's key belongs to, and the digest of what the source last said of it."""

    call_id: str
    digest: str


def get(conn: Connection, call_id: str) -> StoredCall | None:
    """The call with this id, or the one it became; None when nobody knows it."""
    now_id = resolve(conn, call_id)
    return None if now_id is None else by_ids(conn, [now_id]).get(now_id)


def get_all(conn: Connection, ids: Iterable[str]) -> dict[str, StoredCall]:
    """The same of many at once, by the id each was asked for; those nobody knows are left out."""
    wanted = list(dict.fromkeys(ids))
    found = by_ids(conn, wanted)
    now_ids: dict[str, str] = {}
    for part in chunks(one for one in wanted if one not in found):
        renamed = select(ALIASES.c.id, ALIASES.c.call_id).where(ALIASES.c.id.in_(part))
        now_ids |= {row[0]: row[1] for row in conn.execute(renamed)}
    became = by_ids(conn, list(now_ids.values()))
    return found | {old: became[new] for old, new in now_ids.items() if new in became}


def resolve(conn: Connection, call_id: str) -> str | None:
    """The id under which this call lives now; None when nobody knows it."""
    alias = conn.execute(select(ALIASES.c.call_id).where(ALIASES.c.id == call_id)).scalar()
    if alias is not None:
        return str(alias)
    found = conn.execute(select(CALLS.c.id).where(CALLS.c.id == call_id)).scalar()
    return None if found is None else str(found)


def fingerprints(conn: Connection, source: str) -> dict[str, Fingerprint]:
    """Per key of this source: the call and the digest (`codec.notice_digest`) of its last notice.

    Cheap enough for every poll: what a digest shows unchanged needs only `seen_again`.
    """
    columns = select(SIGHTINGS.c.key, SIGHTINGS.c.call_id, SIGHTINGS.c.digest)
    rows = conn.execute(columns.where(SIGHTINGS.c.source == source))
    return {row[0]: Fingerprint(row[1], row[2]) for row in rows}


def by_source(conn: Connection, source: str) -> dict[str, StoredCall]:
    """Every call this source ever showed, by the source's own key."""
    prints = fingerprints(conn, source)
    calls = by_ids(conn, [one.call_id for one in prints.values()])
    return {key: calls[one.call_id] for key, one in prints.items()}


def by_keys(conn: Connection, source: str, keys: Iterable[str]) -> dict[str, StoredCall]:
    """The calls this source shows under these keys; keys nobody knows are left out."""
    ids: dict[str, str] = {}
    for part in chunks(keys):
        query = select(SIGHTINGS.c.key, SIGHTINGS.c.call_id).where(
            SIGHTINGS.c.source == source, SIGHTINGS.c.key.in_(part)
        )
        ids |= {row[0]: row[1] for row in conn.execute(query)}
    calls = by_ids(conn, list(ids.values()))
    return {key: calls[call_id] for key, call_id in ids.items()}


def candidates(conn: Connection, code_key: str, title_key: str) -> list[StoredCall]:
    """Calls with the same code key or the same title key; an empty key matches nothing."""
    same = []
    if code_key:
        same.append(CALLS.c.code_key == code_key)
    if title_key:
        same.append(CALLS.c.title_key == title_key)
    if not same:
        return []
    return load(conn, select(CALLS).where(or_(*same)).order_by(CALLS.c.first_seen, CALLS.c.id))


def live(conn: Connection) -> list[StoredCall]:
    """All calls that are open, forthcoming or unknown, in the public order."""
    query = select(CALLS).where(CALLS.c.status.in_(LIVE))
    return load(conn, query.order_by(CALLS.c.sort_group, CALLS.c.sort_key, CALLS.c.id))


def corrected(conn: Connection) -> list[StoredCall]:
    """All calls the operator's corrections changed something about, closed ones too."""
    return load(conn, select(CALLS).where(CALLS.c.corrected != codec.mapping_to_json({})))


def due(conn: Connection, now: datetime, limit: int = 500) -> list[StoredCall]:
    """Calls for which the clock alone changes something by `now`, the longest due first."""
    query = select(CALLS).where(CALLS.c.next_due <= now)
    return load(conn, query.order_by(CALLS.c.next_due).limit(limit))


def next_due(conn: Connection) -> datetime | None:
    """When the clock next changes something for any call; None: never."""
    query = select(CALLS.c.next_due).where(CALLS.c.next_due.is_not(None))
    found: datetime | None = conn.execute(query.order_by(CALLS.c.next_due).limit(1)).scalar()
    return found


def missed(
    conn: Connection, source: str, seen_keys: Collection[str], at: datetime
) -> list[StoredCall]:
    """Live calls of this source that its answer of `at` does not contain.

    What a still later answer showed (another node's) is not missing.
    """
    known = select(SIGHTINGS.c.key, CALLS.c.id).join(CALLS, CALLS.c.id == SIGHTINGS.c.call_id)
    of_source = known.where(
        SIGHTINGS.c.source == source, SIGHTINGS.c.last_seen <= at, CALLS.c.status.in_(LIVE)
    )
    seen = set(seen_keys)
    ids = [row[1] for row in conn.execute(of_source) if row[0] not in seen]
    return list(by_ids(conn, ids).values())


def missing_keys(conn: Connection, source: str) -> set[str]:
    """The keys this source showed once and lacks since its last complete answers."""
    mine = select(SIGHTINGS.c.key).where(
        SIGHTINGS.c.source == source, SIGHTINGS.c.missing_since.is_not(None)
    )
    return set(conn.execute(mine).scalars())


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


def save(conn: Connection, calls: Sequence[KeyedCall]) -> None:
    """Store calls with all their sightings, in place of what stood there.

    A key of a source belongs to one call: where another call held it (a page rewritten in place),
    that call keeps its sighting under "<key>#<its id>".
    """
    if not calls:
        return
    put_rows(conn, CALLS, [call_row(one) for one in calls], ["id"])
    for part in chunks([one.call.id for one in calls]):
        conn.execute(delete(SIGHTINGS).where(SIGHTINGS.c.call_id.in_(part)))
    rows = [sighting_row(one.call.id, seen) for one in calls for seen in one.call.sightings]
    _make_room(conn, rows)
    put_rows(conn, SIGHTINGS, _one_holder(rows), ["source", "key"])
    mark_changed(conn)


def seen_again(conn: Connection, source: str, keys: Iterable[str], at: datetime) -> int:
    """Note that this source still shows these calls, unchanged; gives how many it knew."""
    known = 0
    for part in chunks(keys):
        mine = update(SIGHTINGS).where(SIGHTINGS.c.source == source, SIGHTINGS.c.key.in_(part))
        done = conn.execute(
            mine.values(last_seen=at, missing_since=None, missing_polls=0, gone=False)
        )
        known += done.rowcount
    if known:
        mark_changed(conn)
    return known


def merge_into(conn: Connection, older_id: str, newer_id: str) -> None:
    """Let `newer_id` become another name of `older_id`; its sightings, versions, events move.

    The merged facts are the caller's to save. Merging what was merged already changes nothing.
    """
    older_id = resolve(conn, older_id) or older_id
    if resolve(conn, newer_id) in {older_id, None}:
        return
    _drop_doubles(conn, older_id, newer_id)
    for table in (SIGHTINGS, VERSIONS, EVENTS, ALIASES):
        moved = update(table).where(table.c.call_id == newer_id)
        conn.execute(moved.values(call_id=older_id))
    conn.execute(update(EVENTS).where(EVENTS.c.subject == newer_id).values(subject=older_id))
    conn.execute(delete(CALLS).where(CALLS.c.id == newer_id))
    put_rows(conn, ALIASES, [{"id": newer_id, "call_id": older_id}], ["id"])
    mark_changed(conn)


def add_versions(conn: Connection, new: Sequence[Version]) -> None:
    """Store accepted versions; ids given are ignored, the store numbers them."""
    rows = [
        {
            "call_id": one.call_id,
            "at": one.at,
            "source": one.source,
            "turn": one.turn,
            "digest": one.digest,
            "changes": codec.changes_to_json(one.changes),
        }
        for one in new
    ]
    if rows:
        conn.execute(VERSIONS.insert(), rows)
        mark_changed(conn)


def versions(conn: Connection, call_id: str) -> list[Version]:
    """Every accepted version of a call, oldest first; its old ids are understood."""
    mine = select(VERSIONS).where(VERSIONS.c.call_id == (resolve(conn, call_id) or call_id))
    return [
        Version(
            id=row.id,
            call_id=row.call_id,
            at=row.at,
            source=row.source,
            turn=row.turn,
            digest=row.digest,
            changes=codec.changes_from_json(row.changes),
        )
        for row in conn.execute(mine.order_by(VERSIONS.c.id))
    ]


def _make_room(conn: Connection, rows: Sequence[dict[str, Any]]) -> None:
    """Give other calls' sightings that hold one of these keys a name of their own."""
    for source in dict.fromkeys(row["source"] for row in rows):
        for part in chunks(row["key"] for row in rows if row["source"] == source):
            mine = and_(SIGHTINGS.c.source == source, SIGHTINGS.c.key.in_(part))
            taken = conn.execute(select(SIGHTINGS.c.key, SIGHTINGS.c.call_id).where(mine)).all()
            for key, call_id in taken:  # rare: a page was rewritten in place, or two calls merge
                _rename(conn, source, key, f"{key}#{call_id}")


def _rename(conn: Connection, source: str, key: str, new_key: str) -> None:
    of_source = SIGHTINGS.c.source == source
    conn.execute(delete(SIGHTINGS).where(of_source, SIGHTINGS.c.key == new_key))
    renamed = update(SIGHTINGS).where(of_source, SIGHTINGS.c.key == key)
    conn.execute(renamed.values(key=new_key))


def _one_holder(rows: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """The same for calls saved together: the later one of the list holds the key."""
    held: dict[tuple[str, str], dict[str, Any]] = {}
    for row in rows:
        before = held.get((row["source"], row["key"]))
        if before is not None and before["call_id"] != row["call_id"]:
            moved = before | {"key": f"{before['key']}#{before['call_id']}"}
            held[moved["source"], moved["key"]] = moved
        held[row["source"], row["key"]] = row
    return list(held.values())


def _drop_doubles(conn: Connection, older_id: str, newer_id: str) -> None:
    """Forget sightings of the newer call that the older one was given already."""
    same = SIGHTINGS.alias("same")
    given = exists().where(
        and_(
            same.c.call_id == older_id,
            same.c.source == SIGHTINGS.c.source,
            SIGHTINGS.c.key == same.c.key + "#" + newer_id,
        )
    )
    conn.execute(delete(SIGHTINGS).where(SIGHTINGS.c.call_id == newer_id, given))
