"""One service per SQLite file: two would each think the other's deliveries their own."""

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import make_url

from monitor.refusals import AlreadyRunning


@contextmanager
def only_one(store_url: str) -> Iterator[None]:
    """Hold the database's lock file for as long as the block lasts. PostgreSQL needs none.

    The lock ends with the process, however it ends. Raises AlreadyRunning, or OSError when the
    folder cannot be written.
    """
    url = make_url(store_url)
    if url.get_backend_name() != "sqlite" or not url.database:
        yield
        return
    path = Path(f"{Path(url.database).absolute()}.running")
    with path.open("a") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            raise AlreadyRunning(
                f"Another amif-monitor runs on {url.database}: stop it first, or give this one"
                " another database by AMIF_MONITOR_STORE__URL."
            ) from None
        yield
