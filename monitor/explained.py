"""PURE: the answer of `explain` for programs (JSON) and for people (lines)."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from monitor.explain import Explanation, Fate
from monitor.present import call_json, event_json, instant, version_json
from monitor.simulate import Foreseen, foreseen_json
from monitor.status import next_deadline
from store.records import CallEvent, Sighting, StoredCall, Version

Json = dict[str, Any]


def explanation_json(answer: Explanation, now: datetime) -> Json:
    """The answer as one JSON document."""
    evidence = answer.evidence
    return {
        "call": call_json(evidence.call, now),
        "channel": evidence.receiver.channel.name,
        "channel_began": instant(evidence.receiver.record.began),
        "status": {
            "is": str(evidence.call.status),
            "rule": answer.status_rule,
            "why": answer.status_why,
        },
        "filter": answer.wants,
        "seen": [sighting_json(sighting) for sighting in evidence.call.sightings],
        "history": [version_json(version) for version in evidence.versions],
        "events": [_fate_json(fate, now) for fate in answer.fates],
        "lists": list(answer.lists),
        "next": [foreseen_json(one) for one in answer.coming],
        "as_of": instant(now),
    }


def _fate_json(fate: Fate, now: datetime) -> Json:
    return event_json(fate.event, None, now) | {
        "fate": fate.word,
        "rule": fate.rule,
        "why": fate.why,
        "when": instant(fate.at),
    }


def sighting_json(sighting: Sighting) -> Json:
    """What one source last said, with the digest of its notice."""
    return {
        "source": sighting.source,
        "key": sighting.key,
        "rank": str(sighting.rank),
        "word": str(sighting.word),
        "deadlines": [_words(d.text, d.at) for d in sighting.facts.deadlines],
        "first_seen": instant(sighting.first_seen),
        "last_seen": instant(sighting.last_seen),
        "missing_since": instant(sighting.missing_since),
        "missing_polls": sighting.missing_polls,
        "gone": sighting.gone,
        "digest": sighting.digest,
    }


def _words(text: str, at: datetime) -> Json:
    return {"at": instant(at), "text": text}


def lines(answer: Explanation, now: datetime) -> Iterable[str]:
    """The answer as lines for a person."""
    evidence = answer.evidence
    call = evidence.call
    yield f"{call.facts.identifier or call.id}: {call.facts.title}"
    yield f"Status: {call.status} (decisions {answer.status_rule}: {answer.status_why})"
    yield from _deadline_lines(call, now)
    yield f'Channel "{evidence.receiver.channel.name}": {answer.wants}'
    yield ""
    yield "Seen"
    yield from (f"  {_sighting_line(sighting)}" for sighting in call.sightings)
    yield from _history_lines(evidence.versions)
    yield ""
    yield "Events, for this channel"
    yield from (f"  {_fate_line(fate)}" for fate in answer.fates)
    yield from (f"  {line}" for line in answer.lists)
    if not answer.fates:
        yield "  none yet"
    yield ""
    yield "Next, if no source says anything new"
    yield from (f"  {_coming_line(one)}" for one in answer.coming)
    if not answer.coming:
        yield "  nothing"


def _deadline_lines(call: StoredCall, now: datetime) -> Iterable[str]:
    deadline = next_deadline(call.facts, now)
    if deadline is None:
        yield "Deadline: not known"
        return
    stated = f'read from "{deadline.text}"' if deadline.text else "its words were not kept"
    hour = ", hour assumed" if deadline.assumed else ""
    yield f"Deadline: {deadline.local:%Y-%m-%d %H:%M} {deadline.zone}{hour} ({stated})"


def _sighting_line(sighting: Sighting) -> str:
    missing = f", missing since {instant(sighting.missing_since)}" if sighting.missing_since else ""
    return (
        f"{sighting.source}: says {sighting.word}, first {instant(sighting.first_seen)}, "
        f"last {instant(sighting.last_seen)}{missing}"
    )


def _history_lines(versions: Sequence[Version]) -> Iterable[str]:
    for version in versions:
        for change in version.changes:
            yield (
                f"  {instant(version.at)} {version.source}: "
                f'{change.field} from "{change.old}" to "{change.new}"'
            )


def _named(event: CallEvent) -> str:
    if event.rung_days is None:
        return str(event.kind)
    return f"{event.kind}, {event.rung_days} {'day' if event.rung_days == 1 else 'days'}"


def _fate_line(fate: Fate) -> str:
    when = f" {instant(fate.at)}" if fate.at else ""
    named = _named(fate.event)
    return f"{instant(fate.event.at)} {named}: {fate.word}{when} ({fate.rule}) {fate.why}"


def _coming_line(one: Foreseen) -> str:
    if one.leaves is None:
        return f"{instant(one.event.at)} {_named(one.event)}: will not be told. {one.why}"
    held = f", leaves {instant(one.leaves)}" if one.held else ""
    return f"{instant(one.event.at)} {_named(one.event)}: will be told{held}. {one.why}"
