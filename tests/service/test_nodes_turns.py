"""A source's turn and its poll on several nodes: taken once, never lost, taken over."""

import threading
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace
from typing import Any

import psycopg
import pytest
from procrastinate.exceptions import ConnectorException

from monitor.nodes import Nodes, apply_schema, conninfo
from store import polls
from store.database import Database, open_database
from store.records import SourceState

pytestmark = [pytest.mark.slow, pytest.mark.postgres]

NOW = datetime(2026, 8, 9, 10, tzinfo=UTC)
SOURCES = tuple(f"s{number}" for number in range(20))


@pytest.fixture
def store(database: str) -> Iterator[Database]:
    opened = open_database(database)
    apply_schema(conninfo(database))
    yield opened
    opened.close()


def node(store: Database, database: str, now: datetime = NOW) -> Nodes:
    """A node that is not started."""
    enabled = tuple(SimpleNamespace(info=SimpleNamespace(id=one)) for one in SOURCES)
    context: Any = SimpleNamespace(database=store, enabled=enabled, clock=lambda: now)
    work: Any = SimpleNamespace(context=context)
    return Nodes(work, database)


def jobs(database: str) -> list[tuple[str, str, str]]:
    """Task, source or lock, and status of every job there is."""
    asked = (
        "SELECT task_name, coalesce(args->>'source', queueing_lock), status::text "
        "FROM procrastinate_jobs ORDER BY 1, 2, 3"
    )
    with psycopg.connect(database) as conn:
        return [(row[0], row[1], row[2]) for row in conn.execute(asked)]


def test_a_turn_is_taken_by_one_node_alone(store: Database, database: str) -> None:
    nodes = [node(store, database) for _ in range(4)]
    taking = [threading.Thread(target=one._take_turns) for one in nodes]
    for one in taking:
        one.start()
    for one in taking:
        one.join()
    assert jobs(database) == sorted(("poll", source, "todo") for source in SOURCES)
    with store.read() as conn:
        assert all(one.next_poll and one.next_poll > NOW for one in polls.states(conn).values())


def test_a_poll_that_still_waits_is_not_asked_for_again(store: Database, database: str) -> None:
    node(store, database)._take_turns()
    node(store, database, NOW + timedelta(hours=1))._take_turns()
    assert len(jobs(database)) == len(SOURCES)


def test_a_turn_whose_poll_could_not_be_asked_for_is_not_taken(
    store: Database, database: str
) -> None:
    with store.write() as conn:
        polls.save_state(conn, SourceState(id="s0", next_poll=NOW))
    with psycopg.connect(database, autocommit=True) as conn:
        conn.execute("ALTER TABLE procrastinate_jobs RENAME TO gone")
    with pytest.raises(ConnectorException):
        node(store, database)._take_turns()
    with store.read() as conn:
        assert polls.state(conn, "s0").next_poll == NOW


async def test_jobs_of_a_dead_node_are_done_again_once(store: Database, database: str) -> None:
    with psycopg.connect(database, autocommit=True) as conn:
        for task, lock, status in (
            ("clock", "clock", "doing"),
            ("clock", "clock", "todo"),
            ("poll", "poll:s1", "doing"),
            ("poll", "poll:s2", "doing"),
            ("poll", "poll:s2", "todo"),
        ):
            conn.execute(
                "INSERT INTO procrastinate_jobs (queue_name, task_name, queueing_lock, status)"
                " VALUES ('q', %s, %s, %s::procrastinate_job_status)",
                (task, lock, status),
            )
    living = node(store, database)
    async with living._app.open_async():
        await living._rescue()
    assert jobs(database) == [
        ("clock", "clock", "todo"),
        ("poll", "poll:s1", "todo"),
        ("poll", "poll:s2", "todo"),
    ]
