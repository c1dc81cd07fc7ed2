"""`calls --audit ID`: everything known of one call, as JSON or CSV."""

import sys
from collections.abc import Iterable
from datetime import datetime
from itertools import chain

from sqlalchemy import Connection

from config.settings import Settings
from monitor.audit import Record, audit_csv, audit_json
from monitor.commands.looking import all_deliveries, find_calls, lists_of, stored
from monitor.commands.output import as_json
from monitor.commands.setting import WRONG_USE
from store import calls, events
from store.outbox import DeliveryQuery
from store.records import Delivery, StoredCall


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
        event.id: _in_order(all_deliveries(conn, DeliveryQuery(event_id=event.id)))
        for event in happened
    }
    return Record(
        call=call,
        versions=calls.versions(conn, call.id),
        events=happened,
        deliveries=told,
        lists=_in_order(lists_of(conn, call.id, chain.from_iterable(told.values()))),
        kinds={one.name: one.channel().kind for one in settings.channels},
    )


def _in_order(found: Iterable[Delivery]) -> list[Delivery]:
    return sorted(found, key=lambda one: one.id)
