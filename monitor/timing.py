"""PURE: when a message leaves: urgency, digests, quiet hours (decisions D 4).

Wall times are on the clock of the channel's zone. Where the clocks change, a wall time that comes
twice is its first, and one that never comes is as far after the gap as it was into it.
"""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from config.channel import Channel
from config.vocabulary import EventKind
from monitor.status import next_deadline
from store.records import CallEvent, StoredCall

URGENT_BEFORE = timedelta(hours=72)
_DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


def leave_at(
    channel: Channel, event: CallEvent, call: StoredCall | None, now: datetime
) -> datetime:
    """The instant (UTC) at which an event due now leaves for a channel: `now`, or later.

    With a digest: at the digest, or as soon as the event becomes urgent while it waits. Within
    quiet hours: when they end, unless the event is urgent and its deadline falls before that.
    """
    if is_urgent(channel, event, call, now):
        end = quiet_until(channel, now)
        deadline = _deadline(event, call, now)
        passes = end is None or (deadline is not None and deadline <= end)
        return now if passes or end is None else end
    if not channel.digest:
        return quiet_until(channel, now) or now
    leaves = next_digest(channel, now)
    deadline = _deadline(event, call, now)
    if deadline is None:
        return leaves
    becomes_urgent = deadline - URGENT_BEFORE
    return min(leaves, quiet_until(channel, becomes_urgent) or becomes_urgent)


def is_urgent(channel: Channel, event: CallEvent, call: StoredCall | None, now: datetime) -> bool:
    """Whether an event may pass a digest (decisions D 4).

    Its deadline is within 72 hours or before the channel's next digest, or moved to an earlier
    date, or the event says that a source cannot be read.
    """
    if event.kind is EventKind.SOURCE_DEGRADED:
        return True
    if event.kind is EventKind.DEADLINE_CHANGED and _moved_earlier(event):
        return True
    deadline = _deadline(event, call, now)
    if deadline is None:
        return False
    if deadline <= now + URGENT_BEFORE:
        return True
    return bool(channel.digest) and deadline <= next_digest(channel, now)


def next_digest(channel: Channel, now: datetime) -> datetime:
    """The instant (UTC) after `now` at which the channel's next digest leaves; `now` without one.

    A digest that would fall into the channel's quiet hours leaves when they end.
    """
    if not channel.digest:
        return now
    rhythm, *day, clock = channel.digest.split()
    wanted = _DAYS.index(day[0]) if rhythm == "weekly" else None
    zone = ZoneInfo(channel.timezone)
    today = now.astimezone(zone).date()
    for days in range(-1, 9):
        candidate = today + timedelta(days=days)
        if wanted is not None and candidate.weekday() != wanted:
            continue
        at = _instant(candidate, _wall(clock), zone)
        at = quiet_until(channel, at) or at
        if at > now:
            return at
    raise ValueError(f"no digest within a week: {channel.digest!r}")


def quiet_until(channel: Channel, at: datetime) -> datetime | None:
    """When the quiet hours that hold `at` end (UTC); None outside quiet hours."""
    if not channel.quiet_hours:
        return None
    start, end = (_wall(part) for part in channel.quiet_hours.split("-"))
    zone = ZoneInfo(channel.timezone)
    today = at.astimezone(zone).date()
    for day in (today - timedelta(days=1), today):
        begins = _instant(day, start, zone)
        ends = _instant(day if end > start else day + timedelta(days=1), end, zone)
        if begins <= at < ends:
            return ends
    return None


def _deadline(event: CallEvent, call: StoredCall | None, now: datetime) -> datetime | None:
    """The deadline still ahead: the call's as it is now, else the event's own."""
    known = next_deadline(call.facts, now) if call else None
    at = known.at if known else event.deadline
    return at if at is not None and at > now else None


def _moved_earlier(event: CallEvent) -> bool:
    before, after = event.previous_deadline, event.deadline
    return before is not None and after is not None and after < before


def _wall(text: str) -> time:
    return time.fromisoformat(text.zfill(5))


def _instant(day: date, wall: time, zone: ZoneInfo) -> datetime:
    return datetime.combine(day, wall, zone).astimezone(UTC)
