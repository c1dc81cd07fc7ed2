"""Backups of a running service, and the way back, checked before anything is replaced.

A backup is one SQLite file whatever the service runs on, so that it can be read anywhere.
"""

import json
import os
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from sqlalchemy import Connection, text

from store import meta
from store.copying import copy_rows
from store.database import Database, open_database, open_existing
from store.errors import StoreError, sentence_for
from store.migrations import REVISIONS, VERSION_TABLE

_MADE = "backup_made"
_RESTORED = "restored"


@dataclass(frozen=True, slots=True, kw_only=True)
class Restored:
    """That this database came from a backup: when that was made, when it was put back (UTC)."""

    made: datetime
    at: datetime


def backup(url: str, file: Path, now: datetime) -> None:
    """Write a consistent copy of the database to `file`, while the service goes on.

    The file appears only when it is whole. It may take the place of an earlier backup, of nothing
    else. Raises StoreError when there is nothing to save or the file cannot be written.
    """
    source = open_existing(url)
    if source is None:
        raise StoreError("There is nothing to back up: the database is empty or missing.")
    part = file.with_name(f"{file.name}.part")
    try:
        _refuse_other_files(source, file)
        with _explained(file):
            part.unlink(missing_ok=True)
            _write(source, part)
            _note(part, _MADE, now.isoformat())
            _flush(part)
            part.replace(file)
    finally:
        source.close()
        part.unlink(missing_ok=True)


def restore(url: str, file: Path, now: datetime) -> Path | None:
    """Put a backup in the place of the database; the service must not be running.

    Everything is checked first: that the file is whole, is a backup of this service, and that
    nobody has the database open. An older schema is brought up to date on the way. Gives the file
    under which the old SQLite database was kept; None when there was none, or on PostgreSQL, where
    it is all or nothing. Raises StoreError, having replaced nothing.
    """
    made = _check(file)
    if url.startswith("sqlite:"):
        return _restore_file(url, file, made, now)
    _restore_rows(url, file, made, now)
    return None


def restored(conn: Connection) -> Restored | None:
    """Whether the database was restored and nobody has dealt with that yet (decisions E 3)."""
    noted = meta.get(conn, _RESTORED)
    if not noted:
        return None
    instants = json.loads(noted)
    return Restored(
        made=datetime.fromisoformat(instants["made"]), at=datetime.fromisoformat(instants["at"])
    )


def settle_restored(conn: Connection) -> None:
    """Note that what a restore asks for was done."""
    meta.put(conn, _RESTORED, "")


def _write(source: Database, part: Path) -> None:
    if source.path is not None:
        with closing(sqlite3.connect(source.path, isolation_level=None)) as conn:
            conn.execute("VACUUM INTO ?", (str(part),))
        return
    target = open_database(f"sqlite:///{part}")
    try:
        copy_rows(source, target)
    finally:
        target.close()
        Path(f"{part}.lock").unlink(missing_ok=True)
    with closing(sqlite3.connect(part, isolation_level=None)) as conn:
        conn.execute("PRAGMA journal_mode=DELETE")  # one file, nothing beside it


def _refuse_other_files(source: Database, file: Path) -> None:
    if not file.parent.is_dir():
        raise StoreError(f"The folder {file.parent} does not exist: make it first.")
    if file.is_dir():
        raise StoreError(f"{file} is a folder: name a file.")
    if not file.exists():
        return
    if source.path is not None and file.samefile(source.path):
        raise StoreError(f"{file} is the database itself: name another file.")
    try:
        _check(file)
    except StoreError as error:
        raise StoreError(f"{file} exists and is no earlier backup: name another file.") from error


def _check(file: Path) -> str:
    """When a backup was made, once it is known to be whole and ours."""
    if not file.is_file():
        raise StoreError(f"There is no file {file}.")
    with _explained(file), closing(_open_file(file)) as conn:
        found = conn.execute("PRAGMA integrity_check").fetchone()[0]
        if found != "ok":
            raise StoreError(f"The backup {file} is damaged: {found}.")
        tables = {row[0] for row in conn.execute("SELECT name FROM sqlite_master")}
        made = _value(conn, _MADE) if {VERSION_TABLE, "meta"} <= tables else None
        if made is None:
            raise StoreError(f"{file} is no backup of this service.")
        [version] = conn.execute(f"SELECT version_num FROM {VERSION_TABLE}").fetchone()  # noqa: S608  a constant
        if version not in REVISIONS:
            raise StoreError(f"The backup {file} was made by a newer program (schema {version}).")
        if conn.execute("PRAGMA foreign_key_check").fetchone() is not None:
            raise StoreError(f"The backup {file} is damaged: rows lack what they refer to.")
    return made


