"""PURE: what a call is at an instant, and which of its deadlines counts (decisions A 5, A 6, B)."""

from datetime import datetime, timedelta

from config.vocabulary import CallFacts, CallStatus, Deadline, Stage, StatusWord
from store.records import Sighting

LISTED_FOR = timedelta(days=365)  # decisions B: an undated call unseen for 12 months is unknown
_MISSING_FOR = timedelta(days=7)  # decisions C: withdrawn after 7 days ...
_MISSING_POLLS = 3  # ... and at least 3 complete answers
OVER = (CallStatus.CLOSED, CallStatus.WITHDRAWN)
_UNCLEAR = (StatusWord.CONTRADICTING, StatusWord.UNREADABLE)


def next_deadline(facts: CallFacts, now: datetime) -> Deadline | None:
    """The deadline that counts: the first stage of two, else the next cut-off, else the last one.

    Doubtful dates (decisions A 5) do not count. None: no deadline is known.
    """
    sound = [deadline for deadline in facts.deadlines if deadline.doubt is None]
    first = [deadline for deadline in sound if deadline.stage is Stage.FIRST]
    candidates = first or [d for d in sound if d.stage is not Stage.SECOND] or sound
    ahead = [deadline for deadline in candidates if deadline.at > now]
    if ahead:
        return min(ahead, key=lambda deadline: deadline.at)
    return max(candidates, key=lambda deadline: deadline.at, default=None)


def days_left(facts: CallFacts, now: datetime) -> int | None:
    """Calendar days to the counting deadline in its zone; 0 on the day; None without one ahead."""
    deadline = next_deadline(facts, now)
    if deadline is None or deadline.at <= now:
        return None
    today = now.astimezone(deadline.local.tzinfo).date()
    return (deadline.local.date() - today).days


def status_at(
    word: StatusWord, facts: CallFacts, now: datetime, *, portal: bool, last_seen: datetime
) -> CallStatus:
    """The status by decisions B, first matching row. `portal`: its words decide, not the dates."""
    deadline = next_deadline(facts, now)
    if word is StatusWord.WITHDRAWN:
        return CallStatus.WITHDRAWN
    if word is StatusWord.CLOSED or (deadline is not None and deadline.at <= now):
        return CallStatus.CLOSED
    if word in _UNCLEAR:
        return CallStatus.UNKNOWN
    if portal:
        return _portal_status(word)
    return _national_status(word, facts, now, dated=deadline is not None, last_seen=last_seen)


def _portal_status(word: StatusWord) -> CallStatus:
    """The portal opens late, so its word outranks a start date that has passed."""
    if word is StatusWord.FORTHCOMING:
        return CallStatus.FORTHCOMING
    return CallStatus.OPEN if word is StatusWord.OPEN else CallStatus.UNKNOWN


def _national_status(
    word: StatusWord, facts: CallFacts, now: datetime, *, dated: bool, last_seen: datetime
) -> CallStatus:
    if word in (StatusWord.PLANNED, StatusWord.FORTHCOMING):
        return CallStatus.FORTHCOMING
    if word is StatusWord.PARTLY_CLOSED:
        return CallStatus.OPEN
    if facts.opens is not None and facts.opens.at > now:
        return CallStatus.FORTHCOMING
    if dated:
        return CallStatus.OPEN
    if word is StatusWord.NONE and facts.opens is None:
        return CallStatus.UNKNOWN
    return CallStatus.UNKNOWN if last_seen + LISTED_FOR <= now else CallStatus.OPEN


def long_gone(sighting: Sighting, now: datetime) -> bool:
    """Absent for 7 days, from at least 3 answers, and gone from its own address (decisions C)."""
    since = sighting.missing_since
    return (
        since is not None
        and sighting.gone
        and sighting.missing_polls >= _MISSING_POLLS
        and since + _MISSING_FOR <= now
    )
