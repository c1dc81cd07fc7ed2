"""All rows from one database to another, compared: `db copy`, and backups of PostgreSQL."""

from contextlib import closing
from itertools import zip_longest
from typing import Any

from sqlalchemy import ColumnElement, Connection, Result, Table, collate, func, select, text
from sqlmodel.sql.sqltypes import AutoString

from store.database import Database, open_database, open_existing
from store.errors import StoreError
from store.tables import Base

_BATCH = 1_000


def copy(from_url: str, to_url: str) -> dict[str, int]:
    """Copy everything into a database that holds nothing yet; gives the number of rows per table.

    The tables are made there when needed. All or nothing; every row is read back and compared.
    Raises StoreError when there is nothing to copy, when the target holds rows, or when a row
    differs. The source may be in use: what is copied is one instant of it.
    """
    source = open_existing(from_url)
    if source is None:
        raise StoreError("There is nothing to copy: the database to copy from is empty or missing.")
    try:
        target = open_database(to_url)
        try:
            return copy_rows(source, target)
        finally:
            target.close()
    finally:
        source.close()


def copy_rows(source: Database, target: Database, *, replace: bool = False) -> dict[str, int]:
    """The same between open databases; with `replace` what the target holds goes first."""
    if source.url == target.url:
        raise StoreError("A database cannot be copied onto itself.")
    with source.read() as given, target.write() as taken:
        if replace:
            _clear(taken)
        else:
            _refuse_rows(taken)
        copied = {table.name: _copy(given, taken, table) for table in Base.metadata.sorted_tables}
        for table in Base.metadata.sorted_tables:
            _compare(given, taken, table)
            _keep_numbering(given, taken, table)
    return copied


def _clear(conn: Connection) -> None:
    for table in reversed(Base.metadata.sorted_tables):
        conn.execute(table.delete())


def _refuse_rows(conn: Connection) -> None:
    for table in Base.metadata.sorted_tables:
        if conn.execute(select(func.count()).select_from(table)).scalar_one():
            raise StoreError(f"The database to copy to holds rows already (in {table.name}).")


def _copy(given: Connection, taken: Connection, table: Table) -> int:
    copied = 0
    for batch in _rows(given, table).partitions(_BATCH):
        taken.execute(table.insert(), [dict(row._mapping) for row in batch])  # noqa: SLF001  public
        copied += len(batch)
    return copied


def _compare(given: Connection, taken: Connection, table: Table) -> None:
    with closing(_rows(given, table)) as there, closing(_rows(taken, table)) as here:
        for number, (one, other) in enumerate(zip_longest(there, here), start=1):
            if one is None or other is None or tuple(one) != tuple(other):
                raise StoreError(f"Row {number} of {table.name} differs: nothing was copied.")


def _rows(conn: Connection, table: Table) -> Result[Any]:
    """All rows in the order of their keys, a batch in memory at a time."""
    keys: list[ColumnElement[Any]] = list(table.primary_key.columns)
    if conn.dialect.name == "postgresql":  # texts by their bytes, as SQLite sorts them
        keys = [collate(key, "C") if isinstance(key.type, AutoString) else key for key in keys]
    ordered = select(table).order_by(*keys)
    return conn.execute(ordered.execution_options(yield_per=_BATCH))


def _keep_numbering(given: Connection, taken: Connection, table: Table) -> None:
    """Go on numbering where the source left off, so that ids of erased rows stay unused."""
    if "id" not in table.c or table.c.id.autoincrement is not True:
        return
    last = _last_number(given, table)
    if not last:
        return
    if taken.dialect.name == "postgresql":
        sequence = "pg_get_serial_sequence(:t, 'id')"
        taken.execute(text(f"SELECT setval({sequence}, :n)"), {"t": table.name, "n": last})
        return
    taken.execute(text("DELETE FROM sqlite_sequence WHERE name = :t"), {"t": table.name})
    new = text("INSERT INTO sqlite_sequence (name, seq) VALUES (:t, :n)")
    taken.execute(new, {"t": table.name, "n": last})


def _last_number(conn: Connection, table: Table) -> int:
    if conn.dialect.name == "sqlite":
        found = text("SELECT seq FROM sqlite_sequence WHERE name = :t")
        return int(conn.execute(found, {"t": table.name}).scalar() or 0)
    query = "SELECT last_value FROM pg_sequences WHERE schemaname || '.' || sequencename = :s"
    name = conn.execute(text("SELECT pg_get_serial_sequence(:t, 'id')"), {"t": table.name}).scalar()
    return int(conn.execute(text(query), {"s": name}).scalar() or 0)
