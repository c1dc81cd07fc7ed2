"""`calls --audit ID`: everything known of one call, as JSON or CSV."""

import sys
from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime

from sqlalchemy import Connection

from config.settings import Settings
from monitor.audit import Record, audit_csv, audit_json
from monitor.commands.looking import find_calls, stored
from monitor.commands.output import as_json
from monitor.commands.setting import WRONG_USE
from store import calls, events, outbox
from store.outbox import DeliveryQuery
from store.records import CallEvent, Delivery, DeliveryKind, StoredCall

_PAGE = 500


def run_audit(settings: Settings, call: str, *, now: datetime, form: str) -> int:
    """Print the record of the call with this id or code; `form` is "json" or "csv".

    Gives 2 for a call nobody knows.
    """
    with stored(settings) as conn:
        found = [] if conn is None else find_calls(conn, call)
        if conn is None or len(found) != 1:
            why = "several calls have this code" if found else "`amif-monitor calls` lists them"
            print(f"No call is known as {call!r}: {why}.", file=sys.stderr)  # noqa: T201  for a person
            return WRONG_USE
        record = _record(conn, settings, found[0])
    if form == "csv":
        sys.stdout.buffer.write(audit_csv(record))
    else:
        as_json(audit_json(record, now))
    return 0


def _record(conn: Connection, settings: Settings, call: StoredCall) -> Record:
    happened = events.of_call(conn, call.id)
    told = {
        event.id: _all(conn, DeliveryQuery(event_id=event.id, limit=_PAGE)) for event in happened
    }
    return Record(
        call=call,
        versions=calls.versions(conn, call.id),
        events=happened,
        deliveries=told,
        lists=_lists(conn, call, told, happened),
        kinds={one.name: one.channel().kind for one in settings.channels},
    )


def _lists(
    conn: Connection,
    call: StoredCall,
    told: dict[int, list[Delivery]],
    happened: Iterable[CallEvent],
) -> list[Delivery]:
    """Summaries that name the call, and digests that told its events."""
    mine = {one.id for event in happened for one in told[event.id]}
    query = DeliveryQuery(kind=(DeliveryKind.SUMMARY, DeliveryKind.DIGEST), limit=_PAGE)
    return [
        one
        for one in _all(conn, query)
        if call.id in one.details.get("calls", ()) or mine & set(one.details.get("deliveries", ()))
    ]


def _all(conn: Connection, query: DeliveryQuery) -> list[Delivery]:
    found: list[Delivery] = []
    while True:
        page, total = outbox.search(conn, replace(query, offset=len(found)))
        found += page
        if not page or len(found) >= total:
            return sorted(found, key=lambda one: one.id)
