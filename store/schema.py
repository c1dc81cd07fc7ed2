"""Which schema a database has, and the guarded way to the one this code knows.

Alembic is imported only when there is something to migrate: it would cost half of the time a start
may take. A cheap look at the version row comes first.
"""

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from io import StringIO
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection, Engine, inspect, text

from store.errors import StoreError
from store.migrations import HEAD, REVISIONS, VERSION_TABLE

if TYPE_CHECKING:
    from alembic.config import Config

MIGRATION_LOCK = 0x616D6966  # any number, but the same on every node


def version(conn: Connection) -> str | None:
    """The schema's version; None for a database without tables of ours."""
    if not inspect(conn).has_table(VERSION_TABLE):
        return None
    found = conn.execute(text(f"SELECT version_num FROM {VERSION_TABLE}")).scalar()  # noqa: S608  a constant
    return None if found is None else str(found)


def is_current(conn: Connection) -> bool:
    """Whether the schema is the one this code knows. Raises StoreError for a newer one."""
    found = version(conn)
    if found is not None and found not in REVISIONS:
        raise StoreError(
            f"The database has schema {found}, newer than this program knows (up to {HEAD}): "
            "run the newer program, or restore a backup made with this one."
        )
    return found == HEAD


def upgrade(engine: Engine) -> None:
    """Bring the schema up to date, once, however many processes try at the same time.

    All or nothing: a step that fails leaves the schema as it was.
    """
    with _alone(engine), engine.connect() as conn:
        if engine.dialect.name == "sqlite":
            # Rebuilding a table must not erase what refers to it; checked again before the commit.
            _pragma(conn, "foreign_keys=OFF")
        with conn.execution_options(writing=True).begin():
            if engine.dialect.name == "postgresql":
                conn.execute(text("SELECT pg_advisory_xact_lock(:k)"), {"k": MIGRATION_LOCK})
            if not is_current(conn):
                _run(conn)
                _check_references(conn)
        conn.invalidate()  # what was set up for the upgrade must not come back from the pool


def use_wal(engine: Engine) -> None:
    """Let readers and one writer work side by side; SQLite keeps the setting in the file."""
    with engine.connect() as conn:
        if _pragma(conn, "journal_mode") == "wal":
            return
    with _alone(engine), engine.connect() as conn:
        _pragma(conn, "journal_mode=WAL")


def _pragma(conn: Connection, setting: str) -> object:
    """Past SQLAlchemy: settings like these hold only outside a transaction."""
    raw: Any = conn.connection.dbapi_connection
    row = raw.execute(f"PRAGMA {setting}").fetchone()
    return None if row is None else row[0]


def config(conn: Connection) -> "Config":
    """Alembic's settings for this connection, made without a file.

    What Alembic would print goes nowhere: standard output belongs to the command that runs.
    """
    from alembic.config import Config  # noqa: PLC0415  loaded only when needed

    made = Config(stdout=StringIO())
    made.set_main_option("script_location", str(Path(__file__).with_name("migrations")))
    made.attributes["connection"] = conn
    return made


def _run(conn: Connection) -> None:
    from alembic import command  # noqa: PLC0415  loaded only when needed

    numbers = _numbering(conn)
    command.upgrade(config(conn), "head")
    for table, last in numbers.items():  # a rebuilt table would give ids of erased rows again
        keep = text("UPDATE sqlite_sequence SET seq = max(seq, :n) WHERE name = :t")
        if conn.execute(keep, {"t": table, "n": last}).rowcount == 0:
            new = text("INSERT INTO sqlite_sequence (name, seq) VALUES (:t, :n)")
            conn.execute(new, {"t": table, "n": last})


def _numbering(conn: Connection) -> dict[str, int]:
    """The last id each SQLite table gave out; PostgreSQL keeps its own through every step."""
    if conn.dialect.name != "sqlite" or not inspect(conn).has_table("sqlite_sequence"):
        return {}
    return {row[0]: row[1] for row in conn.execute(text("SELECT name, seq FROM sqlite_sequence"))}


def _check_references(conn: Connection) -> None:
    if conn.dialect.name != "sqlite":
        return
    broken = conn.exec_driver_sql("PRAGMA foreign_key_check").first()
    if broken is not None:
        raise StoreError(
            f"The schema was not changed: rows of {broken[0]} lost what they refer to."
        )


@contextmanager
def _alone(engine: Engine) -> Iterator[None]:
    """On SQLite, a lock file beside the database; PostgreSQL has its own lock, taken later."""
    if engine.dialect.name != "sqlite":
        yield
        return
    path = Path(f"{engine.url.database}.lock")
    try:
        handle = path.open("w")
    except OSError as error:
        raise StoreError(f"The lock file {path} cannot be written: {error.strerror}.") from error
    with handle:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield
