"""What the commands about what is stored need: the store itself, channels and rules as chosen."""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime

from sqlalchemy import Connection

from config.channel import Channel
from config.settings import Settings
from config.vocabulary import CallFacts
from monitor.corrections import Correction
from monitor.identity import code_key
from monitor.lifecycle import Rules
from monitor.owing import Receiver
from store import calls, channels, outbox
from store.database import Database, open_existing
from store.outbox import DeliveryQuery
from store.records import ChannelRecord, Delivery, DeliveryKind, StoredCall

_PAGE = 500


@contextmanager
def existing(settings: Settings) -> Iterator[Database | None]:
    """The database for as long as the block lasts; None when nothing was stored yet."""
    database = open_existing(settings.store.url.get_secret_value())
    try:
        yield database
    finally:
        if database is not None:
            database.close()


@contextmanager
def stored(settings: Settings) -> Iterator[Connection | None]:
    """The store for reading; None when nothing was stored yet."""
    with existing(settings) as database:
        if database is None:
            yield None
            return
        with database.read() as conn:
            yield conn


def rules_of(settings: Settings, more: Sequence[Channel] = ()) -> Rules:
    """The rules as chosen; `more` are receivers beside the settings' channels."""
    own = tuple(one.channel() for one in settings.channels)
    rungs = {days for one in (*own, *more) for days in one.closing_soon_days}
    corrections = tuple(
        Correction(call=one.call, field=one.field, value=one.value, reason=one.reason)
        for one in settings.corrections
    )
    return Rules(rungs=tuple(sorted(rungs, reverse=True)), corrections=corrections)


def receivers_of(
    conn: Connection, settings: Settings, now: datetime, more: Sequence[Channel] = ()
) -> tuple[Receiver, ...]:
    """The channels with when each began; one that never did would begin `now`."""
    begun = {record.name: record for record in channels.all(conn)}
    known = (*(one.channel() for one in settings.channels), *more)
    return tuple(
        Receiver(channel=one, record=begun.get(one.name) or ChannelRecord(name=one.name, began=now))
        for one in known
    )


def find_calls(conn: Connection, name: str) -> list[StoredCall]:
    """The call with this id (also one it once had), else those with this code."""
    call = calls.get(conn, name)
    if call is not None:
        return [call]
    code = code_key(name)
    return [one for one in calls.candidates(conn, code, "") if _has(one.facts, code)]


def lists_of(
    conn: Connection, call_id: str, told: Iterable[Delivery], channel: str = ""
) -> list[Delivery]:
    """Summaries that name the call and digests that hold one of `told`, its events' deliveries.

    Newest first; only those of `channel`, if one is named.
    """
    mine = {one.id for one in told}
    query = DeliveryQuery(channel=channel, kind=(DeliveryKind.SUMMARY, DeliveryKind.DIGEST))
    return [
        one
        for one in all_deliveries(conn, query)
        if call_id in one.details.get("calls", ()) or mine & set(one.details.get("deliveries", ()))
    ]


def all_deliveries(conn: Connection, query: DeliveryQuery) -> list[Delivery]:
    """Every delivery the query asks for, read page by page; newest first."""
    found: list[Delivery] = []
    while True:
        page, total = outbox.search(conn, replace(query, limit=_PAGE, offset=len(found)))
        found += page
        if not page or len(found) >= total:
            return found


def _has(facts: CallFacts, code: str) -> bool:
    return code_key(facts.identifier) == code
