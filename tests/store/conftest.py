"""One set of store tests for both databases."""

import shutil
import uuid
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import psycopg
import pytest

from store.database import Database, open_database
from store.tables import Base
from tests.postgres_server import NoServer, PostgresServer, running_server


class Server:
    """The PostgreSQL server of the whole test session, and databases made on it."""

    def __init__(self, running: PostgresServer) -> None:
        self._running = running
        self._ready: str | None = None
        self._shared: str | None = None
        self._conn = psycopg.connect(running.url(), autocommit=True)

    def new_database(self, template: str = "template1") -> str:
        """Make a database like the template (empty, if not said otherwise); gives its URL."""
        name = f"test_{uuid.uuid4().hex[:12]}"
        self._conn.execute(f'CREATE DATABASE "{name}" TEMPLATE "{template}"')  # type: ignore[call-overload]
        return self._running.url(name)

    def ready_database(self) -> str:
        """Make a database with all tables; gives its URL."""
        if self._ready is None:
            self._ready = self.new_database()
            open_database(self._ready).close()
        return self.new_database(self._ready.split("?")[0].rsplit("/", 1)[-1])

    def shared_database(self) -> str:
        """Give the one database with all tables that tests share, emptied."""
        if self._shared is None:
            self._shared = self.ready_database()
        tables = ", ".join(Base.metadata.tables)
        with psycopg.connect(self._shared, autocommit=True) as conn:
            conn.execute(f"TRUNCATE {tables} RESTART IDENTITY")  # type: ignore[call-overload]
        return self._shared

    def stop(self) -> None:
        """Let go of the server."""
        self._conn.close()


@pytest.fixture(scope="session")
def postgres() -> Iterator[Server]:
    """The server; skips, saying why, where none can be started."""
    try:
        with running_server() as running:
            server = Server(running)
            yield server
            server.stop()
    except NoServer as error:
        pytest.skip(f"PostgreSQL does not start here: {error}")


@pytest.fixture(scope="session")
def ready_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A SQLite database with all tables, to be copied."""
    file = tmp_path_factory.mktemp("ready") / "ready.db"
    open_database(f"sqlite:///{file}").close()
    return file


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def kind(request: pytest.FixtureRequest) -> str:
    """Which database a test runs on."""
    return str(request.param)


@pytest.fixture
def url(kind: str, request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The URL of a database that does not exist yet (SQLite) or is empty (PostgreSQL)."""
    if kind == "sqlite":
        return f"sqlite:///{tmp_path / 'monitor.db'}"
    server: Server = request.getfixturevalue("postgres")
    return server.new_database()


@pytest.fixture
def ready_url(kind: str, request: pytest.FixtureRequest, tmp_path: Path, ready_file: Path) -> str:
    """The URL of a database with all tables and nothing in them."""
    if kind == "sqlite":
        shutil.copy(ready_file, tmp_path / "monitor.db")
        return f"sqlite:///{tmp_path / 'monitor.db'}"
    server: Server = request.getfixturevalue("postgres")
    return server.shared_database()


@pytest.fixture
def sqlite_url(tmp_path: Path, ready_file: Path) -> str:
    """The URL of a SQLite database with all tables."""
    shutil.copy(ready_file, tmp_path / "monitor.db")
    return f"sqlite:///{tmp_path / 'monitor.db'}"


@pytest.fixture
def opener() -> Iterator[Callable[..., Database]]:
    """Open databases that are closed at the end of the test."""
    opened: list[Database] = []

    def open_one(url: str, **options: Any) -> Database:
        opened.append(open_database(url, **options))
        return opened[-1]

    yield open_one
    for one in opened:
        one.close()


@pytest.fixture
def db(ready_url: str, opener: Callable[..., Database]) -> Database:
    """An open, empty database."""
    return opener(ready_url)


@pytest.fixture
def own_url(kind: str, request: pytest.FixtureRequest) -> str:
    """The same, but of a database nobody else uses: for tests that change the schema itself."""
    if kind == "sqlite":
        return str(request.getfixturevalue("sqlite_url"))
    server: Server = request.getfixturevalue("postgres")
    return server.ready_database()
