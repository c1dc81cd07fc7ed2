"""`db upgrade`, `db backup`, `db restore` and `db copy`: the schema, and safety."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from pydantic import SecretStr
from rich.markup import escape

from config.settings import Settings
from config.settings_values import store_address
from monitor.commands.output import say
from monitor.commands.setting import WRONG_USE, fail
from monitor.context import Clock
from monitor.onlyone import only_one
from store import backup, copying
from store.database import StoreError, open_database
from store.migrations import HEAD


def run_db_upgrade(settings: Settings) -> int:
    """Make the database, or bring its schema up to date. Raises StoreError for a newer schema."""
    database = open_database(settings.store.url.get_secret_value())
    try:
        say(f"{escape(database.url)}: the schema is up to date ({HEAD}).")
    finally:
        database.close()
    return 0


def run_db_backup(settings: Settings, file: Path, clock: Clock) -> int:
    """Write a consistent copy to `file`, also while the service runs. Raises StoreError."""
    backup.backup(settings.store.url.get_secret_value(), file, clock())
    size = file.stat().st_size / 1_000_000
    say(f"{escape(str(file))}: {size:.1f} MB, whole. Keep the signing secret beside it too.")
    return 0


def run_db_restore(settings: Settings, file: Path, clock: Clock) -> int:
    """Put a checked backup in the database's place. Raises StoreError or AlreadyRunning."""
    url = settings.store.url.get_secret_value()
    with _stopped(url):
        old = backup.restore(url, file, clock())
    say(f"Restored from {escape(str(file))}. What happened since then will be told as one summary.")
    if old is not None:
        say(f"What was there before is kept as {escape(str(old))}; delete it when all is well.")
    return 0


def run_db_copy(settings: Settings, target: str) -> int:
    """Copy everything into another, empty database. Raises StoreError; then nothing was copied.

    Ends the program with 2 where `target` is no address of a database.
    """
    try:
        store_address(SecretStr(target))
    except ValueError as error:
        fail(f"The database to copy to {error}.", WRONG_USE)
    counts = copying.copy(settings.store.url.get_secret_value(), target)
    for table, rows in sorted(counts.items()):
        say(f"{table}: {rows}")
    say("Everything is copied and compared. Name the new database in \\[store] url and restart.")
    return 0


@contextmanager
def _stopped(url: str) -> Iterator[None]:
    """As long as the block lasts no service can start on this database."""
    try:
        with only_one(url):
            yield
    except OSError as error:
        raise StoreError(f"The database's folder cannot be used: {error.strerror}.") from error
