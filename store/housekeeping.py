"""What may be forgotten with time, so that ten years stay small."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from sqlalchemy import Connection, delete, select

from config.vocabulary import CallStatus
from store import polls, subscribers
from store.records import DeliveryState
from store.tables import CALLS, DELIVERIES, EVENTS, POLLS, VERSIONS

_SETTLED = [state.value for state in DeliveryState if state is not DeliveryState.OWED]
_OVER = [CallStatus.CLOSED.value, CallStatus.WITHDRAWN.value]


@dataclass(frozen=True, slots=True, kw_only=True)
class Keep:
    """How long each is kept; None: for ever.

    `polls`: poll runs. `validators`: what a source's server gave us to ask "has it changed?" with,
    counted from its last success. `deliveries`: those settled, whether sent or not; never what is
    owed. `history`: events and versions of calls that are over, counted from the call's last
    change; the call itself and what it came to stay.
    """

    polls: timedelta | None = timedelta(days=90)
    validators: timedelta | None = timedelta(days=180)
    deliveries: timedelta | None = timedelta(days=730)
    history: timedelta | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Forgotten:
    """How many of each were forgotten."""

    polls: int = 0
    validators: int = 0
    deliveries: int = 0
    events: int = 0
    versions: int = 0
    signups: int = 0


def housekeep(conn: Connection, now: datetime, keep: Keep) -> Forgotten:
    """Forget what is older than it is to be kept, and sign-ups that were never confirmed."""
    deliveries = _old_deliveries(conn, now, keep.deliveries)
    events, versions = _old_history(conn, now, keep.history)
    return Forgotten(
        polls=_old_polls(conn, now, keep.polls),
        validators=_old_validators(conn, now, keep.validators),
        deliveries=deliveries,
        events=events,
        versions=versions,
        signups=subscribers.expire_unconfirmed(conn, now),
    )


def _old_polls(conn: Connection, now: datetime, age: timedelta | None) -> int:
    if age is None:
        return 0
    return conn.execute(delete(POLLS).where(POLLS.c.started < now - age)).rowcount


def _old_validators(conn: Connection, now: datetime, age: timedelta | None) -> int:
    if age is None:
        return 0
    forgotten = 0
    for state in polls.states(conn).values():
        last = state.last_success or state.last_poll
        if state.validators and last is not None and last < now - age:
            polls.save_state(conn, replace(state, validators={}))
            forgotten += len(state.validators)
    return forgotten


def _old_deliveries(conn: Connection, now: datetime, age: timedelta | None) -> int:
    if age is None:
        return 0
    old = DELIVERIES.c.created < now - age
    settled = DELIVERIES.c.state.in_(_SETTLED)
    return conn.execute(delete(DELIVERIES).where(old, settled)).rowcount


def _old_history(conn: Connection, now: datetime, age: timedelta | None) -> tuple[int, int]:
    """A delivery names its event: events that some delivery still names stay with it."""
    if age is None:
        return 0, 0
    over = select(CALLS.c.id).where(CALLS.c.status.in_(_OVER), CALLS.c.updated < now - age)
    named = select(DELIVERIES.c.event_id).where(DELIVERIES.c.event_id.is_not(None))
    old_events = delete(EVENTS).where(
        EVENTS.c.call_id.in_(over), EVENTS.c.at < now - age, EVENTS.c.id.not_in(named)
    )
    old_versions = delete(VERSIONS).where(VERSIONS.c.call_id.in_(over), VERSIONS.c.at < now - age)
    return conn.execute(old_events).rowcount, conn.execute(old_versions).rowcount
