"""A database that can be read and not written is said to refuse until something was written."""

import asyncio
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

from config.settings import Settings
from monitor.__main__ import now
from monitor.context import make_context
from monitor.work import Work
from store.database import open_database


def work_on(database: Any) -> Work:
    nobody: Any = None  # no source is polled here
    return Work(make_context(Settings(), database, {}, now), nobody)


def test_reading_does_not_take_back_a_refused_write(tmp_path: Path) -> None:
    file = tmp_path / "a.db"
    database = open_database(f"sqlite:///{file}", busy_seconds=0.05)
    work = work_on(database)
    asyncio.run(work.clock())
    assert work.store_error is None

    with closing(sqlite3.connect(file, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        asyncio.run(work.alive())
        assert work.store_error
        asyncio.run(work.clock())  # nothing is due: it only reads
        assert work.store_error
        other.execute("ROLLBACK")

    asyncio.run(work.alive())
    assert work.store_error is None
    database.close()
