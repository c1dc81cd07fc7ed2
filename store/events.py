"""Read and write events. An event's key is its identity: stored once, for ever."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, Select, func, select

from config.vocabulary import EventKind
from store import codec
from store.call_search import CallQuery, conditions
from store.calls import resolve
from store.meta import mark_changed
from store.records import CallEvent
from store.tables import CALLS, EVENTS
from store.upsert import add_rows, chunks


@dataclass(frozen=True, slots=True, kw_only=True)
class EventQuery(CallQuery):
    """What to list: `kind`, and the filters of a CallQuery on the event's call as it is now.

    `since` and `until` bound `at` (from, inclusive; to, exclusive). With any filter on the call,
    events about the monitor itself are left out. `baseline` None takes both sorts.
    """

    kind: Collection[str] = ()
    subject: str = ""
    since: datetime | None = None
    until: datetime | None = None
    baseline: bool | None = None


def add(conn: Connection, events: Sequence[CallEvent]) -> list[CallEvent]:
    """Store the events whose key is new; gives just those, in their order, with their ids."""
    first = {event.key: event for event in reversed(events)}
    ids = add_rows(conn, EVENTS, [_row(first[key]) for key in _keys(events)], "key")
    if ids:
        mark_changed(conn)
    return [_numbered(first[key], ids[key]) for key in _keys(events) if key in ids]


def get(conn: Connection, event_id: int) -> CallEvent | None:
    """The event with this id."""
    row = conn.execute(select(EVENTS).where(EVENTS.c.id == event_id)).first()
    return None if row is None else _event(row)


def by_ids(conn: Connection, ids: Collection[int]) -> dict[int, CallEvent]:
    """The events with these ids; unknown ones are left out."""
    found: dict[int, CallEvent] = {}
    for part in chunks(dict.fromkeys(ids)):
        for row in conn.execute(select(EVENTS).where(EVENTS.c.id.in_(part))):
            found[row.id] = _event(row)
    return found


def known(conn: Connection, keys: Collection[str]) -> set[str]:
    """Those of these keys that are stored already."""
    found: set[str] = set()
    for part in chunks(dict.fromkeys(keys)):
        found |= set(conn.execute(select(EVENTS.c.key).where(EVENTS.c.key.in_(part))).scalars())
    return found


def of_call(conn: Connection, call_id: str) -> list[CallEvent]:
    """Everything that happened to a call, oldest first; its old ids are understood."""
    now_id = resolve(conn, call_id) or call_id
    mine = select(EVENTS).where(EVENTS.c.call_id == now_id)
    return [_event(row) for row in conn.execute(mine.order_by(EVENTS.c.id))]


def search(conn: Connection, query: EventQuery) -> tuple[list[CallEvent], int]:
    """The events that match, newest first, and how many there are in all."""
    matching = _conditions(query)
    counted = _joined(select(func.count()), query).where(*matching)
    total = conn.execute(counted).scalar_one()
    listed = _joined(select(EVENTS), query).where(*matching)
    ordered = listed.order_by(EVENTS.c.at.desc(), EVENTS.c.id.desc())
    rows = conn.execute(ordered.limit(query.limit).offset(query.offset))
    return [_event(row) for row in rows], int(total)


def _keys(events: Sequence[CallEvent]) -> list[str]:
    return list(dict.fromkeys(event.key for event in events))


def _joined(chosen: Select[Any], query: EventQuery) -> Select[Any]:
    if _asks_about_call(query):
        return chosen.select_from(EVENTS.join(CALLS, CALLS.c.id == EVENTS.c.call_id))
    return chosen.select_from(EVENTS)


def _asks_about_call(query: EventQuery) -> bool:
    return any((query.status, query.country, query.objective, query.applicant, query.q.strip()))


def _conditions(query: EventQuery) -> list[ColumnElement[bool]]:
    found = conditions(query) if _asks_about_call(query) else []
    if query.kind:
        found.append(EVENTS.c.kind.in_([str(item) for item in query.kind]))
    if query.subject:
        found.append(EVENTS.c.subject == query.subject)
    if query.since is not None:
        found.append(EVENTS.c.at >= query.since)
    if query.until is not None:
        found.append(EVENTS.c.at < query.until)
    if query.baseline is not None:
        found.append(EVENTS.c.baseline.is_(query.baseline))
    return found


def _row(event: CallEvent) -> dict[str, Any]:
    return {
        "key": event.key,
        "kind": event.kind.value,
        "subject": event.subject,
        "call_id": event.call_id,
        "at": event.at,
        "source": event.source,
        "turn": event.turn,
        "deadline": event.deadline,
        "previous_deadline": event.previous_deadline,
        "rung_days": event.rung_days,
        "baseline": event.baseline,
        "changes": codec.changes_to_json(event.changes),
    }


def _event(row: Row[Any]) -> CallEvent:
    return CallEvent(
        id=row.id,
        key=row.key,
        kind=EventKind(row.kind),
        subject=row.subject,
        at=row.at,
        source=row.source,
        turn=row.turn,
        deadline=row.deadline,
        previous_deadline=row.previous_deadline,
        rung_days=row.rung_days,
        baseline=row.baseline,
        changes=codec.changes_from_json(row.changes),
    )


def _numbered(event: CallEvent, number: int) -> CallEvent:
    return replace(event, id=number)
