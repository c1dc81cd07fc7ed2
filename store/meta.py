"""Small facts about the database, and the number that grows with every public change."""

from sqlalchemy import Connection, select, text
from sqlalchemy.dialects import postgresql, sqlite

from store.tables import COUNTERS, META

_DATA = "data_version"
_CHANGED = "amif_changed"


def put(conn: Connection, key: str, value: str) -> None:
    """Remember a value under a key, in place of what stood there."""
    insert = sqlite.insert if conn.dialect.name == "sqlite" else postgresql.insert
    row = insert(META).values(key=key, value=value)
    conn.execute(row.on_conflict_do_update(index_elements=["key"], set_={"value": value}))


def get(conn: Connection, key: str) -> str | None:
    """The value under this key, None when there is none."""
    found = conn.execute(select(META.c.value).where(META.c.key == key)).scalar()
    return None if found is None else str(found)


def data_version(conn: Connection) -> int:
    """A number that grows with every transaction that changed calls, events or sources."""
    found = conn.execute(select(COUNTERS.c.value).where(COUNTERS.c.name == _DATA)).scalar()
    return 0 if found is None else int(found)


def mark_changed(conn: Connection) -> None:
    """Note that this transaction changes what the public sees."""
    conn.info[_CHANGED] = True


def bump_if_changed(conn: Connection) -> None:
    """Let the data version grow if `mark_changed` was called.

    Done once and last in a transaction, so that no node waits for another's counter for long.
    """
    if not conn.info.get(_CHANGED, False):
        return
    conn.execute(
        text(
            "INSERT INTO counters (name, value) VALUES (:name, 1) "
            "ON CONFLICT (name) DO UPDATE SET value = counters.value + 1"
        ),
        {"name": _DATA},
    )


def forget_changed(conn: Connection) -> None:
    """Clear the note of `mark_changed`, which lasts as long as the pooled connection."""
    conn.info.pop(_CHANGED, None)
