"""`explain CALL CHANNEL`: why this channel was, was not, or will be told, and what comes next."""

import sys
from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import Connection

from config.channel import Channel
from config.settings import Settings
from monitor.commands.looking import find_calls, lists_of, receivers_of, rules_of, stored
from monitor.commands.output import as_json as print_json
from monitor.commands.setting import WRONG_USE
from monitor.explain import Evidence, Explanation, explain
from monitor.explained import explanation_json, lines
from monitor.owing import Receiver
from store import calls, events, outbox
from store.outbox import DeliveryQuery
from store.records import Delivery, StoredCall

_AHEAD = timedelta(days=5 * 366)  # no deadline further off counts (decisions A 5)


def run_explain(
    settings: Settings,
    call: str,
    channel: str,
    *,
    now: datetime,
    as_json: bool,
    subscribers: Sequence[Channel] = (),
) -> int:
    """Print the answer; `call` is an id or a code. Gives 2 where either is not known."""
    known = [*(one.name for one in settings.channels), *(one.name for one in subscribers)]
    if channel not in known:
        there = f"there are {', '.join(known)}" if known else "the settings have none"
        return _refuse(f"No channel is called {channel!r}: {there}.")
    with stored(settings) as conn:
        if conn is None:
            return _refuse(f"No call is known as {call!r}: nothing is stored yet.")
        found = find_calls(conn, call)
        if len(found) != 1:
            return _refuse(_unclear(call, found))
        answer = _answer(conn, settings, found[0], channel, now=now, subscribers=subscribers)
    if as_json:
        print_json(explanation_json(answer, now))
    else:
        sys.stdout.writelines(f"{line}\n" for line in lines(answer, now))
    return 0


def _answer(
    conn: Connection,
    settings: Settings,
    call: StoredCall,
    channel: str,
    *,
    now: datetime,
    subscribers: Sequence[Channel],
) -> Explanation:
    told = receivers_of(conn, settings, now, subscribers)
    receiver = next(one for one in told if one.channel.name == channel)
    rules = rules_of(settings, subscribers)
    return explain(_evidence(conn, call, receiver), rules, now, now + _AHEAD)


def _evidence(conn: Connection, call: StoredCall, receiver: Receiver) -> Evidence:
    happened = events.of_call(conn, call.id)
    deliveries = {
        event.id: delivery
        for event in happened
        if (delivery := _owed_for(conn, event.id, receiver.channel.name)) is not None
    }
    return Evidence(
        call=call,
        versions=calls.versions(conn, call.id),
        events=happened,
        deliveries=deliveries,
        lists=lists_of(conn, call.id, deliveries.values(), receiver.channel.name),
        receiver=receiver,
    )


def _owed_for(conn: Connection, event_id: int, channel: str) -> Delivery | None:
    query = DeliveryQuery(event_id=event_id, channel=channel, limit=1)
    found, _ = outbox.search(conn, query)
    return found[0] if found else None


def _unclear(name: str, found: Sequence[StoredCall]) -> str:
    if not found:
        return f"No call is known as {name!r}: `amif-monitor calls` lists them."
    ids = ", ".join(call.id for call in found)
    return f"Several calls have the code {name!r}: name one by its id ({ids})."


def _refuse(sentence: str) -> int:
    print(sentence, file=sys.stderr)  # noqa: T201  a message for a person, not a log
    return WRONG_USE
