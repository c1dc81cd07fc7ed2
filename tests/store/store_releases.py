"""Databases of past releases, as rows: `python tests/store/store_releases.py 0.1.0` writes one.

A file is written once, when its release is made, and never again: what an operator's database looks
like today is what a later release must be able to take over.
"""

import json
import sys
import tempfile
from pathlib import Path
from typing import Any

from alembic import command
from sqlalchemy import Connection, create_engine, inspect, text

from store import schema
from store.database import open_database
from store.tables import Base

FOLDER = Path(__file__).with_name("releases")


def names() -> list[str]:
    """The releases there are files of."""
    return sorted(file.stem for file in FOLDER.glob("*.json"))


def load(conn: Connection, release: str) -> str:
    """Make the release's tables in an empty database and put its rows in; gives its schema."""
    kept = json.loads((FOLDER / f"{release}.json").read_text())
    command.upgrade(schema.config(conn), kept["schema"])
    for table, rows in kept["tables"].items():
        kinds = {one["name"]: one["type"].python_type for one in inspect(conn).get_columns(table)}
        for row in rows:
            columns, values = ", ".join(row), ", ".join(f":{name}" for name in row)
            given = {name: bool(v) if kinds[name] is bool else v for name, v in row.items()}
            conn.execute(text(f"INSERT INTO {table} ({columns}) VALUES ({values})"), given)
    return str(kept["schema"])


def keep(release: str) -> None:
    """Write the file of a release from today's code and the tests' full database."""
    from test_store_backup import fill

    with tempfile.TemporaryDirectory() as folder:
        db = open_database(f"sqlite:///{Path(folder) / 'm.db'}")
        fill(db)
        db.close()
        with create_engine(f"sqlite:///{Path(folder) / 'm.db'}").connect() as conn:
            kept = {"schema": schema.version(conn), "tables": _rows(conn)}
    FOLDER.mkdir(exist_ok=True)
    file = FOLDER / f"{release}.json"
    file.write_text(json.dumps(kept, ensure_ascii=False, indent=1) + "\n")


def _rows(conn: Connection) -> dict[str, list[dict[str, Any]]]:
    """Every table's rows as the database itself writes them, parents first."""
    return {
        table.name: [dict(row._mapping) for row in conn.execute(text(f"SELECT * FROM {table}"))]
        for table in Base.metadata.sorted_tables
    }


if __name__ == "__main__":
    keep(sys.argv[1])
