"""A loop may go without reading only while nobody wrote and nothing fell due."""

import subprocess
import sys
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from store_makers import T0

from store import meta
from store.database import Database

Opener = Callable[[str], Database]
LATER = T0 + timedelta(minutes=5)


def put(db: Database, value: str) -> None:
    with db.write() as conn:
        meta.put(conn, "k", value)


def test_it_holds_until_somebody_writes(sqlite_url: str, opener: Opener) -> None:
    db = opener(sqlite_url)
    stillness = db.stillness()
    assert not stillness.holds(T0)  # nobody has looked yet
    stillness.looked(None)
    assert stillness.holds(T0)

    put(db, "this very process")
    assert not stillness.holds(T0)
    assert not stillness.holds(T0)  # until somebody has looked
    stillness.looked(None)
    assert stillness.holds(T0)

    with db.read() as conn:
        meta.get(conn, "k")
    assert stillness.holds(T0)


def test_it_ends_when_another_process_writes(sqlite_url: str, opener: Opener) -> None:
    db = opener(sqlite_url)
    put(db, "before")
    stillness = db.stillness()
    stillness.holds(T0)
    stillness.looked(None)
    program = (
        "import sqlite3, sys; db = sqlite3.connect(sys.argv[1]);"
        "db.execute(\"update meta set value = 'x' where key = 'k'\"); db.commit()"
    )
    subprocess.run([sys.executable, "-c", program, str(db.path)], check=True)

    assert not stillness.holds(T0)


def test_it_ends_at_the_instant_named(sqlite_url: str, opener: Opener) -> None:
    stillness = opener(sqlite_url).stillness()
    stillness.holds(T0)
    stillness.looked(LATER)

    assert stillness.holds(LATER - timedelta(milliseconds=1))
    assert not stillness.holds(LATER)


def test_what_was_written_during_a_look_is_looked_for_again(
    sqlite_url: str, opener: Opener
) -> None:
    db = opener(sqlite_url)
    stillness = db.stillness()
    stillness.holds(T0)
    put(db, "after the look had read")
    stillness.looked(None)

    assert not stillness.holds(T0)


def test_a_file_that_cannot_be_read_has_to_be_looked_at(
    sqlite_url: str, opener: Opener, monkeypatch: pytest.MonkeyPatch
) -> None:
    db = opener(sqlite_url)
    stillness = db.stillness()
    monkeypatch.setattr(db._mark, "_path", Path("/nowhere/at all.db"))

    assert not stillness.holds(T0)
    stillness.looked(None)
    assert not stillness.holds(T0)


@pytest.mark.postgres
def test_on_postgresql_one_always_looks(request: pytest.FixtureRequest, opener: Opener) -> None:
    stillness = opener(request.getfixturevalue("postgres").ready_database()).stillness()
    stillness.holds(T0)
    stillness.looked(None)

    assert not stillness.holds(T0)
