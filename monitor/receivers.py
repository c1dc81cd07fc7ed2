"""Who is told: channels as they are now, with when each began."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from sqlalchemy import Connection

from config.channel import Channel
from monitor.aftermath import tell_restored
from monitor.context import Context
from monitor.owing import Receiver, first_summary
from store import calls, channels, events, outbox, polls
from store.records import SourceState

_ALL = 1_000_000
_OPENINGS = ("open", "forthcoming", "reopened")


def receivers(conn: Connection, known: Sequence[Channel], now: datetime) -> tuple[Receiver, ...]:
    """Each channel with its beginning; one met for the first time begins now (decisions E 2)."""
    begun = {record.name: record for record in channels.all(conn)}
    return tuple(
        Receiver(channel=one, record=begun.get(one.name) or channels.ensure(conn, one.name, now))
        for one in known
    )


def begin_channels(conn: Connection, context: Context, now: datetime, *, waited: bool) -> bool:
    """Owe each new channel its one summary; gives whether every channel has begun (decisions E 2).

    It waits until every enabled source was tried once; `waited` says that 10 minutes have passed.
    """
    told = receivers(conn, context.channels(), now)
    states = polls.states(conn)
    again = waited or _tried(context, states, since=context.started)
    settled = tell_restored(conn, told, now, asked=again)
    fresh = [one for one in told if one.record.summarised is None]
    if not fresh:
        return settled
    if not waited and not _tried(context, states):
        return False
    unreached = [
        one.info.id
        for one in context.enabled
        if one.public
        and ((state := states.get(one.info.id)) is None or state.last_error is not None)
    ]
    known = calls.live(conn)
    for receiver in fresh:
        since = events.EventQuery(
            kind=_OPENINGS, since=receiver.record.began, baseline=False, limit=_ALL
        )
        singly = {event.subject for event in events.search(conn, since)[0]}
        summary = first_summary(receiver, known, singly, unreached, now)
        outbox.owe(conn, [summary] if summary else [])
        channels.mark_summarised(conn, receiver.channel.name, now)
    return settled


def _tried(
    context: Context, states: Mapping[str, SourceState], *, since: datetime | None = None
) -> bool:
    """Whether every enabled source was asked, ever or since an instant."""
    asked = (states.get(one.info.id, SourceState(id="")).last_poll for one in context.enabled)
    return all(at is not None and (since is None or at >= since) for at in asked)
