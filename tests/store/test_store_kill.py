"""A process killed at any instant leaves whole transactions and nothing else."""

import random
import signal
import time
from collections.abc import Callable

import pytest
from sqlalchemy import func, select, text
from store_processes import run_python

from store.database import Database
from store.tables import CALLS, DELIVERIES, EVENTS

Opener = Callable[..., Database]

WRITER = """
import sys
from datetime import UTC, datetime
sys.path.insert(0, sys.argv[2])
from store_makers import call, event, keyed, owed
from store import calls, events, outbox
from store.database import open_database
db, run, number = open_database(sys.argv[1]), sys.argv[3], 0
while True:
    number += 1
    name = f"{run}-{number}"
    with db.write() as conn:
        calls.save(conn, [keyed(call(name))])
        [stored] = events.add(conn, [event(name, name)])
        outbox.owe(conn, [owed(f"{name}-{n}", event_id=stored.id) for n in range(3)])
    print(name, flush=True)
"""


def killed(url: str, run: int, after: float) -> list[str]:
    """What a writer said was stored before it was killed."""
    process = run_python(WRITER, url, str(__file__).rsplit("/", 1)[0], str(run))
    assert process.stdout is not None
    said = [process.stdout.readline().strip()]  # it has begun
    time.sleep(after)
    process.send_signal(signal.SIGKILL)
    rest, err = process.communicate(timeout=30)
    assert process.returncode == -signal.SIGKILL, err
    whole = rest.rsplit("\n", 1)[0] if "\n" in rest else ""
    return said + whole.split()


def check(db: Database, said: list[str]) -> None:
    with db.read() as conn:
        stored = set(conn.execute(select(CALLS.c.id)).scalars())
        assert set(said) <= stored, "what was committed is there"
        assert set(conn.execute(select(EVENTS.c.key)).scalars()) == stored
        owed = conn.execute(select(func.count()).select_from(DELIVERIES)).scalar_one()
        assert owed == 3 * len(stored)
        if db.dialect == "sqlite":
            assert conn.execute(text("PRAGMA integrity_check")).scalar() == "ok"


@pytest.mark.slow
def test_a_killed_writer_leaves_whole_transactions(ready_url: str, opener: Opener) -> None:
    said: list[str] = []
    for run in range(2):
        said += killed(ready_url, run, random.uniform(0, 0.05))
    check(opener(ready_url), said)


@pytest.mark.long
def test_kill_a_writer_fifty_times(ready_url: str, opener: Opener) -> None:
    said: list[str] = []
    for run in range(50):
        said += killed(ready_url, run, random.uniform(0, 0.3))
    check(opener(ready_url), said)
    print(f"\nkilled 50 writers, {len(said)} transactions, lost 0, halved 0")  # noqa: T201  the tally