def _restore_file(url: str, file: Path, made: str, now: datetime) -> Path | None:
    target = Path(url.removeprefix("sqlite:///")).absolute()
    if not target.parent.is_dir():
        raise StoreError(f"The database's folder {target.parent} does not exist: make it first.")
    part = target.with_name(f"{target.name}.restoring")
    old = target.with_name(f"{target.name}.before-restore")
    try:
        with _explained(target):
            shutil.copyfile(file, part)
            open_database(f"sqlite:///{part}").close()  # brings an older schema up to date
            _note(part, _RESTORED, json.dumps({"made": made, "at": now.isoformat()}))
            _note(part, _MADE, None)
            _flush(part)
            kept = target.exists()
            if kept:
                _refuse_used(target)
                old.unlink(missing_ok=True)
                os.link(target, old)
            part.replace(target)
    finally:
        for rest in ("", "-wal", "-shm", ".lock"):
            Path(f"{part}{rest}").unlink(missing_ok=True)
    return old if kept else None


def _restore_rows(url: str, file: Path, made: str, now: datetime) -> None:
    target = open_database(url)
    part = file.with_name(f"{file.name}.restoring")
    try:
        with _explained(part):
            shutil.copyfile(file, part)
            source = open_database(f"sqlite:///{part}")
        try:
            with target.read() as conn:
                _refuse_nodes(conn)
            _note(part, _RESTORED, json.dumps({"made": made, "at": now.isoformat()}))
            _note(part, _MADE, None)
            copy_rows(source, target, replace=True)
        finally:
            source.close()
    finally:
        target.close()
        for rest in ("", "-wal", "-shm", ".lock"):
            Path(f"{part}{rest}").unlink(missing_ok=True)


def _refuse_used(target: Path) -> None:
    """Leaving WAL mode works only for the one who has the file alone; what it held is folded in."""
    with closing(sqlite3.connect(target, timeout=0.5, isolation_level=None)) as conn:
        try:
            conn.execute("PRAGMA journal_mode=DELETE")
        except sqlite3.OperationalError as error:
            if "locked" not in str(error):
                raise
            raise StoreError(f"{target} is in use: stop the service first.") from error


def _refuse_nodes(conn: Connection) -> None:
    others = text(
        "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() "
        "AND pid <> pg_backend_pid() AND application_name = 'amif-monitor'"
    )
    if conn.execute(others).scalar_one():
        raise StoreError("The database is in use by another node: stop the service first.")


def _open_file(file: Path) -> sqlite3.Connection:
    return sqlite3.connect(f"{file.absolute().as_uri()}?mode=ro", uri=True, isolation_level=None)


def _value(conn: sqlite3.Connection, key: str) -> str | None:
    row = conn.execute("SELECT value FROM meta WHERE key = ?", (key,)).fetchone()
    return None if row is None else str(row[0])


def _note(file: Path, key: str, value: str | None) -> None:
    with closing(sqlite3.connect(file, isolation_level=None)) as conn:
        conn.execute("DELETE FROM meta WHERE key = ?", (key,))
        if value is not None:
            conn.execute("INSERT INTO meta (key, value) VALUES (?, ?)", (key, value))


def _flush(file: Path) -> None:
    """Have it on the disk before it takes a name that is trusted."""
    with file.open("rb") as handle:
        os.fsync(handle.fileno())


@contextmanager
def _explained(file: Path) -> Iterator[None]:
    try:
        yield
    except sqlite3.Error as error:
        words = sentence_for(str(error)) or f"SQLite says: {error}."
        raise StoreError(f"{file}: {words}") from error
    except OSError as error:
        raise StoreError(f"{file}: {error.strerror or error}.") from error
