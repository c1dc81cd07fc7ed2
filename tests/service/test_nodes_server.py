"""A PostgreSQL server that stops and comes back under running nodes."""

import json
import time
from pathlib import Path

import pytest
from service_world import Installation, node, portal, receiver, topic, until

from tests.postgres_server import PostgresServer

pytestmark = [pytest.mark.slow, pytest.mark.postgres, pytest.mark.timeout(300)]

FIRST = "AMIF-2026-TF2-AG-INTE-01"


def test_a_server_that_crashes_and_comes_back_loses_nothing(
    server: PostgresServer, tmp_path: Path
) -> None:
    with portal() as (world, address), receiver() as channel:
        world.put(topic(1), topic(2))
        one = node(tmp_path / "one", address, channel, server.url())
        try:
            one.start()
            until(channel.summaries, 40)
            channel.refuse = True
            world.change(FIRST, title="Told while nobody listens")
            until(lambda: _tried(one), 20)
            server.restart("immediate")
            world.change(FIRST, title="Told right after a crash")
            server.stop()
            channel.refuse = False
            world.change(FIRST, title="Told while the server is away")
            until(lambda: not one.is_ready(), 15)
            time.sleep(5)
            assert one.program is not None
            assert one.program.poll() is None, "it does not die of it"
            server.start()
            until(lambda: len(channel.events("changed")) >= 2, 60)
            until(one.is_ready, 30)
            world.change(FIRST, title="Told at last")
            until(lambda: "Told at last" in _titles(channel.events("changed")), 30)
            assert one.stop() == 0
        finally:
            one.kill()
    assert len({event["id"] for event in channel.events()}) == len(channel.events())


def _titles(events: list[dict[str, dict[str, str]]]) -> list[str]:
    return [event["call"]["title"] for event in events]


def _tried(one: Installation) -> bool:
    """Whether a delivery was attempted and refused."""
    listed = json.loads(one.run("deliveries", "--state", "owed", "--json").stdout)
    return any(item["attempts"] for item in listed["items"])
