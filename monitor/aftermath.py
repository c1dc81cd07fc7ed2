"""After a restore from a backup: what happened since goes out as one summary (decisions E 3).

Between the backup and the restore the service told things this database knows nothing of. So what
is found new until every source was asked again is not told singly, what the backup still owed is
not sent a second time, and each channel gets both as one message marked "may repeat".
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import datetime

from sqlalchemy import Connection

from monitor.matching import judge
from monitor.owing import Receiver
from store import backup, calls, events, outbox
from store.events import EventQuery
from store.outbox import DeliveryQuery
from store.records import CallEvent, Delivery, DeliveryKind, DeliveryState

_MOST = 10_000
_MUTED = "Told in the summary after a restore."


def hushed(conn: Connection, happened: Sequence[CallEvent]) -> list[CallEvent]:
    """The events as they are to be stored: never sent singly while a restore is not settled."""
    if not happened or backup.restored(conn) is None:
        return list(happened)
    return [replace(event, baseline=True) for event in happened]


def tell_restored(
    conn: Connection, told: Iterable[Receiver], now: datetime, *, asked: bool
) -> bool:
    """Owe the summaries once every source was `asked` again; gives whether nothing is left."""
    restored = backup.restored(conn)
    if restored is None:
        return True
    if not asked:
        return False
    since = EventQuery(since=restored.at, baseline=True, limit=_MOST)
    happened = events.search(conn, since)[0][::-1]
    for receiver in told:
        owed = _owed_before(conn, receiver.channel.name, restored.made)
        news = [*_waiting(conn, owed), *_wanted(conn, receiver, happened, now)]
        for delivery in owed:
            outbox.supersede(conn, delivery.id, None, _MUTED)
        if news:
            outbox.owe(conn, [_summary(receiver, news, restored.at, now)])
    backup.settle_restored(conn)
    return True


def _owed_before(conn: Connection, channel: str, made: datetime) -> list[Delivery]:
    query = DeliveryQuery(
        channel=channel, state=(DeliveryState.OWED,), kind=(DeliveryKind.EVENT,), limit=_MOST
    )
    return [one for one in outbox.search(conn, query)[0] if one.created <= made]


def _waiting(conn: Connection, owed: Sequence[Delivery]) -> Iterable[CallEvent]:
    """What the backup still owed the channel."""
    return events.by_ids(conn, [one.event_id for one in owed if one.event_id is not None]).values()


def _wanted(
    conn: Connection, receiver: Receiver, happened: Sequence[CallEvent], now: datetime
) -> Iterator[CallEvent]:
    """What the channel wants to hear of all that happened, in the order in which it did."""
    about = calls.by_ids(conn, [event.subject for event in happened if event.call_id])
    for event in happened:
        call = about.get(event.subject)
        if event.call_id and call is None:
            continue
        rung = event.rung_days
        if judge(receiver.channel, event.kind, call, rung=rung, now=now).wanted:
            yield event


def _summary(
    receiver: Receiver, news: Sequence[CallEvent], restored: datetime, now: datetime
) -> Delivery:
    name = receiver.channel.name
    return Delivery(
        key=f"restored|{restored.isoformat()}|{name}",
        channel=name,
        kind=DeliveryKind.SUMMARY,
        created=now,
        details={
            "calls": list(dict.fromkeys(event.subject for event in news if event.call_id)),
            "events": [event.id for event in news],
            "unreached": [],
            "may_repeat": True,
        },
    )
