"""What the clock alone makes happen, told within seconds of its instant (decisions C, D)."""

from collections.abc import Mapping
from datetime import datetime, timedelta

from monitor.context import Context
from monitor.identity import code_key
from monitor.lifecycle import refresh, tick
from monitor.receivers import begin_channels, receivers
from monitor.record import keyed, record
from store import calls, polls
from store.records import CallEvent, SourceState, StoredCall
from store.stillness import Stillness

_HELD = timedelta(seconds=30)  # decisions D 3: how long what fell due while down waits for a poll
_WAITED = timedelta(minutes=10)  # decisions E 2


def clock_pass(
    context: Context, now: datetime, stillness: Stillness | None = None
) -> list[CallEvent]:
    """Tell what fell due by `now`; gives the events that were new.

    `stillness` learns when something falls due next. Raises StoreError; then nothing was stored and
    the next pass finds it again.
    """
    with context.database.read() as conn:
        soonest = calls.next_due(conn)
    if stillness is not None:
        stillness.looked(soonest)
    if soonest is None or soonest > now:
        return []
    with context.database.write() as conn:
        states = polls.states(conn)
        due = [call for call in calls.due(conn, now) if _ready(context, call, now, states)]
        if not due:
            return []
        rules = context.rules()
        outcomes = [tick(call, now, rules) for call in due]
        told = receivers(conn, context.channels(), now)
        return record(conn, outcomes, told, now, source="clock")


def _ready(
    context: Context, call: StoredCall, now: datetime, states: Mapping[str, SourceState]
) -> bool:
    """What fell due while the monitor was down waits until a source of the call was asked again."""
    fell = call.next_due
    if fell is None or fell >= context.started or now - context.started >= _HELD:
        return True
    polled = {watched.info.id for watched in context.enabled}
    mine = {sighting.source for sighting in call.sightings} & polled
    asked = [states[source].last_poll for source in mine if source in states]
    return not mine or any(at is not None and at >= fell for at in asked)


def summary_pass(context: Context, now: datetime) -> bool:
    """Owe new channels their summary once every source was tried, or 10 minutes after start.

    Gives whether that is done, so that nothing is left to look at until channels change.
    """
    with context.database.write() as conn:
        return begin_channels(conn, context, now, waited=now - context.started >= _WAITED)


def refresh_rules(context: Context, now: datetime) -> None:
    """Let stored calls follow the rules as chosen now: other rungs, new or removed corrections."""
    rules = context.rules()
    corrected = {correction.call for correction in rules.corrections}
    with context.database.write() as conn:
        live = {call.id: refresh(call, now, rules) for call in calls.live(conn)}
        calls.save(conn, [keyed(call, now) for call in live.values()])
        named = {call.id: live.get(call.id, call) for call in calls.corrected(conn)}
        for name in corrected:
            found = [calls.get(conn, name), *calls.candidates(conn, code_key(name), "")]
            named |= {call.id: live.get(call.id, call) for call in found if call is not None}
        told = receivers(conn, context.channels(), now)
        corrections = [tick(call, now, rules) for call in named.values()]
        record(conn, corrections, told, now, source="corrections")
