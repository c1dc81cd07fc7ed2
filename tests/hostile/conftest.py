"""A client that may reach loopback, with small limits; raw servers; no waiting between retries."""

from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import ExitStack

import pytest
import stamina
from raw_server import CAP, SECONDS, RawServer, Script, raw_server

from sources.http import HttpClient, Limits, open_client


@pytest.fixture(autouse=True)
def _no_waiting() -> Iterator[None]:
    stamina.set_testing(True, attempts=2)
    yield
    stamina.set_testing(False)


@pytest.fixture
async def client() -> AsyncIterator[HttpClient]:
    async with open_client(
        user_agent="amif-monitor/1.2 (ops@example.org)",
        allow_private=True,
        pause=0,
        limits=Limits(seconds=SECONDS, page=CAP),
    ) as opened:
        yield opened


@pytest.fixture
def site() -> Iterator[Callable[..., RawServer]]:
    """Starts raw servers that end with the test."""
    with ExitStack() as stack:

        def start(script: Script, **options: object) -> RawServer:
            return stack.enter_context(raw_server(script, **options))  # type: ignore[arg-type]

        yield start
