"""PURE: why a channel was, was not, or will be told of a call (`explain CALL CHANNEL`).

From what is stored about one call and one channel: what was seen where and when, which rule gave
its status, what became of each event for this channel, and what comes next. The letters are those
of the rules' decisions (docs/decisions, README).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from config.vocabulary import CallStatus, EventKind
from monitor.ladder import rung_instant
from monitor.lifecycle import Rules
from monitor.matching import judge
from monitor.merge import merge
from monitor.owing import Receiver
from monitor.present import instant
from monitor.simulate import Foreseen, foresee, timeline
from monitor.status import long_gone, next_deadline, ruling_at
from monitor.timing import quiet_until
from store.records import (
    CallEvent,
    Delivery,
    DeliveryKind,
    DeliveryState,
    StoredCall,
    Version,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """What the store knows of one call and one channel. `lists` are its summaries and digests."""

    call: StoredCall
    versions: Sequence[Version]
    events: Sequence[CallEvent]
    deliveries: Mapping[int, Delivery]
    lists: Sequence[Delivery]
    receiver: Receiver


@dataclass(frozen=True, slots=True, kw_only=True)
class Fate:
    """What became of one event for one channel: a word, the decision it comes from, why, when."""

    event: CallEvent
    word: str
    rule: str
    why: str
    at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Explanation:
    """The whole answer. `status_rule` is the decision that gave the status, `status_why` why."""

    evidence: Evidence
    status_rule: str
    status_why: str
    fates: tuple[Fate, ...]
    coming: tuple[Foreseen, ...]
    wants: str
    lists: tuple[str, ...] = field(default=())


def explain(evidence: Evidence, rules: Rules, now: datetime, until: datetime) -> Explanation:
    """The answer as of `now`; what comes next is looked for up to `until`."""
    rule, why = status_reason(evidence.call, rules, now)
    line = timeline(evidence.call, rules, now, until)
    return Explanation(
        evidence=evidence,
        status_rule=rule,
        status_why=why,
        fates=tuple(_fate(event, evidence, now) for event in evidence.events),
        coming=foresee(line, [evidence.receiver], until),
        wants=_wants(evidence, now),
        lists=tuple(_list_line(one) for one in evidence.lists),
    )


def status_reason(call: StoredCall, rules: Rules, now: datetime) -> tuple[str, str]:
    """The decision that gave the stored status, and its row in words."""
    if "status" in call.corrected:
        return "[[corrections]]", call.corrected["status"]
    if call.status is CallStatus.WITHDRAWN and all(long_gone(s, now) for s in call.sightings):
        return "C", "absent for 7 days and 3 answers, and gone from its own address"
    merged = merge(call, rules.corrections)
    last_seen = max(sighting.last_seen for sighting in call.sightings)
    ruling = ruling_at(merged.word, merged.facts, now, portal=merged.portal, last_seen=last_seen)
    if ruling.status is call.status:
        return "B", ruling.row
    return "B", f"to become {ruling.status} at the next look: {ruling.row}"


def _wants(evidence: Evidence, now: datetime) -> str:
    """Whether the channel's filter lets this call through at all, in one sentence."""
    channel = evidence.receiver.channel
    asked = [kind for kind in channel.events if kind is not EventKind.CLOSING_SOON]
    kind = asked[0] if asked else EventKind.CLOSING_SOON
    rung = max(channel.closing_soon_days, default=None) if not asked else None
    verdict = judge(channel, kind, evidence.call, rung=rung, now=now)
    notes = f" Marked: {', '.join(verdict.notes)}." if verdict.notes else ""
    return verdict.reason + notes


# --- what became of each event ------------------------------------------------------------------


def _fate(event: CallEvent, evidence: Evidence, now: datetime) -> Fate:
    delivery = evidence.deliveries.get(event.id)
    if delivery is not None:
        return _delivered(event, delivery, evidence, now)
    again = next((one for one in evidence.lists if event.id in one.details.get("events", ())), None)
    if again is not None:
        word = "told" if again.state is DeliveryState.SENT else "owed"
        why = "Found again after a restore: in the summary marked as one that may repeat."
        return Fate(event=event, word=word, rule="E 3", why=why, at=again.sent_at)
    if event.baseline:
        return Fate(event=event, word="held back", rule="E 1", why=_baseline(evidence))
    began = evidence.receiver.record.began
    if event.at < began:
        why = f"It happened before this channel began ({instant(began)}); its summary tells."
        return Fate(event=event, word="not told", rule="E 2", why=why)
    return _not_owed(event, evidence, now)


def _baseline(evidence: Evidence) -> str:
    told = [one for one in evidence.lists if one.kind is DeliveryKind.SUMMARY]
    where = "the summary below tells it" if told else "a summary tells it, if it matches"
    return f"From its source's first answer: never sent singly, {where}."


