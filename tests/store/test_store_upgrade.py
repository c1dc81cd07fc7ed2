"""Upgrades with data: from every released schema, and over a step that rebuilds tables."""

import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import store_releases
from sqlalchemy import Connection, create_engine, text
from store_makers import CHANGES, FULL, T0, call, event, keyed
from test_store_backup import fill, rows

from store import calls, database, events, outbox, polls, schema, subscribers
from store.database import Database, StoreError, open_database
from store.migrations import HEAD
from store.outbox import DeliveryQuery

Opener = Callable[..., Database]

STEP = """
import sqlalchemy as sa
from alembic import op
from sqlmodel.sql.sqltypes import AutoString

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade():
    sqlite = op.get_bind().dialect.name == "sqlite"
    for table, numbered in (("calls", False), ("events", True), ("deliveries", True)):
        with op.batch_alter_table(
            table,
            recreate="always" if sqlite else "never",
            table_kwargs={"sqlite_autoincrement": numbered},
        ) as batch:
            batch.add_column(sa.Column("mood", AutoString(), server_default="", nullable=False))
"""


@pytest.fixture
def ready_url(own_url: str) -> str:
    """These tests change the schema itself."""
    return own_url


def engine_of(url: str) -> Any:
    return create_engine(url.replace("postgresql:", "postgresql+psycopg:"))


@pytest.mark.parametrize("release", store_releases.names())
def test_a_released_schema_is_taken_over_with_its_data(
    url: str, opener: Opener, release: str
) -> None:
    engine = engine_of(url)
    with engine.begin() as conn:
        store_releases.load(conn, release)
    engine.dispose()
    db = opener(url)
    with db.read() as conn:
        assert schema.version(conn) == HEAD
        kept = calls.get(conn, "a")
        assert kept is not None
        assert kept.facts == FULL
        assert {one.source for one in calls.get(conn, "c").sightings} == {"eu_portal", "se_mv"}  # type: ignore[union-attr]
        assert [one.changes for one in calls.versions(conn, "a")] == [CHANGES]
        assert [one.key for one in events.of_call(conn, "a")] == ["e1"]
        assert [one.key for one in outbox.search(conn, DeliveryQuery())[0]] == ["d2", "d1"]
        assert polls.state(conn, "x").last_success == T0
        assert len(subscribers.all_confirmed(conn)) == 1
    with db.write() as conn:
        calls.save(conn, [keyed(call("new"))])


@pytest.fixture
def next_release(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[], None]]:
    """Turn today's program into one whose schema has one step more."""
    folder = tmp_path / "steps"
    folder.mkdir()
    (folder / "0002_mood.py").write_text(STEP)
    plain = schema.config

    def config(conn: Connection) -> Any:
        made = plain(conn)
        own = Path(schema.__file__).with_name("migrations") / "versions"
        made.set_main_option("path_separator", "os")
        made.set_main_option("version_locations", os.pathsep.join([str(own), str(folder)]))
        return made

    def install() -> None:
        monkeypatch.setattr(schema, "config", config)
        monkeypatch.setattr(schema, "HEAD", "0002")
        monkeypatch.setattr(schema, "REVISIONS", ("0001", "0002"))

    yield install
    monkeypatch.undo()


def test_a_step_that_rebuilds_tables_loses_no_row(
    db: Database, ready_url: str, opener: Opener, next_release: Callable[[], None]
) -> None:
    fill(db)
    before = rows(db)
    db.close()
    next_release()
    newer = opener(ready_url)
    assert rows(newer) == before
    with newer.read() as conn:
        assert schema.version(conn) == "0002"
        if newer.dialect == "sqlite":
            assert conn.exec_driver_sql("PRAGMA foreign_keys").scalar() == 1
    with newer.write() as conn:
        [stored] = events.add(conn, [event("new")])
    assert stored.id == 3, "ids of erased rows are not given again"


def test_an_old_node_goes_on_beside_a_newer_schema_but_does_not_start_again(
    db: Database,
    ready_url: str,
    opener: Opener,
    next_release: Callable[[], None],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    with db.write() as conn:
        calls.save(conn, [keyed(call("a"))])
    next_release()
    newer = opener(ready_url)
    monkeypatch.undo()
    with db.write() as conn:
        calls.save(conn, [keyed(call("b"))])
        events.add(conn, [event("e")])
    with newer.read() as conn:
        assert len(calls.live(conn)) == 2
    with pytest.raises(StoreError, match="newer than this program"):
        open_database(ready_url)


def test_a_step_that_fails_halfway_leaves_schema_and_rows_as_they_were(
    db: Database, ready_url: str, tmp_path: Path, next_release: Callable[[], None]
) -> None:
    fill(db)
    before = rows(db)
    next_release()
    step = tmp_path / "steps" / "0002_mood.py"
    step.write_text(STEP + "    raise RuntimeError('the power went')\n")
    with pytest.raises(RuntimeError, match="power"):
        database.open_database(ready_url)
    assert rows(db) == before
    with db.read() as conn:
        assert schema.version(conn) == "0001"
        columns = conn.execute(text("SELECT * FROM calls")).keys()
    assert "mood" not in columns
