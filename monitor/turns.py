"""PURE: which events a step makes, in which order, and what each one is called for ever.

The law is decisions C, its table and "Identity".
"""

from datetime import datetime

from config.vocabulary import CallFacts, CallStatus, EventKind
from monitor.status import OVER, next_deadline
from store.records import CallEvent, StoredCall

FIRST_SIGHT = {
    CallStatus.OPEN: EventKind.OPEN,
    CallStatus.FORTHCOMING: EventKind.FORTHCOMING,
    CallStatus.UNKNOWN: EventKind.OPEN,  # worded "whether it is open and until when is not stated"
}

# What is told with these states the deadline, so rungs already past count as told (decisions C).
ARMING = (EventKind.OPEN, EventKind.DEADLINE_CHANGED, EventKind.REOPENED, EventKind.FORTHCOMING)


def kinds_of(
    before: StoredCall, call: StoredCall, now: datetime, *, changed: bool, joined: bool
) -> tuple[EventKind, ...]:
    """The events a step makes, in the order people should read them (decisions C)."""
    kinds: list[EventKind] = []
    turned = _TURNS.get((before.known_as, call.status))
    if turned is not None:
        kinds.append(turned)
    over = before.known_as in OVER or call.status in OVER
    if not over and _deadline_moved(before, call, now, joined=joined):
        kinds.append(EventKind.DEADLINE_CHANGED)
    if changed and not joined:
        kinds.append(EventKind.CHANGED)
    return tuple(kinds)


_TURNS = {
    (CallStatus.FORTHCOMING, CallStatus.OPEN): EventKind.OPEN,
    (CallStatus.FORTHCOMING, CallStatus.CLOSED): EventKind.CLOSED,
    (CallStatus.OPEN, CallStatus.CLOSED): EventKind.CLOSED,
    (CallStatus.FORTHCOMING, CallStatus.WITHDRAWN): EventKind.WITHDRAWN,
    (CallStatus.OPEN, CallStatus.WITHDRAWN): EventKind.WITHDRAWN,
    (CallStatus.CLOSED, CallStatus.OPEN): EventKind.REOPENED,
    (CallStatus.WITHDRAWN, CallStatus.OPEN): EventKind.REOPENED,
    (CallStatus.CLOSED, CallStatus.FORTHCOMING): EventKind.FORTHCOMING,
    (CallStatus.WITHDRAWN, CallStatus.FORTHCOMING): EventKind.FORTHCOMING,
}


def deadline_at(facts: CallFacts, now: datetime) -> datetime | None:
    """The instant (UTC) of the deadline that counts at `now`; None if none is known."""
    deadline = next_deadline(facts, now)
    return deadline.at if deadline else None


def _deadline_moved(before: StoredCall, call: StoredCall, now: datetime, *, joined: bool) -> bool:
    """Both judged at the same `now`, so that a cut-off that passes is no move.

    A source that joins and leads but states no date moves nothing: it has not said that the date
    known from another no longer holds.
    """
    old, new = deadline_at(before.facts, now), deadline_at(call.facts, now)
    return old != new and not (joined and new is None)


def event_of(
    call: StoredCall,
    kind: EventKind,
    now: datetime,
    source: str,
    *,
    deadline: datetime | None,
    rung: int | None = None,
) -> CallEvent:
    """An event of this call; a reminder belongs to the turn at which its deadline was told."""
    turn = call.armed_turn if rung is not None else call.turn
    return CallEvent(
        key=event_key(call.id, kind, deadline, rung, turn),
        kind=kind,
        subject=call.id,
        at=now,
        source=source,
        turn=turn,
        deadline=deadline,
        rung_days=rung,
    )


def event_key(
    subject: str, kind: EventKind, deadline: datetime | None, rung: int | None, turn: int
) -> str:
    """The identity of an event: subject, kind, deadline, rung and turn (decisions C)."""
    when = deadline.isoformat() if deadline else "-"
    return f"{subject}|{kind}|{when}|{'-' if rung is None else rung}|{turn}"
