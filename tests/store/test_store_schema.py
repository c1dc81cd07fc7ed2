"""The schema: made once, known by its version, the same in code and in both databases."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path

import pytest
from alembic import command
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, text
from store_processes import outcome, run_python

from store import schema
from store.database import Database, StoreError, open_database, open_existing
from store.migrations import HEAD, REVISIONS
from store.tables import Base

Opener = Callable[..., Database]


@pytest.fixture
def ready_url(own_url: str) -> str:
    """These tests change the schema itself."""
    return own_url


def raw(db: Database) -> AbstractContextManager[Connection]:
    return db._engine.begin()


def test_the_code_knows_every_step_in_order(db: Database) -> None:
    with raw(db) as conn:
        steps = ScriptDirectory.from_config(schema.config(conn)).walk_revisions()
        assert tuple(step.revision for step in steps)[::-1] == REVISIONS


def test_the_steps_lead_to_the_very_tables_the_code_declares(db: Database) -> None:
    with raw(db) as conn:
        command.check(schema.config(conn))


def test_sqlite_never_gives_out_the_id_of_an_erased_row(sqlite_url: str, opener: Opener) -> None:
    """Alembic compares no such thing, and a rebuilt table loses it unless the step says so."""
    wanted = {
        table.name
        for table in Base.metadata.sorted_tables
        if table.dialect_options["sqlite"]["autoincrement"]
    }
    with raw(opener(sqlite_url)) as conn:
        made = text("SELECT name FROM sqlite_master WHERE sql LIKE '%AUTOINCREMENT%'")
        assert set(conn.execute(made).scalars()) == wanted
    assert wanted == {"versions", "events", "deliveries", "polls", "subscribers"}


def test_there_is_no_way_back(db: Database) -> None:
    with raw(db) as conn, pytest.raises(NotImplementedError, match="restore a backup"):
        command.downgrade(schema.config(conn), "base")


def test_a_newer_schema_is_refused_in_one_sentence(db: Database, ready_url: str) -> None:
    with raw(db) as conn:
        conn.execute(text("UPDATE schema_version SET version_num = '9999'"))
    for way_in in (open_database, open_existing):
        with pytest.raises(StoreError, match=f"9999, newer than this program knows .*{HEAD}"):
            way_in(ready_url)


def test_without_migrating_an_empty_database_is_refused(url: str) -> None:
    with pytest.raises(StoreError, match="db upgrade"):
        open_database(url, migrate=False)


def test_a_step_that_fails_leaves_the_schema_as_it_was(
    url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(conn: Connection) -> None:
        raise StoreError("a step failed")

    monkeypatch.setattr(schema, "_check_references", fail)
    with pytest.raises(StoreError, match="a step failed"):
        open_database(url)
    monkeypatch.undo()
    assert open_existing(url) is None
    open_database(url).close()


@pytest.mark.slow
def test_processes_that_start_at_once_make_the_tables_once(url: str) -> None:
    code = (
        "import sys; from store.database import open_database\n"
        "sys.stdin.readline()\n"
        "db = open_database(sys.argv[1])\n"
        "from store import schema\n"
        "with db.read() as conn: print(schema.version(conn))\n"
    )
    starters = [run_python(code, url) for _ in range(4)]
    for one in starters:
        assert one.stdin is not None
        one.stdin.write("go\n")
        one.stdin.flush()
    assert [outcome(one) for one in starters] == [HEAD] * 4


def test_opening_a_current_database_does_not_load_alembic(sqlite_url: str) -> None:
    code = (
        "import sys; from store.database import open_database\n"
        "open_database(sys.argv[1]).close(); print('alembic' in sys.modules)"
    )
    assert outcome(run_python(code, sqlite_url)) == "False"


def test_the_lock_file_stands_beside_the_database(tmp_path: Path) -> None:
    open_database(f"sqlite:///{tmp_path / 'm.db'}").close()
    assert {file.name for file in tmp_path.iterdir()} == {"m.db", "m.db.lock"}
