"""PURE: what a new notice, an absence or the clock makes happen to a call.

The law is decisions C (events) and D (reminders); what a call is at an instant is
`monitor.status`. Nothing here reads a clock, a file or a network:
every function takes `now` (aware, UTC) and frozen values, and returns frozen values. The same
input always gives the same events with the same identities, so a poll repeated is a poll wasted
and nothing worse.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from config.vocabulary import CallFacts, CallStatus, EventKind
from monitor.changes import facts_changes, history_changes
from monitor.ladder import next_rung, rungs_fallen
from monitor.merge import Correction, Merged, carry_deadline, merge
from monitor.status import LISTED_FOR, days_left, long_gone, next_deadline, status_at
from sources.base import CallSeen, Rank
from store.records import CallEvent, Change, Sighting, StoredCall

_OVER = (CallStatus.CLOSED, CallStatus.WITHDRAWN)

__all__ = [
    "Outcome",
    "Rules",
    "absent",
    "days_left",
    "decide",
    "event_key",
    "next_deadline",
    "refresh",
    "status_at",
    "tick",
]


@dataclass(frozen=True, slots=True, kw_only=True)
class Rules:
    """What the operator chose: every rung any channel asks for, and the corrections in force."""

    rungs: tuple[int, ...] = (30, 14, 7, 3, 1)
    corrections: tuple[Correction, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """A call after something happened, the events it made, and what changed for its history."""

    call: StoredCall
    events: tuple[CallEvent, ...] = ()
    changes: tuple[Change, ...] = ()


# --- what happens -------------------------------------------------------------------------------


def decide(
    stored: StoredCall | None,
    seen: CallSeen,
    rank: Rank,
    now: datetime,
    rules: Rules,
    *,
    call_id: str,
    digest: str = "",
    baseline: bool = False,
) -> Outcome:
    """What a notice means. `stored` None: the call is new and gets `call_id`.

    `digest` is the notice's own (see Sighting), kept to know it again. `baseline` marks the events
    of a source's first successful poll: stored, never sent singly (decisions E 1). A source that
    shows a known call for the first time adds its notice; what it merely fills in is history, not
    an event.
    """
    if stored is None:
        sighting = _sighting(seen, rank, now, digest=digest, before=None)
        blank = StoredCall(
            id=call_id,
            facts=seen.facts,
            word=seen.word,
            status=CallStatus.UNKNOWN,
            sightings=(sighting,),
            first_seen=now,
            updated=now,
        )
        return _first(blank, now, rules, seen.source, baseline=baseline)
    known = {sighting.source: sighting for sighting in stored.sightings}
    before = known.get(seen.source)
    known[seen.source] = _sighting(seen, rank, now, digest=digest, before=before)
    after = replace(stored, sightings=tuple(known.values()))
    return _settle(stored, after, now, rules, seen.source, joined=before is None)


def absent(
    stored: StoredCall,
    source: str,
    now: datetime,
    rules: Rules,
    *,
    still_shown: bool | None = None,
) -> Outcome:
    """What it means that a complete answer of `source` lacks the call: missing, not closed.

    `still_shown` is what the call's own detail address said, None if it was not asked or could
    not tell. A feed never lacks anything: pass only its detail address's plain "no".
    """
    sightings = tuple(
        _missed(sighting, now, still_shown) if sighting.source == source else sighting
        for sighting in stored.sightings
    )
    return _settle(stored, replace(stored, sightings=sightings), now, rules, source)


def tick(stored: StoredCall, now: datetime, rules: Rules) -> Outcome:
    """What the clock alone makes happen: an opening, a deadline, the rungs newly fallen."""
    settled = _settle(stored, stored, now, rules, "clock")
    call = replace(settled.call, ticked_at=now)
    events = settled.events + _reminders(stored, call, now, rules)
    return Outcome(call=call, events=events, changes=settled.changes)


def refresh(stored: StoredCall, now: datetime, rules: Rules) -> StoredCall:
    """The call under other rules: rungs newly asked for that lie in the past are not told.

    A call for which something fell due while the monitor was down is left for `tick`.
    """
    if stored.next_due is not None and stored.next_due <= now:
        return stored
    return replace(stored, ticked_at=now, next_due=_next_due(stored, now, rules))


def _sighting(
    seen: CallSeen, rank: Rank, now: datetime, *, digest: str, before: Sighting | None
) -> Sighting:
    facts = carry_deadline(before, seen, now)
    return Sighting(
        source=seen.source,
        key=seen.key,
        rank=rank,
        word=seen.word,
        facts=facts,
        first_seen=before.first_seen if before else now,
        last_seen=now,
        digest=digest,
    )


def _missed(sighting: Sighting, now: datetime, still_shown: bool | None) -> Sighting:
    gone = sighting.gone if still_shown is None else not still_shown
    return replace(
        sighting,
        missing_since=sighting.missing_since or now,
        missing_polls=sighting.missing_polls + 1,
        gone=gone,
    )


def _first(
    blank: StoredCall, now: datetime, rules: Rules, source: str, *, baseline: bool
) -> Outcome:
    call = _with_merge(blank, merge(blank, rules.corrections), now)
    kind = _FIRST_SIGHT.get(call.status)
    told = CallStatus.OPEN if call.status is CallStatus.UNKNOWN else call.status
    call = replace(call, turn=1, armed_turn=1, armed_at=now, known_as=told)
    call = replace(call, next_due=_next_due(call, now, rules))
    if kind is None:
        return Outcome(call=call)
    event = _event(call, kind, now, source, deadline=_deadline_at(call.facts, now))
    return Outcome(call=call, events=(replace(event, baseline=baseline),))


_FIRST_SIGHT = {
    CallStatus.OPEN: EventKind.OPEN,
    CallStatus.FORTHCOMING: EventKind.FORTHCOMING,
    CallStatus.UNKNOWN: EventKind.OPEN,  # worded "whether it is open and until when is not stated"
}


def _settle(
    before: StoredCall,
    after: StoredCall,
    now: datetime,
    rules: Rules,
    source: str,
    *,
    joined: bool = False,
) -> Outcome:
    """Merge the sightings anew, compare with what was known, and name what happened."""
    call = _with_merge(after, merge(after, rules.corrections), now)
    changes = facts_changes(before.facts, call.facts, now)
    kinds = _kinds(before, call, now, changed=bool(changes) and not joined)
    if kinds:
        call = replace(call, turn=before.turn + 1)
    if any(kind in _ARMING for kind in kinds):
        call = replace(call, armed_turn=call.turn, armed_at=now)
    if call.status is not CallStatus.UNKNOWN:
        call = replace(call, known_as=call.status)
    if changes or call.status is not before.status:
        call = replace(call, updated=now)
    events = tuple(
        _described(kind, before, call, now=now, source=source, changes=changes) for kind in kinds
    )
    call = replace(call, next_due=_due_after(before, call, now, rules, source))
    return Outcome(call=call, events=events, changes=history_changes(before.facts, call.facts, now))


# What is told with these states the deadline, so rungs already past count as told (decisions C).
_ARMING = (EventKind.OPEN, EventKind.DEADLINE_CHANGED, EventKind.REOPENED, EventKind.FORTHCOMING)


def _with_merge(call: StoredCall, merged: Merged, now: datetime) -> StoredCall:
    status = merged.forced_status or _status_of(merged, call.sightings, now)
    return replace(
        call,
        facts=merged.facts,
        word=merged.word,
        status=status,
        corrected=merged.corrected,
        corrections_ended=merged.corrections_ended,
    )


def _status_of(merged: Merged, sightings: Sequence[Sighting], now: datetime) -> CallStatus:
    if all(long_gone(sighting, now) for sighting in sightings):
        return CallStatus.WITHDRAWN
    last_seen = max(sighting.last_seen for sighting in sightings)
    return status_at(merged.word, merged.facts, now, portal=merged.portal, last_seen=last_seen)


def _kinds(
    before: StoredCall, call: StoredCall, now: datetime, *, changed: bool
) -> tuple[EventKind, ...]:
    """The events a step makes, in the order people should read them (decisions C)."""
    kinds: list[EventKind] = []
    turned = _TURNS.get((before.known_as, call.status))
    if turned is not None:
        kinds.append(turned)
    reopened = before.known_as in _OVER
    if not reopened and call.status not in _OVER and _deadline_moved(before, call, now):
        kinds.append(EventKind.DEADLINE_CHANGED)
    if changed:
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


def _deadline_at(facts: CallFacts, now: datetime) -> datetime | None:
    deadline = next_deadline(facts, now)
    return deadline.at if deadline else None


def _deadline_moved(before: StoredCall, call: StoredCall, now: datetime) -> bool:
    """Both judged at the same `now`, so that a cut-off that passes is no move."""
    return _deadline_at(before.facts, now) != _deadline_at(call.facts, now)


def _described(
    kind: EventKind,
    before: StoredCall,
    call: StoredCall,
    *,
    now: datetime,
    source: str,
    changes: tuple[Change, ...],
) -> CallEvent:
    moved = kind in (EventKind.DEADLINE_CHANGED, EventKind.REOPENED)
    return replace(
        _event(call, kind, now, source, deadline=_deadline_at(call.facts, now)),
        previous_deadline=_deadline_at(before.facts, now) if moved else None,
        changes=changes if kind is EventKind.CHANGED else (),
    )


def _event(
    call: StoredCall,
    kind: EventKind,
    now: datetime,
    source: str,
    *,
    deadline: datetime | None,
    rung: int | None = None,
) -> CallEvent:
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


# --- the clock ----------------------------------------------------------------------------------


def _reminders(
    before: StoredCall, call: StoredCall, now: datetime, rules: Rules
) -> tuple[CallEvent, ...]:
    deadline = next_deadline(call.facts, now)
    if deadline is None or not _reminds(call, now):
        return ()
    marks = [mark for mark in (before.ticked_at, call.armed_at) if mark is not None]
    after = max(marks, default=call.first_seen)
    return tuple(
        _event(call, EventKind.CLOSING_SOON, now, "clock", deadline=deadline.at, rung=days)
        for days in rungs_fallen(deadline, rules.rungs, after=after, now=now)
    )


def _reminds(call: StoredCall, now: datetime) -> bool:
    """Open calls remind; so do forthcoming ones whose opening has come: the portal opens late."""
    if call.status is CallStatus.OPEN:
        return True
    opens = call.facts.opens
    return call.status is CallStatus.FORTHCOMING and (opens is None or opens.at <= now)


def _due_after(
    before: StoredCall, call: StoredCall, now: datetime, rules: Rules, source: str
) -> datetime | None:
    """As `_next_due`; what already fell due stays so until `tick` has told it, whoever reports."""
    pending = before.next_due is not None and before.next_due <= now and source != "clock"
    return before.next_due if pending and call.status not in _OVER else _next_due(call, now, rules)


def _next_due(call: StoredCall, now: datetime, rules: Rules) -> datetime | None:
    """When the clock alone next changes something: a rung, an opening, a deadline, 12 months."""
    if call.status in _OVER:
        return None
    instants = [call.facts.opens.at] if call.facts.opens else []
    deadline = next_deadline(call.facts, now)
    if deadline is not None:
        rung = next_rung(deadline, rules.rungs, now)
        instants += [deadline.at] + ([rung] if rung else [])
    else:
        instants.append(max(sighting.last_seen for sighting in call.sightings) + LISTED_FOR)
    return min((instant for instant in instants if instant > now), default=None)
