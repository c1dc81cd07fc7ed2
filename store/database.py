"""The one way to the database: opened once, then short units of work in `write()` and `read()`.

All functions of this package take the Connection these give. The engine is synchronous and safe to
share between threads; an event loop calls it through `asyncio.to_thread`.
"""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import URL, Connection, Engine, create_engine, event, make_url, text
from sqlalchemy.exc import ArgumentError, DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from store import schema
from store.errors import StoreError, explain
from store.meta import bump_if_changed, forget_changed
from store.stillness import Mark, Stillness

__all__ = ["Database", "StoreError", "open_database", "open_existing"]

BUSY_SECONDS = 5.0
WRITER_LOCK = 0x616D6967  # any number, but the same on every node


class Database:
    """An open database. Any thread may use `write()` and `read()`, but not one inside another."""

    def __init__(self, engine: Engine) -> None:
        """Take an engine whose schema is up to date (see `open_database`)."""
        self._engine = engine
        self._pen = _Pen() if engine.dialect.name == "sqlite" else None
        self._mark = Mark(self.path) if self.path else None

    @property
    def dialect(self) -> str:
        """ "sqlite" or "postgresql"."""
        return self._engine.dialect.name

    @property
    def url(self) -> str:
        """Where it is, without a password."""
        return self._engine.url.render_as_string(hide_password=True)

    @property
    def path(self) -> Path | None:
        """The file of a SQLite database; None on a server."""
        return Path(self._engine.url.database or "") if self.dialect == "sqlite" else None

    @contextmanager
    def write(self, *, parallel: bool = False) -> Iterator[Connection]:
        """One transaction: kept whole when the block ends, undone when it raises.

        Writers take turns, so that what is read in the block cannot change before it is written.
        With `parallel` PostgreSQL lets several write at once: for work on rows that nobody else
        touches, such as claimed deliveries. Raises StoreError when the database is locked, full,
        read-only or away.
        """
        with self._turn(), _explained(), self._engine.connect() as conn:
            conn.execution_options(writing=True)
            with conn.begin():
                if self.dialect == "postgresql" and not parallel:
                    conn.execute(text("SELECT pg_advisory_xact_lock(:k)"), {"k": WRITER_LOCK})
                forget_changed(conn)  # what an earlier transaction that failed left behind
                yield conn
                bump_if_changed(conn)

    @contextmanager
    def read(self) -> Iterator[Connection]:
        """A consistent view of one instant, that blocks nobody. Raises StoreError."""
        with _explained(), self._engine.connect() as conn:
            if self.dialect == "postgresql":
                conn.execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True)
            with conn.begin():
                yield conn

    def fold_log(self) -> None:
        """Fold SQLite's write-ahead log into the file and empty it: after erasing, so that the old
        rows stand nowhere on disk. Where somebody reads meanwhile, the log keeps them until the
        next time. PostgreSQL has no such log of its rows in reach. Raises StoreError.
        """
        if self.dialect != "sqlite":
            return
        with self._turn(), _explained():
            raw = self._engine.raw_connection()
            try:
                raw.cursor().execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
            finally:
                raw.close()

    def stillness(self) -> Stillness:
        """By which a loop can tell without reading that nobody has written."""
        return Stillness(self._mark)

    def close(self) -> None:
        """Give back all connections; SQLite folds its write-ahead log into the file."""
        if self._mark is not None:
            self._mark.close()
        self._engine.dispose()

    @contextmanager
    def _turn(self) -> Iterator[None]:
        if self._pen is None:
            yield
            return
        with self._pen:
            yield


