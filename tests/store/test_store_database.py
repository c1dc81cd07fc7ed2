"""Opening, writing, reading, and what is said when the database cannot."""

import sqlite3
import threading
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError
from store_makers import T0, call, event, keyed
from store_processes import outcome, run_python

from store import calls, channels, events, meta
from store.database import Database, StoreError, open_database, open_existing

Opener = Callable[..., Database]


def test_opening_makes_the_tables_and_opening_again_keeps_what_is_there(
    url: str, opener: Opener
) -> None:
    first = opener(url)
    with first.write() as conn:
        meta.put(conn, "k", "v")
    first.close()
    with opener(url).read() as conn:
        assert meta.get(conn, "k") == "v"


def test_what_does_not_exist_yet_reads_as_empty_and_is_not_made(url: str, kind: str) -> None:
    assert open_existing(url) is None
    if kind == "sqlite":
        assert not Path(url.removeprefix("sqlite:///")).exists()


def test_a_postgresql_database_that_is_missing_reads_as_empty(
    request: pytest.FixtureRequest,
) -> None:
    server = request.getfixturevalue("postgres")
    url = server.new_database().replace("/test_", "/missing_")
    assert open_existing(url) is None
    with pytest.raises(StoreError, match="does not exist"):
        open_database(url)


def test_what_is_there_already_is_opened(ready_url: str) -> None:
    found = open_existing(ready_url)
    assert found is not None
    found.close()


@pytest.mark.parametrize(
    ("url", "sentence"),
    [
        ("nonsense", "not understood"),
        ("mysql://user:secret@example.org/x", "begins with mysql"),
        ("sqlite://", "names no file"),
        ("sqlite:///:memory:", "names no file"),
        ("sqlite:////nowhere/at/all/m.db", "/nowhere/at/all does not exist"),
        ("sqlite:////tmp", "is a folder"),
        ("postgresql://user:secret@127.0.0.1:1/x", "Connection refused"),
    ],
)
def test_a_url_that_cannot_work_gets_one_sentence_without_its_password(
    url: str, sentence: str
) -> None:
    with pytest.raises(StoreError, match=sentence) as caught:
        open_database(url)
    assert "secret" not in str(caught.value)
    assert "\n" not in str(caught.value)


def test_a_relative_path_stays_where_it_was_opened(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, opener: Opener
) -> None:
    monkeypatch.chdir(tmp_path)
    db = opener("sqlite:///here.db")
    (tmp_path / "elsewhere").mkdir()
    monkeypatch.chdir(tmp_path / "elsewhere")
    with db.write() as conn:
        meta.put(conn, "k", "v")
    assert (tmp_path / "here.db").exists()
    assert not list((tmp_path / "elsewhere").iterdir())


@pytest.mark.postgres
@pytest.mark.parametrize("scheme", ["postgres", "postgresql+psycopg"])
def test_other_spellings_of_a_postgresql_url_are_understood(
    request: pytest.FixtureRequest, opener: Opener, scheme: str
) -> None:
    url = request.getfixturevalue("postgres").ready_database()
    assert opener(url.replace("postgresql", scheme, 1)).dialect == "postgresql"


def test_a_password_is_never_shown(opener: Opener, ready_url: str, kind: str) -> None:
    db = opener(ready_url.replace("postgres@", "postgres:not-for-eyes@"))
    assert db.dialect == kind
    assert "not-for-eyes" not in db.url
    if kind == "postgresql":
        assert ":***@" in db.url


def test_sqlite_connections_are_set_up_as_promised(sqlite_url: str, opener: Opener) -> None:
    db = opener(sqlite_url)
    with db.read() as conn:
        said = {
            name: conn.exec_driver_sql(f"PRAGMA {name}").scalar()
            for name in ("journal_mode", "synchronous", "busy_timeout", "foreign_keys")
        }
    assert said == {
        "journal_mode": "wal",
        "synchronous": 1,
        "busy_timeout": 5000,
        "foreign_keys": 1,
    }


def test_a_write_that_raises_leaves_nothing(db: Database) -> None:
    def half() -> None:
        with db.write() as conn:
            calls.save(conn, [keyed(call("a"))])
            events.add(conn, [event("e")])
            raise InterruptedError

    with pytest.raises(InterruptedError):
        half()
    with db.read() as conn:
        assert calls.get(conn, "a") is None
        assert events.known(conn, ["e"]) == set()


def test_a_broken_rule_of_the_tables_is_no_matter_of_the_database(db: Database) -> None:
    with pytest.raises(IntegrityError), db.write() as conn:
        conn.execute(text("INSERT INTO call_aliases (id, call_id) VALUES ('a', 'nobody')"))


def test_a_read_sees_one_instant_however_long_it_lasts(db: Database) -> None:
    with db.read() as conn:
        assert meta.get(conn, "k") is None
        with db.write() as other:
            meta.put(other, "k", "v")
        assert meta.get(conn, "k") is None
    with db.read() as conn:
        assert meta.get(conn, "k") == "v"


