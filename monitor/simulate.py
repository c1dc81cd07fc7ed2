"""PURE: what would be told between now and a later instant, from what is stored (`simulate`).

Nothing here guesses what sources will bring: it lets the clock run over the stored calls as the
service would (`tick`), owes what follows to each channel, and judges it again when it leaves.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from config.channel import Channel
from config.vocabulary import EventKind
from monitor.leaving import judge_again
from monitor.lifecycle import Rules, tick
from monitor.matching import judge
from monitor.owing import Receiver, deliveries_for
from monitor.present import instant
from store.records import CallEvent, Delivery, StoredCall


@dataclass(frozen=True, slots=True, kw_only=True)
class Foreseen:
    """One event on its way to one channel. `leaves` is when its message goes; None: it does not.

    `why` says in a sentence why it is told, or why not; `held` that it waits for a digest or for
    the end of quiet hours; `collapsed` are rungs told in the same message.
    """

    channel: Channel
    event: CallEvent
    call: StoredCall
    leaves: datetime | None
    why: str
    held: bool = False
    collapsed: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Timeline:
    """A call over time: each instant at which the clock changes something, and its events."""

    steps: tuple[tuple[datetime, StoredCall, tuple[CallEvent, ...]], ...]

    def at(self, when: datetime) -> StoredCall:
        """The call as it is at `when`."""
        return [call for at, call, _ in self.steps if at <= when][-1]


def timeline(call: StoredCall, rules: Rules, now: datetime, until: datetime) -> Timeline:
    """The call from `now` to `until`, if no source says anything new."""
    steps: list[tuple[datetime, StoredCall, tuple[CallEvent, ...]]] = [(now, call, ())]
    while call.next_due is not None and call.next_due <= until:
        at = max(call.next_due, now)
        outcome = tick(call, at, rules)
        call = outcome.call
        steps.append((at, call, outcome.events))
    return Timeline(tuple(steps))


def foresee(line: Timeline, receivers: Sequence[Receiver], until: datetime) -> tuple[Foreseen, ...]:
    """Each event of a call's timeline for each receiver: told and when, or not and why."""
    found: list[Foreseen] = []
    for at, call, events in line.steps:
        numbered = [replace(event, id=number) for number, event in enumerate(events, start=1)]
        for receiver in receivers:
            owed = deliveries_for(numbered, {call.id: call}, [receiver], at)
            by_event = {one.event_id: one for one in owed}
            for event in numbered:
                one = _judged(event, call, receiver.channel, at)
                delivery = by_event.get(event.id)
                found.append(one if delivery is None else leaving(one, delivery, line, until))
    return tuple(found)


def _judged(event: CallEvent, call: StoredCall, channel: Channel, at: datetime) -> Foreseen:
    """The event as far as the channel's filter goes; what it wants and is not owed is folded."""
    verdict = judge(channel, event.kind, call, rung=event.rung_days, now=at)
    why = verdict.reason
    if verdict.wanted and event.kind is EventKind.CLOSING_SOON:
        why = "Told with a nearer reminder that falls due at the same time."
    return Foreseen(channel=channel, event=event, call=call, leaves=None, why=why)


def leaving(one: Foreseen, owed: Delivery, line: Timeline, until: datetime) -> Foreseen:
    """An owed delivery when it leaves: judged again by then (decisions G 3)."""
    born = max(one.event.at, line.steps[0][0])
    leaves = max(when for when in (born, owed.not_before, owed.next_attempt) if when is not None)
    one = replace(
        one,
        leaves=leaves,
        held=leaves > born,
        collapsed=tuple(owed.details.get("collapsed", ())),
        why=judge(one.channel, one.event.kind, one.call, rung=one.event.rung_days, now=born).reason,
    )
    if leaves > until:
        return one
    call = line.at(leaves)
    left = judge_again(one.channel, one.event, call, leaves)
    if left.event is None:
        return replace(one, leaves=None, why=_sentence(left.reason))
    return replace(one, event=left.event, call=call)


def _sentence(words: str) -> str:
    return f"{words[:1].upper()}{words[1:].rstrip('.')}."


def told_by(found: Iterable[Foreseen], until: datetime) -> list[Foreseen]:
    """Only what leaves by `until`, in the order in which it leaves."""
    leaving_by = [one for one in found if one.leaves is not None and one.leaves <= until]
    return sorted(leaving_by, key=lambda one: (one.leaves, one.channel.name, one.event.key))


def foreseen_json(one: Foreseen) -> dict[str, Any]:
    """A foreseen message as JSON."""
    return {
        "at": instant(one.leaves),
        "channel": one.channel.name,
        "kind": str(one.event.kind),
        "call": call_line(one.call),
        "rung_days": one.event.rung_days,
        "collapsed": list(one.collapsed),
        "deadline": instant(one.event.deadline),
        "happens": instant(one.event.at),
        "held": one.held,
        "why": one.why,
    }


def call_line(call: StoredCall) -> Mapping[str, Any]:
    """What names a call."""
    return {"id": call.id, "identifier": call.facts.identifier, "title": call.facts.title}
