"""A filled world on a real SQLite file, and the app over it."""

from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import httpx
import pytest
from web_world import World, client_of, fill, world

from store.database import open_database


@pytest.fixture(scope="session")
def blank(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database with tables and nothing in them."""
    file = tmp_path_factory.mktemp("blank") / "blank.db"
    open_database(f"sqlite:///{file}").close()
    return file


@pytest.fixture
def empty(tmp_path: Path, blank: Path) -> Iterator[World]:
    """A world in which nothing has been read yet."""
    made = world(tmp_path, blank)
    yield made
    made.database.close()


@pytest.fixture
def filled(empty: World) -> World:
    """A world with calls of every status and sources in every state."""
    fill(empty)
    return empty


@pytest.fixture
async def web(filled: World) -> AsyncIterator[httpx.AsyncClient]:
    """A client of the app over the filled world."""
    async with client_of(filled) as client:
        yield client