class _Pen:
    """Only one thread writes to SQLite at a time: waiting here is fair, SQLite's own is not."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._holder = 0

    def __enter__(self) -> None:
        if self._holder == threading.get_ident():
            raise RuntimeError("write() inside write() on one thread")
        if not self._lock.acquire(timeout=30):
            raise StoreError("The database is busy: another writer of this process holds it.")
        self._holder = threading.get_ident()

    def __exit__(self, *_: object) -> None:
        self._holder = 0
        self._lock.release()


def open_database(
    url: str, *, migrate: bool = True, busy_seconds: float = BUSY_SECONDS
) -> Database:
    """Open "sqlite:///file" or "postgresql://...", making or upgrading its tables when needed.

    Without `migrate` a database whose schema is not the present one is refused. `busy_seconds` is
    how long a writer waits for another process. Raises StoreError, in one sentence.
    """
    parsed = _parse(url)
    engine = _engine(parsed, busy_seconds)
    try:
        with _explained():
            _prepare(engine, migrate=migrate)
    except BaseException:
        engine.dispose()
        raise
    return Database(engine)


def open_existing(url: str) -> Database | None:
    """Open a database that is there already; None when nothing was stored yet.

    A missing file, a missing PostgreSQL database and one without our tables all read as empty.
    Raises StoreError when it cannot be told.
    """
    parsed = _parse(url)
    if parsed.get_backend_name() == "sqlite":
        file = Path(parsed.database or "")
        if not file.exists() or file.stat().st_size == 0:
            return None
    engine = _engine(parsed, BUSY_SECONDS)
    try:
        with _explained(), engine.connect() as conn:
            known = schema.version(conn) is not None
    except StoreError as error:
        if "does not exist" in str(error):
            return None
        raise
    finally:
        engine.dispose()
    return open_database(url) if known else None


def _prepare(engine: Engine, *, migrate: bool) -> None:
    with engine.connect() as conn:
        current = schema.is_current(conn)
    if not current and not migrate:
        raise StoreError("The database's schema is not up to date: run `amif-monitor db upgrade`.")
    if engine.dialect.name == "sqlite":
        schema.use_wal(engine)
    if not current:
        schema.upgrade(engine)


def _parse(url: str) -> URL:
    try:
        parsed = make_url(url)
    except ArgumentError as error:
        raise StoreError(
            "The store's url is not understood: sqlite:///file or postgresql://..."
        ) from error
    if parsed.drivername in {"postgresql", "postgres", "postgresql+psycopg"}:
        return parsed.set(drivername="postgresql+psycopg")
    if parsed.drivername != "sqlite":
        raise StoreError(
            f"The store's url begins with {parsed.drivername}: sqlite or postgresql are known."
        )
    if not parsed.database or parsed.database == ":memory:" or parsed.query:
        raise StoreError("The store's url names no file: sqlite:///amif-monitor.db would.")
    path = Path(parsed.database).absolute()
    if not path.parent.is_dir():
        raise StoreError(f"The database's folder {path.parent} does not exist: make it first.")
    if path.is_dir():
        raise StoreError(f"The database {path} is a folder.")
    return parsed.set(database=str(path))


def _engine(url: URL, busy_seconds: float) -> Engine:
    if url.get_backend_name() == "sqlite":
        engine = create_engine(url, pool_size=8, max_overflow=56, pool_timeout=30)
        busy = int(busy_seconds * 1000)
        event.listen(engine, "connect", lambda raw, _: _set_up_sqlite(raw, busy))
        event.listen(engine, "begin", _begin_sqlite)
        return engine
    return create_engine(
        url,
        pool_size=8,
        max_overflow=56,
        pool_timeout=30,
        pool_pre_ping=True,
        connect_args=_postgres_options(url, busy_seconds),
    )


def _postgres_options(url: URL, busy_seconds: float) -> dict[str, Any]:
    """What a connection needs unless the url says otherwise; a lost host is noticed in seconds."""
    wanted = {
        "connect_timeout": 5,
        "application_name": "amif-monitor",
        "keepalives_idle": 10,
        "keepalives_interval": 5,
        "keepalives_count": 3,
        "tcp_user_timeout": 20_000,
        "options": f"-c timezone=UTC -c lock_timeout={int(busy_seconds * 6000)}",
    }
    return {name: value for name, value in wanted.items() if name not in url.query}


def _set_up_sqlite(raw: Any, busy: int) -> None:
    raw.isolation_level = None  # transactions begin where we say, not where the driver guesses
    for pragma in (
        f"busy_timeout={busy}",
        "synchronous=NORMAL",
        "foreign_keys=ON",
        "temp_store=MEMORY",
        "secure_delete=ON",  # what a subscriber wants erased is overwritten
        "journal_size_limit=67108864",
    ):
        raw.execute(f"PRAGMA {pragma}")


def _begin_sqlite(conn: Connection) -> None:
    writing = conn.get_execution_options().get("writing", False)
    conn.exec_driver_sql("BEGIN IMMEDIATE" if writing else "BEGIN")


@contextmanager
def _explained() -> Iterator[None]:
    try:
        yield
    except DBAPIError as error:
        told = explain(error)
        if told is None:
            raise
        raise told from error
    except PoolTimeout as error:
        raise StoreError("The database is busy: no connection came free in time.") from error
