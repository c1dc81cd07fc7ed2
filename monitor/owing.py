"""PURE: which messages a step of the lifecycle owes to whom (decisions C, D 2-3, E, G)."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from config.channel import Channel
from config.vocabulary import CallStatus, EventKind
from monitor.ladder import rung_instant
from monitor.matching import judge
from monitor.status import next_deadline
from monitor.timing import is_urgent, leave_at
from store.records import CallEvent, ChannelRecord, Delivery, DeliveryKind, StoredCall

_SUMMARISED = (CallStatus.OPEN, CallStatus.FORTHCOMING)


@dataclass(frozen=True, slots=True, kw_only=True)
class Receiver:
    """A channel and when it began: nothing older is told to it singly."""

    channel: Channel
    record: ChannelRecord


def deliveries_for(
    events: Sequence[CallEvent],
    calls: Mapping[str, StoredCall],
    receivers: Iterable[Receiver],
    now: datetime,
) -> list[Delivery]:
    """What is owed for `events` just stored (with ids), whose calls are `calls` by id.

    Baseline events are never sent singly; a channel is told nothing from before it began; of
    several rungs fallen at once it is told its nearest, with the others named.
    """
    singly = [event for event in events if not event.baseline]
    if not singly:
        return []
    owed: list[Delivery] = []
    for receiver in receivers:
        fresh = [event for event in singly if event.at >= receiver.record.began]
        owed.extend(_for_receiver(fresh, calls, receiver, now))
    return owed


def _for_receiver(
    events: Sequence[CallEvent],
    calls: Mapping[str, StoredCall],
    receiver: Receiver,
    now: datetime,
) -> list[Delivery]:
    wanted = [event for event in events if _wanted(event, calls, receiver, now)]
    reminders: dict[str, list[CallEvent]] = defaultdict(list)
    for event in wanted:
        if event.kind is EventKind.CLOSING_SOON:
            reminders[event.subject].append(event)
    collapsed = {
        min(rungs, key=_rung).key: sorted(_rung(event) for event in rungs)[1:]
        for rungs in reminders.values()
    }
    return [
        _owed(event, calls.get(event.subject), receiver.channel, now, collapsed.get(event.key))
        for event in wanted
        if event.kind is not EventKind.CLOSING_SOON or event.key in collapsed
    ]


def _rung(event: CallEvent) -> int:
    return event.rung_days or 0


def _wanted(
    event: CallEvent, calls: Mapping[str, StoredCall], receiver: Receiver, now: datetime
) -> bool:
    call = calls.get(event.subject)
    if event.kind is EventKind.CLOSING_SOON and _before_channel(event, call, receiver, now):
        return False
    return judge(receiver.channel, event.kind, call, rung=event.rung_days, now=now).wanted


def _before_channel(
    event: CallEvent, call: StoredCall | None, receiver: Receiver, now: datetime
) -> bool:
    """A rung that fell before the channel began counts as told by its summary."""
    deadline = next_deadline(call.facts, now) if call else None
    if deadline is None or event.rung_days is None:
        return False
    return rung_instant(deadline, event.rung_days) < receiver.record.began


def _owed(
    event: CallEvent,
    call: StoredCall | None,
    channel: Channel,
    now: datetime,
    collapsed: Sequence[int] | None,
) -> Delivery:
    leaves = leave_at(channel, event, call, now)
    held = leaves > now
    digested = held and bool(channel.digest) and not is_urgent(channel, event, call, now)
    details: dict[str, object] = {"collapsed": list(collapsed)} if collapsed else {}
    if digested:
        details["digest"] = True
    return Delivery(
        key=f"{event.key}|{channel.name}",
        channel=channel.name,
        kind=DeliveryKind.EVENT,
        created=now,
        event_id=event.id,
        details=details,
        not_before=leaves if held else None,
    )


def first_summary(
    receiver: Receiver,
    calls: Iterable[StoredCall],
    told_singly: Collection[str],
    unreached: Sequence[str],
    now: datetime,
) -> Delivery | None:
    """The one summary a channel begins with (decisions E 2); None if there is nothing to say.

    `told_singly` are the calls whose opening is told by an event of its own since the channel
    began; `unreached` the ids of enabled sources that could not be read.
    """
    matching = [
        call.id for call in calls if call.id not in told_singly and _summed(receiver, call, now)
    ]
    if not matching and not unreached:
        return None
    began = receiver.record.began.isoformat()
    return _summary(receiver, f"summary|{began}", matching, unreached, now)


def source_summary(
    receiver: Receiver, source: str, calls: Iterable[StoredCall], now: datetime
) -> Delivery | None:
    """What a source whose first success came later brings (decisions E 2); None if nothing."""
    matching = [call.id for call in calls if _summed(receiver, call, now)]
    if not matching:
        return None
    return _summary(receiver, f"summary|source|{source}", matching, (), now)


def _summed(receiver: Receiver, call: StoredCall, now: datetime) -> bool:
    """Open and forthcoming calls the channel would be told of, whatever kinds it asks for."""
    if call.status not in _SUMMARISED:
        return False
    kind = EventKind.OPEN if call.status is CallStatus.OPEN else EventKind.FORTHCOMING
    channel = replace(receiver.channel, events=(kind,))
    return judge(channel, kind, call, rung=None, now=now).wanted


def _summary(
    receiver: Receiver, key: str, calls: list[str], unreached: Sequence[str], now: datetime
) -> Delivery:
    name = receiver.channel.name
    return Delivery(
        key=f"{key}|{name}",
        channel=name,
        kind=DeliveryKind.SUMMARY,
        created=now,
        details={"calls": calls, "unreached": list(unreached)},
    )
