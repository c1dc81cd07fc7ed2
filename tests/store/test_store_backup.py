"""Backups under load, the way back, and copies between databases, compared row by row."""

import shutil
import sqlite3
import threading
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select, text
from store_makers import CHANGES, FULL, T0, call, event, keyed, owed, sighting

from config.channel import Channel
from store import calls, channels, events, meta, outbox, polls, subscribers
from store.backup import Restored, backup, restore, restored, settle_restored
from store.copying import copy, copy_rows
from store.database import Database, StoreError, open_database
from store.records import PollRun, SourceState, Version
from store.subscribers import Signup
from store.tables import Base

LATER = T0 + timedelta(days=2)
Opener = Callable[..., Database]
Rows = dict[str, list[tuple[Any, ...]]]


def fill(db: Database) -> None:
    """Put something into every table, and leave a gap at the end of the numbering."""
    with db.write() as conn:
        calls.save(conn, [keyed(call("a", facts=FULL)), keyed(call("b", next_due=T0))])
        calls.save(conn, [keyed(call("c", sightings=(sighting("se_mv", "n"),)))])
        calls.merge_into(conn, "b", "c")
        version = Version(call_id="a", at=T0, source="x", turn=1, digest="d", changes=CHANGES)
        calls.add_versions(conn, [version])
        [one, _] = events.add(conn, [event("e1", "a", changes=CHANGES), event("e2", "a")])
        conn.execute(text("DELETE FROM events WHERE key = 'e2'"))
        outbox.owe(conn, [owed("d1", event_id=one.id, details={"é": 1}), owed("d2")])
        channels.ensure(conn, "slack", T0)
        polls.add_run(conn, PollRun(source="x", started=T0, seconds=0.1, ok=True))
        polls.save_state(conn, SourceState(id="x", last_success=T0))
        meta.put(conn, "k", "v")
        for token in ("t1", "t2"):
            subscribers.add_pending(
                conn,
                Signup(
                    token_hash=token,
                    kind="mail",
                    name_key=token,
                    choice=Channel(name=""),
                    asked=T0,
                    expires=LATER,
                ),
            )
        subscribers.confirm(conn, "t1", T0, "proof")


def rows(db: Database) -> Rows:
    with db.read() as conn:
        return {
            table.name: sorted((tuple(row) for row in conn.execute(select(table))), key=str)
            for table in Base.metadata.sorted_tables
        }


def without_notes(found: Rows) -> Rows:
    """What a backup or a restore notes of itself is no difference."""
    kept = [row for row in found["meta"] if row[0] not in {"restored", "backup_made"}]
    return found | {"meta": kept}


@pytest.fixture
def filled(db: Database) -> Iterator[Database]:
    fill(db)
    assert all(rows(db).values()), "every table holds something"
    return db


def test_a_backup_holds_every_row_and_stands_alone(
    filled: Database, ready_url: str, tmp_path: Path, opener: Opener
) -> None:
    folder = tmp_path / "backups"
    folder.mkdir()
    backup(ready_url, folder / "b.db", T0)
    assert [file.name for file in folder.iterdir()] == ["b.db"]
    shutil.copy(folder / "b.db", tmp_path / "opened.db")
    saved = opener(f"sqlite:///{tmp_path / 'opened.db'}")
    assert without_notes(rows(saved)) == rows(filled)


def test_a_restored_database_is_the_saved_one_and_says_when_it_was_saved(
    filled: Database, ready_url: str, tmp_path: Path, opener: Opener
) -> None:
    saved = rows(filled)
    backup(ready_url, tmp_path / "b.bak", T0)
    with filled.write() as conn:
        events.add(conn, [event("after the backup")])
        meta.put(conn, "k", "changed")
    filled.close()
    kept = restore(ready_url, tmp_path / "b.bak", LATER)
    db = opener(ready_url)
    assert without_notes(rows(db)) == saved
    with db.write() as conn:
        assert restored(conn) == Restored(made=T0, at=LATER)
        settle_restored(conn)
        assert restored(conn) is None
        [new] = events.add(conn, [event("new")])
    assert new.id == 3, "the numbering goes on"
    if db.dialect == "sqlite":
        assert kept is not None
        with opener(f"sqlite:///{kept}").read() as conn:
            assert events.known(conn, ["after the backup"])
        with db.read() as conn:
            assert conn.exec_driver_sql("PRAGMA journal_mode").scalar() == "wal"
    assert {file.suffix for file in tmp_path.iterdir()}.isdisjoint({".restoring", ".part"})


