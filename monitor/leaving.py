"""PURE: a delivery is judged again when it leaves (decisions G 3)."""

from dataclasses import dataclass, replace
from datetime import datetime

from config.channel import Channel
from config.vocabulary import CallStatus, EventKind
from monitor.matching import judge
from monitor.status import OVER, next_deadline
from store.records import CallEvent, StoredCall

_ABOUT_ITS_DEADLINE = (EventKind.DEADLINE_CHANGED, EventKind.CLOSED, EventKind.WITHDRAWN)


@dataclass(frozen=True, slots=True, kw_only=True)
class Leave:
    """What leaves: `event`, perhaps under another kind; None: nothing, for the `reason` given."""

    event: CallEvent | None
    reason: str = ""


def judge_again(
    channel: Channel, event: CallEvent, call: StoredCall | None, now: datetime
) -> Leave:
    """What is true by now of an event that has waited.

    A reminder for a call that is over by now becomes its end: the channel's own `closed` or
    `withdrawn` message if it is owed one, else this reminder worded as such. A reminder for a
    deadline that moved is told by `deadline_changed`, or states the deadline as it is now; other
    news of a call that goes on state it so too.
    """
    if call is None or event.kind in _ABOUT_ITS_DEADLINE:
        return Leave(event=event)
    reminder = event.kind is EventKind.CLOSING_SOON
    if call.status in OVER:
        return _ended(channel, event, call, now) if reminder else Leave(event=event)
    deadline = next_deadline(call.facts, now)
    if deadline is None or deadline.at == event.deadline:
        return Leave(event=event)
    if not reminder:
        return Leave(event=replace(event, deadline=deadline.at))
    if judge(channel, EventKind.DEADLINE_CHANGED, call, rung=None, now=now).wanted:
        return Leave(event=None, reason="the deadline moved meanwhile, which is told by itself")
    return Leave(event=replace(event, deadline=deadline.at, previous_deadline=event.deadline))


def _ended(channel: Channel, event: CallEvent, call: StoredCall, now: datetime) -> Leave:
    kind = EventKind.CLOSED if call.status is CallStatus.CLOSED else EventKind.WITHDRAWN
    if judge(channel, kind, call, rung=None, now=now).wanted:
        return Leave(event=None, reason=f"the call is {kind} by now, which is told by itself")
    return Leave(event=replace(event, kind=kind, rung_days=None))