def _not_owed(event: CallEvent, evidence: Evidence, now: datetime) -> Fate:
    """No delivery was ever owed: folded, before its time, or kept away by the filter."""
    channel = evidence.receiver.channel
    if event.kind is EventKind.CLOSING_SOON:
        together = _told_with(event, evidence)
        if together is not None:
            why = f"Told with the {together}-day reminder that fell due at the same time."
            return Fate(event=event, word="folded", rule="D 3", why=why)
        if _rung_before_channel(event, evidence, now):
            why = "The reminder fell before this channel began, so its summary counts as it."
            return Fate(event=event, word="not told", rule="C", why=why)
        if event.rung_days not in channel.closing_soon_days:
            shown = ", ".join(map(str, channel.closing_soon_days)) or "no"
            why = f"This channel asks for {shown} days before, not {event.rung_days}."
            return Fate(event=event, word="filtered", rule="D 2", why=why)
    # A reminder's own refusals speak of today; the filter is the same for every kind asked for.
    kind = EventKind.CLOSED if event.kind is EventKind.CLOSING_SOON else event.kind
    asked = event.kind in channel.events
    verdict = judge(channel, kind if asked else event.kind, evidence.call, rung=None, now=now)
    if not asked or not verdict.wanted:
        return Fate(event=event, word="filtered", rule="G", why=verdict.reason)
    why = "This channel's filter, or the call, was different when it happened."
    return Fate(event=event, word="not told", rule="G", why=why)


def _told_with(event: CallEvent, evidence: Evidence) -> int | None:
    """The rung in whose message this one was told, if it was."""
    for other in evidence.events:
        delivery = evidence.deliveries.get(other.id)
        if delivery is None or other.at != event.at or other.rung_days is None:
            continue
        if event.rung_days in delivery.details.get("collapsed", ()):
            return other.rung_days
    return None


def _rung_before_channel(event: CallEvent, evidence: Evidence, now: datetime) -> bool:
    deadline = next_deadline(evidence.call.facts, now)
    if deadline is None or event.rung_days is None or deadline.at != event.deadline:
        return False
    return rung_instant(deadline, event.rung_days) < evidence.receiver.record.began


def _delivered(event: CallEvent, delivery: Delivery, evidence: Evidence, now: datetime) -> Fate:
    error = delivery.last_error or ""
    if delivery.state is DeliveryState.SENT:
        why = f"The channel accepted it{_collapsed(delivery)}."
        return Fate(event=event, word="told", rule="G", why=why, at=delivery.sent_at)
    if delivery.state is DeliveryState.GIVEN_UP:
        why = f"Given up after {delivery.attempts} attempts: {error}"
        return Fate(event=event, word="given up", rule="J", why=why)
    if delivery.state is DeliveryState.SUPERSEDED:
        return _superseded(event, delivery, evidence)
    if delivery.not_before is not None and delivery.not_before > now:
        why = _held_because(delivery, evidence)
        return Fate(event=event, word="held", rule="D 4", why=why, at=delivery.not_before)
    if delivery.last_error:
        why = f"The channel did not accept it ({error}); tried again then."
        return Fate(event=event, word="owed", rule="J", why=why, at=delivery.next_attempt or now)
    why = "Owed: it leaves as soon as the service (or `deliver`) runs."
    return Fate(event=event, word="owed", rule="J", why=why, at=delivery.next_attempt or now)


def _collapsed(delivery: Delivery) -> str:
    rungs = delivery.details.get("collapsed", ())
    if not rungs:
        return ""
    return f", with the reminders of {', '.join(map(str, rungs))} days that fell before it"


def _superseded(event: CallEvent, delivery: Delivery, evidence: Evidence) -> Fate:
    for one in evidence.lists:
        if delivery.id in one.details.get("deliveries", ()):
            why = f"Told in the channel's digest ({one.state})."
            return Fate(event=event, word="in a digest", rule="D 4", why=why, at=one.sent_at)
    why = delivery.last_error or "Something newer says it better."
    return Fate(event=event, word="superseded", rule="G 3", why=why)


def _held_because(delivery: Delivery, evidence: Evidence) -> str:
    channel = evidence.receiver.channel
    if delivery.details.get("digest"):
        return f"Waits for the channel's digest ({channel.digest})."
    if channel.quiet_hours and quiet_until(channel, delivery.created) is not None:
        return f"Waits for the end of the quiet hours ({channel.quiet_hours})."
    return "Held back until then."


def _list_line(one: Delivery) -> str:
    when = instant(one.sent_at or one.created)
    return f"{one.kind} of {when}: {one.state}"
