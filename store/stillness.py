"""Whether anybody has written since one last looked: what lets a loop look without reading."""

import sqlite3
import threading
from datetime import datetime
from pathlib import Path


class Mark:
    """A number of a SQLite file that is another after each commit, whichever process made it.

    Reading it costs microseconds and never waits, so that an event loop may do it.
    """

    def __init__(self, path: Path) -> None:
        """Opens the file when first asked."""
        self._path = path
        self._conn: sqlite3.Connection | None = None
        self._guard = threading.Lock()

    def read(self) -> int | None:
        """The number; None when it cannot be told now: then one has to look."""
        with self._guard:
            try:
                if self._conn is None:
                    self._conn = _open(self._path)
                return int(self._conn.execute("PRAGMA data_version").fetchone()[0])
            except sqlite3.Error:
                return None

    def close(self) -> None:
        """Give the file back."""
        with self._guard:
            if self._conn is not None:
                self._conn.close()
                self._conn = None


def _open(path: Path) -> sqlite3.Connection:
    """Reading only, and by a connection of its own: a connection does not count its own commits."""
    address = f"{path.absolute().as_uri()}?mode=ro"
    return sqlite3.connect(address, uri=True, timeout=0, check_same_thread=False)


class Stillness:
    """For one loop over one database: whether there is anything to look for.

    There is while somebody wrote since the last look, from the instant that look named on, and
    always where it cannot be told (PostgreSQL).
    """

    def __init__(self, mark: Mark | None) -> None:
        self._mark = mark
        self._before: int | None = None
        self._seen: int | None = None
        self._due: datetime | None = None

    def holds(self, now: datetime) -> bool:
        """Whether a look at `now` would find what the last one found: nothing.

        Else a look is to follow, and `looked` with its result.
        """
        self._before = self._mark.read() if self._mark else None
        still = self._before is not None and self._before == self._seen
        return still and (self._due is None or self._due > now)

    def looked(self, due: datetime | None) -> None:
        """What a look found that began after `holds`: when something is due next; None: never."""
        self._seen, self._due = self._before, due
