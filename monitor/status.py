"""PURE: what a call is at an instant, and which of its deadlines counts (decisions A 5, A 6, B)."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from config.vocabulary import CallFacts, CallStatus, Deadline, Stage, StatusWord
from store.records import Sighting

LISTED_FOR = timedelta(days=365)  # decisions B: an undated call unseen for 12 months is unknown
_MISSING_FOR = timedelta(days=7)  # decisions C: withdrawn after 7 days ...
_MISSING_POLLS = 3  # ... and at least 3 complete answers
OVER = (CallStatus.CLOSED, CallStatus.WITHDRAWN)
_UNCLEAR = (StatusWord.CONTRADICTING, StatusWord.UNREADABLE)


def next_deadline(facts: CallFacts, now: datetime) -> Deadline | None:
    """The deadline that counts: the first stage of two, the next cut-off, else the last one.

    Doubtful dates (decisions A 5) do not count. None: no deadline is known.
    """
    sound = [deadline for deadline in facts.deadlines if deadline.doubt is None]
    # The second of two stages counts only where nothing else is listed.
    candidates = [deadline for deadline in sound if deadline.stage is not Stage.SECOND] or sound
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


@dataclass(frozen=True, slots=True)
class Ruling:
    """A status and the row of the table in decisions B that gave it, in words."""

    status: CallStatus
    row: str


def status_at(
    word: StatusWord, facts: CallFacts, now: datetime, *, portal: bool, last_seen: datetime
) -> CallStatus:
    """The status by decisions B, first matching row. `portal`: its words decide, not the dates."""
    return ruling_at(word, facts, now, portal=portal, last_seen=last_seen).status


def ruling_at(
    word: StatusWord, facts: CallFacts, now: datetime, *, portal: bool, last_seen: datetime
) -> Ruling:
    """As `status_at`, with the row that gave it."""
    deadline = next_deadline(facts, now)
    if word is StatusWord.WITHDRAWN:
        return Ruling(CallStatus.WITHDRAWN, "the source says withdrawn or cancelled")
    if word is StatusWord.CLOSED:
        return Ruling(CallStatus.CLOSED, "the source says closed")
    if deadline is not None and deadline.at <= now:
        return Ruling(CallStatus.CLOSED, "its deadline has passed")
    if word in _UNCLEAR:
        return Ruling(
            CallStatus.UNKNOWN, "the source contradicts itself or uses a word nobody knows"
        )
    if portal:
        return _portal_ruling(word)
    return _national_ruling(word, facts, now, dated=deadline is not None, last_seen=last_seen)


def _portal_ruling(word: StatusWord) -> Ruling:
    """The portal opens late, so its word outranks a start date that has passed."""
    if word is StatusWord.FORTHCOMING:
        return Ruling(CallStatus.FORTHCOMING, "the portal says forthcoming")
    if word is StatusWord.OPEN:
        return Ruling(CallStatus.OPEN, "the portal says open")
    return Ruling(CallStatus.UNKNOWN, "the portal gives no state we know")


def _national_ruling(
    word: StatusWord, facts: CallFacts, now: datetime, *, dated: bool, last_seen: datetime
) -> Ruling:
    if word in (StatusWord.PLANNED, StatusWord.FORTHCOMING):
        return Ruling(CallStatus.FORTHCOMING, "the source says planned")
    if word is StatusWord.PARTLY_CLOSED:
        return Ruling(CallStatus.OPEN, "the source says that a part of it is closed")
    if facts.opens is not None and facts.opens.at > now:
        return Ruling(CallStatus.FORTHCOMING, "its opening lies ahead")
    if dated:
        return Ruling(CallStatus.OPEN, "its deadline lies ahead")
    return _undated_ruling(word, facts, now, last_seen=last_seen)


def _undated_ruling(
    word: StatusWord, facts: CallFacts, now: datetime, *, last_seen: datetime
) -> Ruling:
    if word is StatusWord.NONE and facts.opens is None:
        return Ruling(CallStatus.UNKNOWN, "neither a state nor a date is stated")
    if last_seen + LISTED_FOR <= now:
        return Ruling(CallStatus.UNKNOWN, "without a deadline and not listed for 12 months")
    return Ruling(CallStatus.OPEN, "called open or opened, its deadline not stated or rolling")


def long_gone(sighting: Sighting, now: datetime) -> bool:
    """Absent for 7 days, from at least 3 answers, and gone from its own address (decisions C)."""
    since = sighting.missing_since
    return (
        since is not None
        and sighting.gone
        and sighting.missing_polls >= _MISSING_POLLS
        and since + _MISSING_FOR <= now
    )
