"""Many rows in one statement, on either database."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import islice
from typing import Any, TypeVar

from sqlalchemy import Connection, Table
from sqlalchemy.dialects import postgresql, sqlite

Item = TypeVar("Item")
CHUNK = 5_000  # values in one IN list; SQLite takes 32,766, PostgreSQL 65,535


def insert(conn: Connection, table: Table) -> Any:
    """The dialect's INSERT, which knows ON CONFLICT."""
    return sqlite.insert(table) if conn.dialect.name == "sqlite" else postgresql.insert(table)


def put_rows(
    conn: Connection, table: Table, rows: Sequence[Mapping[str, Any]], keys: Sequence[str]
) -> None:
    """Insert rows; where one with the same keys stands, take its place."""
    if not rows:
        return
    statement = insert(conn, table)
    new = {name: statement.excluded[name] for name in rows[0] if name not in keys}
    conn.execute(statement.on_conflict_do_update(index_elements=keys, set_=new), list(rows))


def add_rows(
    conn: Connection, table: Table, rows: Sequence[Mapping[str, Any]], key: str
) -> dict[str, int]:
    """Insert the rows whose `key` is new; gives key -> id of just those."""
    if not rows:
        return {}
    statement = insert(conn, table).on_conflict_do_nothing(index_elements=[key])
    added = conn.execute(statement.returning(table.c[key], table.c.id), list(rows))
    return {str(row[0]): int(row[1]) for row in added}


def add_new(conn: Connection, table: Table, rows: Sequence[Mapping[str, Any]], key: str) -> int:
    """Insert the rows whose `key` is new; gives how many, and no ids: several times faster."""
    if not rows:
        return 0
    statement = insert(conn, table).on_conflict_do_nothing(index_elements=[key])
    counted = {"preserve_rowcount": True}  # over the several batches SQLAlchemy makes of them
    return int(conn.execute(statement, list(rows), execution_options=counted).rowcount)


def chunks(items: Iterable[Item], size: int = CHUNK) -> Iterator[list[Item]]:
    """The items in lists of at most `size`."""
    source = iter(items)
    while part := list(islice(source, size)):
        yield part
