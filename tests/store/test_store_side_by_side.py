"""A rolling upgrade: an older program goes on beside a newer schema, and refuses to start on it."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import text
from store_makers import T0, call, event, keyed, owed
from test_store_backup import fill

from store import calls, events, outbox, polls
from store.database import Database, StoreError, open_database
from store.migrations import HEAD
from store.records import SourceState
from store.tables import Base

Opener = Callable[..., Database]
_LEASE = timedelta(seconds=10)
_PREPARED = 6
"""Times: the fifth lets psycopg prepare a statement, which a new column must not break."""


@pytest.fixture
def ready_url(own_url: str) -> str:
    """These tests change the schema itself."""
    return own_url


def expand(db: Database) -> None:
    """What a newer release may do while an older one runs: add, with a default."""
    with db.write() as conn:
        for table in Base.metadata.tables:
            conn.execute(text(f"ALTER TABLE {table} ADD COLUMN later TEXT NOT NULL DEFAULT 'x'"))
        conn.execute(text("CREATE TABLE later_things (id INTEGER PRIMARY KEY, name TEXT)"))
        conn.execute(text("CREATE INDEX ix_later ON calls (later, id)"))
        conn.execute(text("UPDATE schema_version SET version_num = '9999'"))


def work(db: Database, name: str) -> None:
    """A whole round of an older node: a poll, an event, what is owed for it, sent."""
    for turn in range(_PREPARED):
        key = f"{name}-{turn}"
        with db.write() as conn:
            calls.save(conn, [keyed(call(key, turn=turn + 1))])
            polls.save_state(conn, SourceState(id="x", last_poll=T0, calls_seen=turn))
            [stored] = events.add(conn, [event(key, key)])
            outbox.owe(conn, [owed(key, event_id=stored.id)])
        with db.write(parallel=True) as conn:
            [mine] = [
                one
                for one in outbox.claim(conn, now=T0, owner=name, lease=_LEASE, limit=9)
                if one.key == key
            ]
            assert outbox.renew(conn, [mine.id], name, T0 + _LEASE) == 1
            assert outbox.sent(conn, mine.id, name, T0)
        with db.read() as conn:
            assert calls.get(conn, key) is not None
            assert polls.state(conn, "x").calls_seen == turn
            found = outbox.get(conn, mine.id)
        assert found is not None
        assert found.sent_at == T0
        assert replace(found, id=0).key == key


def test_an_older_node_goes_on_beside_a_newer_schema(ready_url: str, opener: Opener) -> None:
    older, newer = opener(ready_url), opener(ready_url)
    work(older, "before")
    expand(newer)
    work(older, "after")
    fill(older)
    with newer.read() as conn:
        assert conn.execute(text("SELECT count(*) FROM calls WHERE later = 'x'")).scalar_one() > 12


def test_an_older_program_that_starts_on_a_newer_schema_refuses_in_one_sentence(
    ready_url: str, opener: Opener
) -> None:
    expand(opener(ready_url))
    with pytest.raises(StoreError) as refused:
        open_database(ready_url)
    said = str(refused.value)
    assert "schema 9999, newer than this program knows" in said
    assert HEAD in said
    assert "\n" not in said
