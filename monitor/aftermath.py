"""After a restore from a backup: what happened since goes out as one summary (decisions E 3).

Between the backup and the restore the service told things this database knows nothing of. So what
is found new until every source was asked again is not told singly, what the backup still owed is
not sent a second time, and each channel gets both as one message marked "may repeat".
"""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime

from sqlalchemy import Connection

from config.vocabulary import EventKind
from monitor.matching import judge
from monitor.owing import Receiver
from store import backup, calls, events, outbox
from store.events import EventQuery
from store.outbox import DeliveryQuery
from store.records import CallEvent, Delivery, DeliveryKind, DeliveryState, StoredCall

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
    happened = events.search(conn, since)[0]
    for receiver in told:
        owed = _owed_before(conn, receiver.channel.name, restored.made)
        concerned = _calls(conn, receiver, happened, owed, now)
        for delivery in owed:
            outbox.supersede(conn, delivery.id, None, _MUTED)
        if concerned:
            outbox.owe(conn, [_summary(receiver, concerned, restored.at, now)])
    backup.settle_restored(conn)
    return True


def _owed_before(conn: Connection, channel: str, made: datetime) -> list[Delivery]:
    query = DeliveryQuery(
        channel=channel, state=(DeliveryState.OWED,), kind=(DeliveryKind.EVENT,), limit=_MOST
    )
    return [one for one in outbox.search(conn, query)[0] if one.created <= made]


def _calls(
    conn: Connection,
    receiver: Receiver,
    happened: Sequence[CallEvent],
    owed: Sequence[Delivery],
    now: datetime,
) -> list[str]:
    """The ids of the calls the channel wants to hear of, in the order in which things happened."""
    waiting = events.by_ids(conn, [one.event_id for one in owed if one.event_id is not None])
    found = dict.fromkeys(event.subject for event in waiting.values() if event.call_id)
    about = calls.by_ids(conn, [event.subject for event in happened if event.call_id])
    for event in reversed(happened):
        call = about.get(event.subject)
        if call is not None and _wanted(receiver, event.kind, call, now):
            found[call.id] = None
    return list(found)


def _wanted(receiver: Receiver, kind: EventKind, call: StoredCall, now: datetime) -> bool:
    return judge(receiver.channel, kind, call, rung=None, now=now).wanted


def _summary(
    receiver: Receiver, found: Sequence[str], restored: datetime, now: datetime
) -> Delivery:
    name = receiver.channel.name
    return Delivery(
        key=f"restored|{restored.isoformat()}|{name}",
        channel=name,
        kind=DeliveryKind.SUMMARY,
        created=now,
        details={"calls": list(found), "unreached": [], "may_repeat": True},
    )
