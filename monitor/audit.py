"""PURE: everything known of one call, for an audit: seen where, with which hash, told how.

Receivers are named by the kind of their channel; a subscriber's address is nowhere in it.
"""

import csv
import io
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from monitor.explained import sighting_json
from monitor.present import call_json, event_json, instant, version_json
from store.records import CallEvent, Delivery, StoredCall, Version

Json = dict[str, Any]

SUBSCRIBER = "subscriber:"
COLUMNS = (
    "at",
    "what",
    "source",
    "hash",
    "name",
    "old",
    "new",
    "words",
    "channel_kind",
    "result",
    "attempts",
    "result_at",
    "error",
)
# What a spreadsheet would take for a formula (OWASP, CSV injection).
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "\uff1d", "\uff0b", "\uff0d", "\uff20")


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """What is stored about one call. `deliveries` by event id; `lists` told it with others."""

    call: StoredCall
    versions: Sequence[Version]
    events: Sequence[CallEvent]
    deliveries: Mapping[int, Sequence[Delivery]]
    lists: Sequence[Delivery]
    kinds: Mapping[str, str]  # a channel's kind ("slack", "mailto") by its name


def audit_json(record: Record, now: datetime) -> Json:
    """The whole record as one JSON document."""
    return {
        "call": call_json(record.call, now),
        "seen": [sighting_json(sighting) for sighting in record.call.sightings],
        "history": [version_json(version) for version in record.versions],
        "events": [
            event_json(event, None, now)
            | {
                "turn": event.turn,
                "told": [_delivery(one, record) for one in record.deliveries.get(event.id, ())],
            }
            for event in record.events
        ],
        "lists": [_delivery(one, record) for one in record.lists],
        "as_of": instant(now),
    }


def _delivery(one: Delivery, record: Record) -> Json:
    """One delivery without anything that names a person."""
    mine = one.channel.startswith(SUBSCRIBER)
    return {
        "kind": str(one.kind),
        "channel_kind": "subscriber" if mine else record.kinds.get(one.channel, "no longer known"),
        "channel": None if mine else one.channel,
        "result": str(one.state),
        "attempts": one.attempts,
        "owed": instant(one.created),
        "result_at": instant(one.sent_at),
        "error": None if mine else one.last_error,  # a mail server may repeat the address
    }


def audit_csv(record: Record) -> bytes:
    """The same as a table, one row per thing that happened, oldest first; no cell is a formula."""
    rows = [*_seen_rows(record), *_version_rows(record), *_event_rows(record)]
    rows += [_told_row(_delivery(one, record)) for one in record.lists]
    out = io.StringIO()
    writer = csv.DictWriter(out, COLUMNS, restval="", lineterminator="\r\n")
    writer.writeheader()
    for row in sorted(rows, key=lambda row: str(row["at"])):
        writer.writerow({name: _cell(value) for name, value in row.items()})
    return out.getvalue().encode("utf-8-sig")


def _cell(value: object) -> str:
    text = "" if value is None else str(value).replace("\x00", "")
    return "'" + text if text.startswith(_FORMULA) else text


def _seen_rows(record: Record) -> Iterable[Json]:
    for sighting in record.call.sightings:
        common = {"source": sighting.source, "hash": sighting.digest, "name": str(sighting.word)}
        yield common | {"at": instant(sighting.first_seen), "what": "first seen", "hash": ""}
        yield common | {"at": instant(sighting.last_seen), "what": "last seen"}
        if sighting.missing_since is not None:
            yield common | {"at": instant(sighting.missing_since), "what": "missing since"}


def _version_rows(record: Record) -> Iterable[Json]:
    for version in record.versions:
        common = {"at": instant(version.at), "source": version.source, "hash": version.digest}
        if not version.changes:
            yield common | {"what": "read"}
        for change in version.changes:
            yield common | {
                "what": "change",
                "name": change.field,
                "old": change.old,
                "new": change.new,
                "words": change.words,
            }


def _event_rows(record: Record) -> Iterable[Json]:
    for event in record.events:
        days = f" ({event.rung_days} days)" if event.rung_days is not None else ""
        yield {
            "at": instant(event.at),
            "what": "baseline event" if event.baseline else "event",
            "source": event.source,
            "name": f"{event.kind}{days}",
            "old": instant(event.previous_deadline),
            "new": instant(event.deadline),
        }
        told = record.deliveries.get(event.id, ())
        yield from (_told_row(_delivery(one, record), f"{event.kind}{days}") for one in told)


def _told_row(one: Json, name: str = "") -> Json:
    return {
        "at": one["owed"],
        "what": "message",
        "name": name or one["kind"],
        "channel_kind": one["channel_kind"],
        "result": one["result"],
        "attempts": one["attempts"],
        "result_at": one["result_at"],
        "error": one["error"],
    }