def test_a_database_never_restored_has_nothing_to_tell(db: Database) -> None:
    with db.read() as conn:
        assert restored(conn) is None


def test_restoring_into_nothing_makes_the_database(
    filled: Database, ready_url: str, tmp_path: Path, opener: Opener
) -> None:
    backup(ready_url, tmp_path / "b.bak", T0)
    url = f"sqlite:///{tmp_path / 'fresh.db'}"
    assert restore(url, tmp_path / "b.bak", LATER) is None
    assert without_notes(rows(opener(url))) == rows(filled)


def test_a_database_in_use_is_not_replaced(
    filled: Database, ready_url: str, tmp_path: Path
) -> None:
    backup(ready_url, tmp_path / "b.bak", T0)
    with filled.write() as conn:
        meta.put(conn, "k", "newer")
    with pytest.raises(StoreError, match="stop the service first"):
        restore(ready_url, tmp_path / "b.bak", LATER)
    with filled.write() as conn:
        assert meta.get(conn, "k") == "newer"
        meta.put(conn, "k", "newest")


@pytest.mark.slow
def test_a_backup_under_load_is_one_instant(
    db: Database, ready_url: str, tmp_path: Path, opener: Opener
) -> None:
    done = threading.Event()
    written: list[int] = []

    def work() -> None:
        while not done.is_set():
            number = len(written)
            with db.write() as conn:
                calls.save(conn, [keyed(call(f"c{number}"))])
                events.add(conn, [event(f"e{number}", f"c{number}")])
                outbox.owe(conn, [owed(f"d{number}")])
            written.append(number)

    writer = threading.Thread(target=work)
    writer.start()
    try:
        for number in range(4):
            backup(ready_url, tmp_path / f"b{number}.bak", T0)
    finally:
        done.set()
        writer.join()
    for number in range(4):
        counted = rows(opener(f"sqlite:///{tmp_path / f'b{number}.bak'}"))
        assert len(counted["calls"]) == len(counted["events"]) == len(counted["deliveries"])
    assert len(rows(db)["calls"]) == len(written), "nothing was lost meanwhile"


def test_a_backup_takes_the_place_of_an_earlier_one_and_of_nothing_else(
    filled: Database, ready_url: str, tmp_path: Path
) -> None:
    backup(ready_url, tmp_path / "b.bak", T0)
    backup(ready_url, tmp_path / "b.bak", LATER)
    letter = tmp_path / "letter.txt"
    letter.write_text("Dear reader")
    with pytest.raises(StoreError, match="no earlier backup"):
        backup(ready_url, letter, T0)
    assert letter.read_text() == "Dear reader"
    with pytest.raises(StoreError, match="does not exist"):
        backup(ready_url, tmp_path / "no" / "b.bak", T0)
    with pytest.raises(StoreError, match="is a folder"):
        backup(ready_url, tmp_path, T0)
    if filled.path is not None:
        with pytest.raises(StoreError, match="is the database itself"):
            backup(ready_url, filled.path, T0)


def test_nothing_to_back_up_is_said(url: str, tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="nothing to back up"):
        backup(url, tmp_path / "b.bak", T0)
    assert not (tmp_path / "b.bak").exists()


def _damage(file: Path) -> None:
    size = file.stat().st_size
    with file.open("r+b") as handle:
        handle.seek(4096 * 3)
        handle.write(b"\xff" * min(4096 * 6, size - 4096 * 3))


