"""Is the database there, whole, of the present schema, and can it be written?"""

from collections.abc import Iterator
from pathlib import Path

from sqlalchemy import Connection, make_url

from config.settings import Settings
from monitor.doctor.finding import Finding, fault, fine, warning
from store.database import Database, StoreError, open_database

_PATIENCE = 2.0  # seconds to wait for whoever is writing
_REMEDIES = (
    ("schema is not up to date", "run `amif-monitor db upgrade`, or start the service"),
    ("newer than this program", "run the newer program, or restore a backup made with this one"),
    ("damaged", "stop the service and restore the last backup: `amif-monitor db restore FILE`"),
    ("no sqlite database", "name another file in [store] url, or restore a backup over this one"),
    ("locked", "find what else holds it (a copy job, a second service) and end that"),
    ("busy", "find what else holds it (a copy job, a second service) and end that"),
    ("read-only", "let the service's user write the file and its folder"),
    ("cannot be opened", "let the service's user read and write the file and its folder"),
    ("full", "free some space; nothing is lost, what is owed goes out afterwards"),
)


def check_database(settings: Settings) -> Iterator[Finding]:
    """Findings on `[store] url`; a database not made yet is fine, a damaged one is not."""
    url = settings.store.url.get_secret_value()
    file = sqlite_file(url)
    if file is not None and not file.exists():
        yield fine("database", f"{file} is not there yet; the first start makes it")
        return
    try:
        database = open_database(url, migrate=False, busy_seconds=_PATIENCE)
    except StoreError as error:
        yield _trouble(error)
        return
    try:
        yield from _look_inside(database)
    finally:
        database.close()


def sqlite_file(url: str) -> Path | None:
    """The file of an SQLite address; None for a server."""
    parsed = make_url(url)
    if parsed.get_backend_name() != "sqlite":
        return None
    return Path(parsed.database or "").absolute()


def _look_inside(database: Database) -> Iterator[Finding]:
    try:
        with database.read() as conn:
            damage = _damage(conn) if database.dialect == "sqlite" else []
            if database.dialect == "sqlite":
                journal = str(conn.exec_driver_sql("PRAGMA journal_mode").scalar())
            else:
                journal = "wal"
        if damage:
            yield fault("database", f"it is damaged: {'; '.join(damage[:3])}", _REMEDIES[2][1])
            return
        yield fine("database", f"{database.url}: whole, schema up to date")
        if journal != "wal":
            yield warning(
                "database",
                f"its journal is {journal}, not WAL: readers and writer wait for each other",
                "keep it on a local disk, not on a network share, and start the service once",
            )
        with database.write():
            pass
        yield fine("database", "it can be written")
    except StoreError as error:
        yield _trouble(error)


def _damage(conn: Connection) -> list[str]:
    """What SQLite's own examination finds; empty when all is well."""
    said = [str(row[0]) for row in conn.exec_driver_sql("PRAGMA integrity_check(5)")]
    lost = conn.exec_driver_sql("PRAGMA foreign_key_check").fetchmany(5)
    orphans = [f"a row of {row[0]} refers to a row of {row[2]} that is gone" for row in lost]
    return [sentence for sentence in said if sentence != "ok"] + orphans


def _trouble(error: StoreError) -> Finding:
    sentence = str(error)
    remedy = next(
        (remedy for sign, remedy in _REMEDIES if sign in sentence.lower()),
        "mend what it says and look again",
    )
    return fault("database", sentence, remedy)
