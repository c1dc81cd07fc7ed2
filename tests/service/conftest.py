"""A world, a receiver and an installation for each test."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from service_world import Installation, Receiver, portal, receiver, topic

from monitor.demo.portal_world import PortalWorld
from tests.postgres_server import NoServer, PostgresServer, running_server


class House:
    """What a service test has at hand."""

    def __init__(self, world: PortalWorld, address: str, channel: Receiver, folder: Path) -> None:
        self.world = world
        self.channel = channel
        self.here = Installation(folder, address, channel)


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    """The program between a simulated portal with two topics and a receiver."""
    with portal() as (world, address), receiver() as channel:
        world.put(topic(1), topic(2))
        mine = House(world, address, channel, tmp_path)
        try:
            yield mine
        finally:
            mine.here.kill()


@pytest.fixture
def server() -> Iterator[PostgresServer]:
    """A PostgreSQL server of this test's own; skips, saying why, where none can be started."""
    try:
        with running_server(keeps=True) as running:
            yield running
    except NoServer as error:
        pytest.skip(f"PostgreSQL does not start here: {error}")


@pytest.fixture
def database(server: PostgresServer) -> str:
    """The URL of an empty database."""
    return server.url()
