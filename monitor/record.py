"""What happened and the duty to tell it, kept together: one transaction of the caller's."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from sqlalchemy import Connection

from monitor.aftermath import hushed
from monitor.identity import code_key, title_key
from monitor.lifecycle import Outcome
from monitor.owing import Receiver, deliveries_for
from monitor.status import next_deadline
from store import calls, events, outbox
from store.records import CallEvent, StoredCall, Version


def keyed(call: StoredCall, now: datetime) -> calls.KeyedCall:
    """A call with the keys it is found by and the deadline it is sorted by."""
    deadline = next_deadline(call.facts, now)
    return calls.KeyedCall(
        call=call,
        code_key=code_key(call.facts.identifier),
        title_key=title_key(call.facts),
        next_deadline=deadline.at if deadline else None,
    )


def record(
    conn: Connection,
    outcomes: Sequence[Outcome],
    receivers: Iterable[Receiver],
    now: datetime,
    *,
    source: str,
    about_monitor: Sequence[CallEvent] = (),
) -> list[CallEvent]:
    """Store outcomes, their history, their events and what is owed for them.

    Gives the events that were new. An event known already is neither stored nor owed again.
    """
    calls.save(conn, [keyed(outcome.call, now) for outcome in outcomes])
    calls.add_versions(conn, [v for o in outcomes if (v := _version(o, now, source)) is not None])
    happened = [event for outcome in outcomes for event in outcome.events]
    stored = events.add(conn, hushed(conn, [*happened, *about_monitor]))
    by_id = {outcome.call.id: outcome.call for outcome in outcomes}
    outbox.owe(conn, deliveries_for(stored, by_id, receivers, now))
    return stored


def _version(outcome: Outcome, now: datetime, source: str) -> Version | None:
    """The first reading of a call, and each later one that differs, is part of its history."""
    call = outcome.call
    first = call.first_seen == now and source != "clock"
    if not outcome.changes and not first:
        return None
    digests = {sighting.source: sighting.digest for sighting in call.sightings}
    return Version(
        call_id=call.id,
        at=now,
        source=source,
        turn=call.turn,
        digest=digests.get(source, ""),
        changes=outcome.changes,
    )
