"""One row per poll run, and how each source is doing."""

from collections.abc import Collection, Sequence
from dataclasses import asdict, replace
from typing import Any

from sqlalchemy import Connection, Row, select

from store import codec
from store.meta import mark_changed
from store.records import PollRun, SourceState
from store.tables import POLLS, SOURCES
from store.upsert import chunks, put_rows


def add_run(conn: Connection, run: PollRun) -> PollRun:
    """Store one attempt at a source; gives it with its id."""
    row = asdict(run)
    del row["id"]
    added = conn.execute(POLLS.insert().returning(POLLS.c.id), row).scalar_one()
    return replace(run, id=int(added))


def add_runs(conn: Connection, new: Sequence[PollRun]) -> None:
    """Store attempts at several sources."""
    rows = [asdict(run) for run in new]
    for row in rows:
        del row["id"]
    if rows:
        conn.execute(POLLS.insert(), rows)


def runs(conn: Connection, source: str, limit: int = 100) -> list[PollRun]:
    """The latest attempts at a source, newest first."""
    mine = select(POLLS).where(POLLS.c.source == source).order_by(POLLS.c.id.desc()).limit(limit)
    return [_run(row) for row in conn.execute(mine)]


def state(conn: Connection, source: str) -> SourceState:
    """How a source is doing; a fresh state when it was never polled."""
    return states_of(conn, [source])[source]


def states_of(conn: Connection, sources: Collection[str]) -> dict[str, SourceState]:
    """How each of these is doing; a fresh state for what was never polled."""
    found = {source: SourceState(id=source) for source in sources}
    for part in chunks(found):
        for row in conn.execute(select(SOURCES).where(SOURCES.c.id.in_(part))):
            found[row.id] = codec.state_from_json(row.state)
    return found


def states(conn: Connection) -> dict[str, SourceState]:
    """How each source that was ever polled is doing, by id."""
    rows = conn.execute(select(SOURCES).order_by(SOURCES.c.id))
    return {row.id: codec.state_from_json(row.state) for row in rows}


def save_state(conn: Connection, new: SourceState) -> None:
    """Remember how a source is doing, in place of what was known."""
    save_states(conn, [new])


def save_states(conn: Connection, new: Sequence[SourceState]) -> None:
    """The same for several sources, each once."""
    rows = [{"id": one.id, "state": codec.state_to_json(one)} for one in new]
    put_rows(conn, SOURCES, rows, ["id"])
    mark_changed(conn)


def _run(row: Row[Any]) -> PollRun:
    return PollRun(**row._mapping)  # noqa: SLF001  a row's public view of itself, despite the name
