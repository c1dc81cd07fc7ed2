"""Two nodes on one PostgreSQL: the work is shared, and either may die."""

from pathlib import Path

import psycopg
import pytest
from service_world import Installation, node, portal, receiver, topic, until

pytestmark = [pytest.mark.slow, pytest.mark.postgres, pytest.mark.timeout(240)]

FIRST = "AMIF-2026-TF2-AG-INTE-01"


def test_two_nodes_share_the_work_and_one_that_dies_loses_nothing(
    database: str, tmp_path: Path
) -> None:
    with portal() as (world, address), receiver() as channel:
        world.put(topic(1), topic(2))
        nodes = [node(tmp_path / name, address, channel, database) for name in ("one", "two")]
        try:
            for one in nodes:
                one.start()
            until(channel.summaries, 40)
            asked = len(world.asked)
            until(lambda: len(world.asked) >= asked + 4, 40)

            world.change(FIRST, title="A title")
            until(lambda: channel.events("changed"), 15)
            nodes[0].kill()
            world.change(FIRST, title="Another title")
            until(lambda: len(channel.events("changed")) >= 2, 20)
        finally:
            for one in nodes:
                one.kill()
    assert len(channel.summaries()) == 1
    assert [event["kind"] for event in channel.events()] == ["changed", "changed"]


def test_a_role_of_its_own_needs_postgresql(tmp_path: Path) -> None:
    with portal() as (_world, address), receiver() as channel:
        here = Installation(tmp_path, address, channel)
        refused = here.run("run", "--role", "web")
    assert refused.exit_code == 2
    assert "PostgreSQL" in refused.stderr


def test_an_older_node_runs_on_beside_a_newer_schema_and_does_not_start_on_it(
    database: str, tmp_path: Path
) -> None:
    with portal() as (world, address), receiver() as channel:
        world.put(topic(1), topic(2))
        running, late = (node(tmp_path / name, address, channel, database) for name in ("a", "b"))
        try:
            running.start()
            until(channel.summaries, 40)
            with psycopg.connect(database, autocommit=True) as newer:
                newer.execute("ALTER TABLE calls ADD COLUMN later TEXT NOT NULL DEFAULT ''")
                newer.execute("UPDATE schema_version SET version_num = '9999'")
            world.change(FIRST, title="Read by the older node")
            until(lambda: channel.events("changed"), 15)
            until(running.is_ready, 5)
            refused = late.run("run")
        finally:
            running.kill()
    assert refused.exit_code == 1
    [sentence] = refused.stderr.strip().splitlines()
    assert "schema 9999, newer than this program knows" in sentence
