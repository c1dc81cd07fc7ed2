"""A filled world on a real SQLite file, and the app over it."""

from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import httpx
import pytest
from web_world import World, fill, world

from monitor.web.app import build_app


@pytest.fixture
def empty(tmp_path: Path) -> Iterator[World]:
    """A world in which nothing has been read yet."""
    made = world(tmp_path)
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


def client_of(made: World) -> httpx.AsyncClient:
    """A client that speaks to the app directly, without a socket."""
    transport = httpx.ASGITransport(app=build_app(made.deps))
    return httpx.AsyncClient(transport=transport, base_url="http://127.0.0.1")
