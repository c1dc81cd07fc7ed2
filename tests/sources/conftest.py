"""A simulated portal on loopback, and a client that may reach it."""

from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import ExitStack
from datetime import UTC, datetime

import pytest
import stamina
from portal_makers import NOW, ATime, a_topic

from monitor.demo.portal import DETAILS_PATH, SEARCH_PATH, portal_app
from monitor.demo.portal_world import PortalWorld
from monitor.demo.server import serve
from sources.eu_portal import EuPortal
from sources.http import HttpClient, open_client


@pytest.fixture
def clock() -> ATime:
    return ATime()


@pytest.fixture
def world(clock: ATime) -> PortalWorld:
    world = PortalWorld(clock=clock)
    world.put(a_topic())
    return world


@pytest.fixture
def portal(world: PortalWorld) -> Iterator[EuPortal]:
    with serve(portal_app(world)) as address:
        yield EuPortal(address + SEARCH_PATH, address + DETAILS_PATH)


@pytest.fixture(autouse=True)
def _no_waiting() -> Iterator[None]:
    """Retries happen, without their waits."""
    stamina.set_testing(True, attempts=2)
    yield
    stamina.set_testing(False)


@pytest.fixture
async def client() -> AsyncIterator[HttpClient]:
    async with open_client(
        user_agent="amif-monitor/0 (test)", allow_private=True, timeout=5, pause=0
    ) as opened:
        yield opened


@pytest.fixture
def served() -> Iterator[Callable[..., str]]:
    """Serves applications until the test ends; gives their addresses."""
    with ExitStack() as stack:
        yield lambda app: stack.enter_context(serve(app))


@pytest.fixture
def now() -> datetime:
    return NOW.astimezone(UTC)