def test_writers_take_turns_so_that_what_was_read_still_holds(db: Database) -> None:
    def count() -> None:
        for _ in range(20):
            with db.write() as conn:
                before = int(meta.get(conn, "n") or 0)
                time.sleep(0.001)
                meta.put(conn, "n", str(before + 1))

    threads = [threading.Thread(target=count) for _ in range(5)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    with db.read() as conn:
        assert meta.get(conn, "n") == "100"


@pytest.mark.slow
def test_writers_in_several_processes_take_turns_too(ready_url: str) -> None:
    code = (
        "import sys; from store import meta; from store.database import open_database\n"
        "db = open_database(sys.argv[1])\n"
        "for _ in range(50):\n"
        "    with db.write() as conn:\n"
        "        meta.put(conn, 'n', str(int(meta.get(conn, 'n') or 0) + 1))\n"
    )
    for process in [run_python(code, ready_url) for _ in range(3)]:
        outcome(process)
    found = open_existing(ready_url)
    assert found is not None
    with found.read() as conn:
        assert meta.get(conn, "n") == "150"
    found.close()


def test_writing_inside_writing_is_named_at_once(sqlite_url: str, opener: Opener) -> None:
    db = opener(sqlite_url)
    with db.write(), pytest.raises(RuntimeError, match="inside"), db.write():
        pass


def test_a_locked_database_is_said_and_works_again_later(sqlite_url: str, opener: Opener) -> None:
    db = opener(sqlite_url, busy_seconds=0.05)
    other = sqlite3.connect(sqlite_url.removeprefix("sqlite:///"), isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    with pytest.raises(StoreError, match="locked by another process"), db.write() as conn:
        meta.put(conn, "k", "v")
    with db.read() as conn:
        assert meta.get(conn, "k") is None
    other.execute("ROLLBACK")
    other.close()
    with db.write() as conn:
        meta.put(conn, "k", "v")


def test_a_full_disk_is_said_leaves_nothing_half_written_and_is_survived(
    sqlite_url: str, opener: Opener
) -> None:
    db = opener(sqlite_url)
    with db.write() as conn:
        channels.ensure(conn, "kept", T0)

    def fill() -> None:
        with db.write() as conn:
            pages = conn.exec_driver_sql("PRAGMA page_count").scalar_one()
            conn.exec_driver_sql(f"PRAGMA max_page_count = {pages}")
            calls.save(conn, [keyed(call(f"c{n}")) for n in range(1_000)])

    with pytest.raises(StoreError, match="disk is full"):
        fill()
    with db.write() as conn:
        conn.exec_driver_sql("PRAGMA max_page_count = 1073741823")
        assert calls.live(conn) == []
        assert [one.name for one in channels.all(conn)] == ["kept"]
        calls.save(conn, [keyed(call("after"))])
    with db.read() as conn:
        assert len(calls.live(conn)) == 1


def test_a_read_only_database_is_said(db: Database, kind: str) -> None:
    switch = "PRAGMA query_only=ON" if kind == "sqlite" else "SET TRANSACTION READ ONLY"

    def write() -> None:
        with db.write() as conn:
            conn.exec_driver_sql(switch)
            meta.put(conn, "k", "v")

    with pytest.raises(StoreError, match="read-only"):
        write()


def test_a_file_that_is_no_database_is_said_and_left_alone(tmp_path: Path) -> None:
    file = tmp_path / "letter.db"
    file.write_text("Dear reader, " * 500)
    with pytest.raises(StoreError, match="no SQLite database"):
        open_database(f"sqlite:///{file}")
    assert file.read_text().startswith("Dear reader")


@pytest.mark.postgres
def test_a_restarted_server_is_found_again(request: pytest.FixtureRequest, opener: Opener) -> None:
    url = request.getfixturevalue("postgres").ready_database()
    db = opener(url)
    with db.write() as conn:
        meta.put(conn, "k", "v")
    cut = (
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
        "WHERE pid <> pg_backend_pid() AND datname = current_database()"
    )
    other = opener(url)
    with other.write() as conn:
        conn.execute(text(cut))
    with db.read() as conn:
        assert meta.get(conn, "k") == "v"


@pytest.mark.postgres
def test_a_connection_lost_in_the_middle_is_said_and_nothing_is_kept(
    request: pytest.FixtureRequest, opener: Opener
) -> None:
    db = opener(request.getfixturevalue("postgres").ready_database())

    def cut_off() -> None:
        with db.write() as conn:
            meta.put(conn, "k", "v")
            own = conn.execute(text("SELECT pg_backend_pid()")).scalar_one()
            with db.write(parallel=True) as other:
                other.execute(text("SELECT pg_terminate_backend(:p)"), {"p": own})
            meta.put(conn, "k", "w")

    with pytest.raises(StoreError):
        cut_off()
    with db.read() as conn:
        assert meta.get(conn, "k") is None
