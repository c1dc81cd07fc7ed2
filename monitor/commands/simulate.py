"""`simulate --at INSTANT`: what would be told between now and then; sends and stores nothing."""

import sys
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Connection

from config.channel import Channel
from config.settings import Settings
from monitor.commands.looking import receivers_of, rules_of, stored
from monitor.commands.output import as_json, table
from monitor.commands.setting import WRONG_USE
from monitor.lifecycle import Rules
from monitor.owing import Receiver, first_summary
from monitor.present import instant, page_of
from monitor.simulate import Foreseen, foresee, foreseen_json, leaving, timeline, told_by
from store import calls, events, outbox
from store.events import EventQuery
from store.outbox import DeliveryQuery
from store.records import CallEvent, Delivery, DeliveryKind, DeliveryState, StoredCall

_ALL = 10_000_000
_PAGE = 500
_OPENINGS = ("open", "forthcoming", "reopened")
Json = dict[str, Any]


def run_simulate(
    settings: Settings,
    at: str,
    *,
    now: datetime,
    as_json: bool,
    subscribers: Sequence[Channel] = (),
) -> int:
    """Print what would be told from `now` to `at`. Gives 2 for an instant not to be used.

    `at` is an instant ("2026-05-01T12:00Z"); without an offset it is on the clock of
    `[alerts] timezone`.
    """
    until = _instant(at, settings.alerts.timezone)
    if until is None:
        return _refuse(f'{at!r} is no instant: write one such as "2026-05-01T12:00Z".')
    if until < now:
        return _refuse(f"{at} is in the past: simulate looks ahead.")
    with stored(settings) as conn:
        items = [] if conn is None else _items(conn, settings, now, until, subscribers)
    if as_json:
        _print_json(items, now)
    else:
        _print_table(items, ZoneInfo(settings.alerts.timezone), at)
    return 0


def _instant(text: str, zone: str) -> datetime | None:
    try:
        stated = datetime.fromisoformat(text.strip())
        if stated.tzinfo is None:
            stated = stated.replace(tzinfo=ZoneInfo(zone))
        return stated.astimezone(UTC)
    except (ValueError, OverflowError):
        return None


def _refuse(sentence: str) -> int:
    print(sentence, file=sys.stderr)  # noqa: T201  a message for a person, not a log
    return WRONG_USE


def _items(
    conn: Connection,
    settings: Settings,
    now: datetime,
    until: datetime,
    subscribers: Sequence[Channel],
) -> list[Json]:
    rules = rules_of(settings, subscribers)
    told = receivers_of(conn, settings, now, subscribers)
    found = [
        one
        for call in calls.due(conn, until, limit=_ALL)
        for one in foresee(timeline(call, rules, now, until), told, until)
    ]
    waiting, lists = _owed(conn, told, rules, now, until)
    items = [foreseen_json(one) for one in told_by([*found, *waiting], until)]
    return sorted([*items, *lists, *_beginnings(conn, told, now)], key=lambda item: item["at"])


def _owed(
    conn: Connection, told: Sequence[Receiver], rules: Rules, now: datetime, until: datetime
) -> tuple[list[Foreseen], list[Json]]:
    """What is owed already and leaves by then: single events, and messages of several."""
    channels = {one.channel.name: one.channel for one in told}
    single: list[Foreseen] = []
    several: list[Json] = []
    for owed in _all_owed(conn):
        channel = channels.get(owed.channel)
        if channel is None:
            continue
        if owed.kind is not DeliveryKind.EVENT:
            several += _several(owed, now, until)
        elif (known := _event_and_call(conn, owed)) is not None:
            event, call = known
            one = Foreseen(channel=channel, event=event, call=call, leaves=None, why="")
            single.append(leaving(one, owed, timeline(call, rules, now, until), until))
    return single, several


def _all_owed(conn: Connection) -> Iterator[Delivery]:
    offset = 0
    while True:
        query = DeliveryQuery(state=(DeliveryState.OWED,), limit=_PAGE, offset=offset)
        page, total = outbox.search(conn, query)
        yield from page
        offset += _PAGE
        if offset >= total:
            return


def _event_and_call(conn: Connection, owed: Delivery) -> tuple[CallEvent, StoredCall] | None:
    """None for events about the monitor itself: they wait for no clock of a call."""
    event = events.get(conn, owed.event_id) if owed.event_id is not None else None
    call = calls.get(conn, event.subject) if event is not None else None
    return (event, call) if event is not None and call is not None else None


def _several(owed: Delivery, now: datetime, until: datetime) -> list[Json]:
    when = max(at for at in (now, owed.not_before, owed.next_attempt) if at is not None)
    if when > until:
        return []
    return [_list_item(owed, when, "Owed already.")]


def _list_item(owed: Delivery, when: datetime, why: str) -> Json:
    return {
        "at": instant(when),
        "channel": owed.channel,
        "kind": str(owed.kind),
        "call": None,
        "calls": list(owed.details.get("calls", ())),
        "rung_days": None,
        "collapsed": [],
        "deadline": None,
        "happens": instant(owed.created),
        "held": owed.not_before is not None,
        "why": why,
    }


def _beginnings(conn: Connection, told: Sequence[Receiver], now: datetime) -> list[Json]:
    """The summary of each channel that has had none yet (decisions E 2)."""
    fresh = [one for one in told if one.record.summarised is None]
    live = calls.live(conn) if fresh else []
    items = []
    for one in fresh:
        since = EventQuery(kind=_OPENINGS, since=one.record.began, baseline=False, limit=_PAGE)
        singly = {event.subject for event in events.search(conn, since)[0]}
        summary = first_summary(one, live, singly, (), now)
        if summary is not None:
            items.append(_list_item(summary, now, "The summary a channel begins with."))
    return items


def _print_json(items: Sequence[Json], now: datetime) -> None:
    as_json(page_of(items, len(items), now))


def _print_table(items: Sequence[Json], zone: ZoneInfo, at: str) -> None:
    rows = [
        [
            datetime.fromisoformat(item["at"]).astimezone(zone).strftime("%Y-%m-%d %H:%M"),
            item["channel"],
            _what(item),
            _which(item),
            item["why"],
        ]
        for item in items
    ]
    table(
        [f"at ({zone.key})", "channel", "event", "call", "why"],
        rows,
        empty=f"Nothing would be told until {at}, as far as is known today.",
    )


def _what(item: Json) -> str:
    days = item["rung_days"]
    kind = str(item["kind"])
    return kind if days is None else f"{kind} ({days} {'day' if days == 1 else 'days'})"


def _which(item: Json) -> str:
    call = item["call"]
    if call is None:
        return f"{len(item['calls'])} calls" if item["calls"] else ""
    return str(call["identifier"] or call["id"])
