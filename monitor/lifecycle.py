"""PURE: what a new notice, an absence or the clock makes happen to a call.

The law is decisions C (events) and D (reminders); what a call is at an instant is
`monitor.status`. Nothing here reads a clock, a file or a network:
every function takes `now` (aware, UTC) and frozen values, and returns frozen values. The same
input always gives the same events with the same identities, so a poll repeated is a poll wasted
and nothing worse.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from config.vocabulary import CallStatus, EventKind
from monitor.changes import facts_changes, history_changes
from monitor.corrections import Correction
from monitor.ladder import next_rung, rungs_fallen
from monitor.merge import Merged, carry, merge
from monitor.status import LISTED_FOR, OVER, days_left, long_gone, next_deadline, status_at
from monitor.turns import ARMING, FIRST_SIGHT, deadline_at, event_key, event_of, kinds_of
from sources.base import CallSeen, Rank
from store.records import CallEvent, Change, Sighting, StoredCall

_CLOCK = "clock"
_INSTANT = timedelta(microseconds=1)

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
    of a source's first successful poll: stored, never sent singly (decisions E 1), those on calls
    known before as well. A source that shows a known call for the first time adds its notice; what
    it merely fills in is history, not an event.
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
    outcome = _settle(stored, after, now, rules, seen.source, joined=before is None)
    return _as_baseline(outcome) if baseline else outcome


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
    settled = _settle(stored, stored, now, rules, _CLOCK)
    call = replace(settled.call, ticked_at=now)
    events = settled.events + _reminders(stored, call, now, rules)
    return Outcome(call=call, events=events, changes=settled.changes)


def refresh(stored: StoredCall, now: datetime, rules: Rules) -> StoredCall:
    """The call under other rules: rungs newly asked for that lie in the past are not told.

    What fell due while the monitor was down stays due, for `tick`; what lay before that was dealt
    with under the rules of the time.
    """
    if stored.next_due is not None and stored.next_due <= now:
        return replace(stored, ticked_at=stored.next_due - _INSTANT)
    return replace(stored, ticked_at=now, next_due=_next_due(stored, now, rules))


def _sighting(
    seen: CallSeen, rank: Rank, now: datetime, *, digest: str, before: Sighting | None
) -> Sighting:
    facts = carry(before, seen, now)
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
    call = _with_merge(blank, blank, now, rules, source)
    kind = FIRST_SIGHT.get(call.status)
    told = CallStatus.OPEN if call.status is CallStatus.UNKNOWN else call.status
    call = replace(call, turn=1, armed_turn=1, armed_at=now, known_as=told)
    call = replace(call, next_due=_next_due(call, now, rules))
    if kind is None:
        return Outcome(call=call)
    event = event_of(call, kind, now, source, deadline=deadline_at(call.facts, now))
    outcome = Outcome(call=call, events=(event,))
    return _as_baseline(outcome) if baseline else outcome


def _as_baseline(outcome: Outcome) -> Outcome:
    return replace(outcome, events=tuple(replace(e, baseline=True) for e in outcome.events))


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
    call = _with_merge(before, after, now, rules, source)
    changes = facts_changes(before.facts, call.facts, now)
    history = history_changes(before.facts, call.facts) + _status_change(before, call)
    kinds = kinds_of(before, call, now, changed=bool(changes), joined=joined)
    if kinds:
        call = replace(call, turn=before.turn + 1)
    if any(kind in ARMING for kind in kinds):
        call = replace(call, armed_turn=call.turn, armed_at=now)
    call = replace(call, known_as=_known_as(before, call, now))
    if history:
        call = replace(call, updated=now)
    events = tuple(
        _described(kind, before, call, now=now, source=source, changes=changes) for kind in kinds
    )
    call = replace(call, next_due=_due_after(before, call, now, rules, source))
    return Outcome(call=call, events=events, changes=history)


def _known_as(before: StoredCall, call: StoredCall, now: datetime) -> CallStatus:
    """The status people know of after this step; unreadable changes nothing.

    An open call that its source calls forthcoming again without an opening ahead is a flicker:
    people know it as open, and are not told so a second time.
    """
    if call.status is CallStatus.UNKNOWN:
        return before.known_as
    was_open = before.known_as is CallStatus.OPEN and before.status is not CallStatus.UNKNOWN
    opens_later = call.facts.opens is not None and call.facts.opens.at > now
    if call.status is CallStatus.FORTHCOMING and was_open and not opens_later:
        return CallStatus.OPEN
    return call.status


def _status_change(before: StoredCall, call: StoredCall) -> tuple[Change, ...]:
    if call.status is before.status:
        return ()
    return (Change(field="status", old=str(before.status), new=str(call.status)),)


def _with_merge(
    before: StoredCall, after: StoredCall, now: datetime, rules: Rules, source: str
) -> StoredCall:
    """`after` with its sightings merged and its status; `before` is what was known till now."""
    merged = merge(after, rules.corrections)
    stated = _status_of(merged, before, after.sightings, now, by_clock=source == _CLOCK)
    forced = merged.forced_status
    agreed = forced is not None and forced.status is stated
    ended = (*merged.corrections_ended, *((forced.fingerprint,) if forced and agreed else ()))
    corrected = dict(merged.corrected)
    if forced is not None and not agreed:
        corrected["status"] = forced.reason
    return replace(
        after,
        facts=merged.facts,
        word=merged.word,
        status=stated if forced is None else forced.status,
        corrected=corrected,
        corrections_ended=ended,
    )


def _status_of(
    merged: Merged,
    before: StoredCall,
    sightings: Sequence[Sighting],
    now: datetime,
    *,
    by_clock: bool,
) -> CallStatus:
    """The status by decisions B, or withdrawn because every source lacks the call for long.

    What is over when it vanishes stays as it is. Only an answer can show that a call is still
    missing: the clock alone withdraws nothing, for it may be the source that cannot be read.
    """
    gone = all(long_gone(sighting, now) for sighting in sightings)
    if gone and before.status is CallStatus.WITHDRAWN:
        return CallStatus.WITHDRAWN
    last_seen = max(sighting.last_seen for sighting in sightings)
    status = status_at(merged.word, merged.facts, now, portal=merged.portal, last_seen=last_seen)
    return CallStatus.WITHDRAWN if gone and not by_clock and status not in OVER else status


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
        event_of(call, kind, now, source, deadline=deadline_at(call.facts, now)),
        previous_deadline=deadline_at(before.facts, now) if moved else None,
        changes=changes if kind is EventKind.CHANGED else (),
    )


# --- the clock ----------------------------------------------------------------------------------


def _reminders(
    before: StoredCall, call: StoredCall, now: datetime, rules: Rules
) -> tuple[CallEvent, ...]:
    deadline = next_deadline(call.facts, now)
    if deadline is None or not _reminds(call, now):
        return ()
    marks = [mark for mark in (before.ticked_at, call.armed_at) if mark is not None]
    past = [d.at for d in call.facts.deadlines if d.doubt is None and d.at <= now]
    cutoffs = [at - _INSTANT for at in past]  # a rung that falls with one is the next one's first
    after = max([call.first_seen, *marks, *cutoffs])
    return tuple(
        event_of(call, EventKind.CLOSING_SOON, now, _CLOCK, deadline=deadline.at, rung=days)
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
    pending = before.next_due is not None and before.next_due <= now and source != _CLOCK
    return before.next_due if pending and call.status not in OVER else _next_due(call, now, rules)


def _next_due(call: StoredCall, now: datetime, rules: Rules) -> datetime | None:
    """When the clock alone next changes something: a rung, an opening, a deadline, 12 months."""
    if call.status in OVER:
        return None
    instants = [call.facts.opens.at] if call.facts.opens else []
    deadline = next_deadline(call.facts, now)
    if deadline is not None:
        rung = next_rung(deadline, rules.rungs, now)
        instants += [deadline.at] + ([rung] if rung else [])
    else:
        instants.append(max(sighting.last_seen for sighting in call.sightings) + LISTED_FOR)
    return min((instant for instant in instants if instant > now), default=None)
