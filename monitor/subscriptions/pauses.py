"""What a pause leaves out, and the one summary that follows it."""

from datetime import datetime

from sqlalchemy import Connection

from monitor.owing import Receiver, first_summary
from store import calls, events, outbox
from store.events import EventQuery
from store.outbox import DeliveryQuery
from store.records import ChannelRecord, DeliveryState
from store.subscribers import Subscriber

_OPENINGS = ("open", "forthcoming", "reopened")
_MOST = 5000
_PAUSED = "Paused by its reader; a summary follows when the pause ends."


def hold_back(conn: Connection, known: Subscriber) -> None:
    """Nothing already owed leaves during a pause: the summary after it says what is left."""
    query = DeliveryQuery(channel=known.channel_name, state=(DeliveryState.OWED,), limit=_MOST)
    for one in outbox.search(conn, query)[0]:
        outbox.supersede(conn, one.id, None, _PAUSED)


def welcome_back(conn: Connection, known: Subscriber, since: datetime, now: datetime) -> None:
    """Owe the summary of what is open at the end of a pause, which was at `since`.

    What opened after it is told singly, and so left out.
    """
    query = EventQuery(kind=_OPENINGS, since=since, baseline=False)
    singly = {event.subject for event in events.search(conn, query)[0]}
    record = ChannelRecord(name=known.channel_name, began=since)
    receiver = Receiver(channel=known.choice, record=record)
    summary = first_summary(receiver, calls.live(conn), singly, (), now)
    outbox.owe(conn, [summary] if summary else [])