def _newer(file: Path) -> None:
    with sqlite3.connect(file) as conn:
        conn.execute("UPDATE schema_version SET version_num = '9999'")
    conn.close()


def _orphan(file: Path) -> None:
    with sqlite3.connect(file) as conn:
        conn.execute("INSERT INTO call_aliases VALUES ('x', 'nobody')")
    conn.close()


@pytest.mark.parametrize(
    ("spoil", "sentence"),
    [
        (_damage, "damaged"),
        (_newer, "newer program"),
        (_orphan, "lack what they refer to"),
        (lambda file: file.write_text("Dear reader, " * 99), "no SQLite database"),
        (lambda file: file.unlink(), "no file"),
        (lambda file: file.write_bytes(b""), "no backup of this service"),
    ],
)
def test_a_backup_that_is_not_whole_replaces_nothing(
    *,
    filled: Database,
    ready_url: str,
    tmp_path: Path,
    opener: Opener,
    spoil: Callable[[Path], object],
    sentence: str,
) -> None:
    before = rows(filled)
    backup(ready_url, tmp_path / "b.bak", T0)
    filled.close()
    spoil(tmp_path / "b.bak")
    with pytest.raises(StoreError, match=sentence):
        restore(ready_url, tmp_path / "b.bak", LATER)
    assert rows(opener(ready_url)) == before


def test_a_copy_holds_every_row_and_goes_on_numbering(
    filled: Database, ready_url: str, tmp_path: Path, opener: Opener
) -> None:
    url = f"sqlite:///{tmp_path / 'copy.db'}"
    assert copy(ready_url, url)["sightings"] == 3
    there = opener(url)
    assert rows(there) == rows(filled)
    with there.write() as conn:
        [new] = events.add(conn, [event("new")])
    assert new.id == 3


@pytest.mark.postgres
def test_sqlite_moves_to_postgresql_with_every_row(
    sqlite_url: str, request: pytest.FixtureRequest, opener: Opener
) -> None:
    source = opener(sqlite_url)
    fill(source)
    url = request.getfixturevalue("postgres").new_database()
    copy(sqlite_url, url)
    there = opener(url)
    assert rows(there) == rows(source)
    with there.write() as conn:
        [new] = events.add(conn, [event("new")])
    assert new.id == 3


def test_a_target_with_rows_is_left_alone(
    filled: Database, ready_url: str, tmp_path: Path, opener: Opener
) -> None:
    there = opener(f"sqlite:///{tmp_path / 'copy.db'}")
    with there.write() as conn:
        meta.put(conn, "k", "theirs")
    before = rows(there)
    with pytest.raises(StoreError, match="holds rows already"):
        copy(ready_url, f"sqlite:///{tmp_path / 'copy.db'}")
    assert rows(there) == before


def test_a_row_that_comes_out_different_undoes_the_whole_copy(
    filled: Database, tmp_path: Path, opener: Opener
) -> None:
    there = opener(f"sqlite:///{tmp_path / 'copy.db'}")
    with there.write() as conn:
        conn.exec_driver_sql(
            "CREATE TRIGGER spoil AFTER INSERT ON channels "
            "BEGIN UPDATE channels SET name = upper(name); END"
        )
    with pytest.raises(StoreError, match="Row 1 of channels differs"):
        copy_rows(filled, there)
    assert not any(rows(there).values())


def test_nothing_to_copy_and_copying_onto_itself_are_said(
    url: str, sqlite_url: str, tmp_path: Path
) -> None:
    with pytest.raises(StoreError, match="nothing to copy"):
        copy(f"sqlite:///{tmp_path / 'none.db'}", sqlite_url)
    with pytest.raises(StoreError, match="onto itself"):
        copy(sqlite_url, sqlite_url)


def test_a_restored_backup_of_an_older_schema_is_brought_up_to_date(
    filled: Database, ready_url: str, tmp_path: Path
) -> None:
    backup(ready_url, tmp_path / "b.bak", T0)
    filled.close()
    restore(ready_url, tmp_path / "b.bak", LATER)
    open_database(ready_url, migrate=False).close()
