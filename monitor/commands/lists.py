"""`calls`, `events`, `deliveries`, `sources`: what is stored. A missing database reads as empty."""

import sys
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection

from config.settings import Settings
from monitor.commands.looking import existing, stored
from monitor.commands.output import as_json, say, table
from monitor.context import Watched
from monitor.health import public_state
from monitor.present import call_json, delivery_json, event_json, page_of, source_json
from monitor.web.tables import csv_table
from store import calls, events, outbox, polls
from store.calls import CallQuery
from store.events import EventQuery
from store.outbox import DeliveryQuery
from store.records import SourceState

Json = dict[str, Any]


def run_calls(settings: Settings, query: CallQuery, now: datetime, form: str) -> int:
    """Calls by the filters of the page; `form` is "table", "json" or "csv"."""
    with stored(settings) as conn:
        found, total = calls.search(conn, query) if conn else ([], 0)
    items = [call_json(call, now) for call in found]
    if form == "json":
        as_json(page_of(items, total, now))
    elif form == "csv":
        sys.stdout.buffer.write(csv_table(found, now, settings.web.public_url.rstrip("/")))
    else:
        rows = [
            [one["id"], one["status"], one["country"], _ends(one), _short(one["title"])]
            for one in items
        ]
        table(["id", "status", "country", "deadline", "title"], rows, empty="No calls.")
        _more(len(items), total)
    return 0


def run_events(settings: Settings, query: EventQuery, now: datetime, *, json: bool) -> int:
    """Events, newest first, each with its call as it is now."""
    with stored(settings) as conn:
        found, total = events.search(conn, query) if conn else ([], 0)
        about = _calls_of(conn, [event.call_id for event in found])
    items = [event_json(event, about.get(event.subject), now) for event in found]
    if json:
        as_json(page_of(items, total, now))
        return 0
    rows = [
        [one["at"], one["kind"], _subject(one), "baseline" if one["baseline"] else ""]
        for one in items
    ]
    table(["at", "kind", "about", ""], rows, empty="No events.")
    _more(len(items), total)
    return 0


def run_deliveries(settings: Settings, query: DeliveryQuery, now: datetime, *, json: bool) -> int:
    """Deliveries, newest first, with their events."""
    with stored(settings) as conn:
        found, total = outbox.search(conn, query) if conn else ([], 0)
        told = _events_of(conn, [one.event_id for one in found if one.event_id])
        about = _calls_of(conn, [event.call_id for event in told.values()])
    items = [
        delivery_json(
            one,
            event_json(event, about.get(event.subject), now)
            if one.event_id and (event := told.get(one.event_id))
            else None,
        )
        for one in found
    ]
    if json:
        as_json(page_of(items, total, now))
        return 0
    rows = [
        [
            str(one["id"]),
            one["state"],
            one["channel"],
            f"{one['event']['kind']}: {_subject(one['event'])}" if one["event"] else one["kind"],
            str(one["attempts"]),
            one["sent_at"] or one["next_attempt"] or "",
            one["last_error"] or "",
        ]
        for one in items
    ]
    headings = ["id", "state", "channel", "about", "attempts", "sent or next", "last error"]
    table(headings, rows, empty="No deliveries.")
    _more(len(items), total)
    return 0


def run_sources(
    settings: Settings, watched: Mapping[str, Watched], now: datetime, *, json: bool
) -> int:
    """Every source known, polled or not, with its full last error: for operators only."""
    with stored(settings) as conn:
        states = polls.states(conn) if conn else {}
    items = [
        _source_item(one, states.get(key, SourceState(id=key))) for key, one in watched.items()
    ]
    if json:
        as_json(page_of(items, len(items), now))
        return 0
    rows = [
        [
            one["id"],
            one["state"] if one["enabled"] else "not polled",
            one["country"],
            one["last_success"] or "never",
            str(one["calls_seen"]),
            one["last_error"] or "",
        ]
        for one in items
    ]
    headings = ["id", "state", "country", "last success", "calls", "last error"]
    table(headings, rows, empty="No sources.")
    return 0


def _source_item(watched: Watched, state: SourceState) -> Json:
    item = source_json(watched.info, state, public_state(state), private=True)
    return item | {
        "enabled": watched.enabled,
        "public": watched.public,
        "every_seconds": int(watched.every.total_seconds()),
        "shape": str(watched.info.shape),
        "evidence": watched.info.evidence,
        "authority": watched.info.authority,
        "own_name": watched.info.own_name,
        "languages": list(watched.info.languages),
        "blind_spot": watched.info.blind_spot or None,
    }


def run_retry(settings: Settings, now: datetime, ids: Sequence[int]) -> int:
    """Owe again what was given up; the running service or `deliver` sends it."""
    count = 0
    with existing(settings) as database:
        if database is not None:
            with database.write() as conn:
                count = outbox.retry_given_up(conn, now, list(ids) or None)
    say(f"{count} deliveries are owed again." if count != 1 else "1 delivery is owed again.")
    return 0


def _events_of(conn: Connection | None, ids: Sequence[int]) -> dict[int, Any]:
    return events.by_ids(conn, ids) if conn else {}


def _calls_of(conn: Connection | None, ids: Sequence[str | None]) -> dict[str, Any]:
    wanted = [one for one in dict.fromkeys(ids) if one]
    return calls.by_ids(conn, wanted) if conn else {}


def _subject(event: Json) -> str:
    call = event["call"]
    return (call["identifier"] or _short(call["title"])) if call else event["source"]


def _ends(call: Json) -> str:
    if call["next_deadline"] is None:
        return ""
    ahead = next(one for one in call["deadlines"] if one["at"] == call["next_deadline"])
    return f"{ahead['at']}{' (hour not stated)' if ahead['assumed'] else ''}"


def _short(text: str, length: int = 70) -> str:
    return text if len(text) <= length else text[: length - 1] + "…"


def _more(shown: int, total: int) -> None:
    if total > shown:
        say(f"{shown} of {total} shown; --limit and --offset show others.")
