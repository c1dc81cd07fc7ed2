"""Notices, calls and named instants for the rules' tests: only what a test is about is said."""

from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from config.vocabulary import CallFacts, Deadline, Moment, Precision, Stage, StatusWord
from monitor.lifecycle import Outcome, Rules, absent, decide, tick
from sources.base import CallSeen, Rank
from store.records import CallEvent, StoredCall

BRUSSELS = "Europe/Brussels"
STOCKHOLM = "Europe/Stockholm"
NOW = datetime(2026, 8, 1, 9, 0, tzinfo=UTC)
SECOND = timedelta(seconds=1)
HOUR = timedelta(hours=1)
DAY = timedelta(days=1)
RULES = Rules()


def utc(text: str) -> datetime:
    """An instant from "2026-03-31 15:00" or with seconds, in UTC."""
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def wall(text: str, zone: str = BRUSSELS, *, fold: int = 0) -> datetime:
    """An instant from a wall time in a zone."""
    return datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(zone), fold=fold)


def by_hour(text: str, zone: str = BRUSSELS, **more: Any) -> Deadline:
    """A deadline whose hour is stated, from its wall time."""
    return Deadline(at=wall(text, zone), zone=zone, precision=Precision.MINUTE, text=text, **more)


def by_day(
    text: str, zone: str = BRUSSELS, hour: time = time(17), *, stage: Stage = Stage.SINGLE
) -> Deadline:
    """A deadline of which only the day is stated; the hour is ours (Brussels 17:00)."""
    at = datetime.combine(date.fromisoformat(text), hour, ZoneInfo(zone))
    return Deadline(at=at, zone=zone, precision=Precision.DAY, assumed=True, text=text, stage=stage)


def opening(text: str, zone: str = BRUSSELS) -> Moment:
    """The start of a day as an opening."""
    at = datetime.combine(date.fromisoformat(text), time(), ZoneInfo(zone))
    return Moment(at=at, zone=zone, precision=Precision.DAY, assumed=True, text=text)


AUG_14 = by_hour("2026-08-14 17:00")
AUG_21 = by_hour("2026-08-21 17:00")
AUG_28 = by_hour("2026-08-28 17:00")


def seen(
    word: StatusWord = StatusWord.OPEN,
    *deadlines: Deadline,
    source: str = "eu_portal",
    key: str = "K1",
    **facts: Any,
) -> CallSeen:
    """A notice; facts not named are those of one steady EU call."""
    stated = {"title": "Trafficking in human beings", "country": "EU"} | facts
    return CallSeen(
        source=source, key=key, word=word, facts=CallFacts(deadlines=deadlines, **stated)
    )


def look(
    stored: StoredCall | None,
    notice: CallSeen,
    now: datetime = NOW,
    *,
    rank: Rank = Rank.PORTAL,
    rules: Rules = RULES,
    **more: Any,
) -> Outcome:
    """`decide` with an id of its own and the portal's rank unless said otherwise."""
    return decide(stored, notice, rank, now, rules, call_id="call-1", digest="d", **more)


def known(
    notice: CallSeen, now: datetime = NOW, *, rank: Rank = Rank.PORTAL, rules: Rules = RULES
) -> StoredCall:
    """A call first seen at `now`."""
    return look(None, notice, now, rank=rank, rules=rules).call


def kinds(outcome: Outcome) -> list[str]:
    """The kinds of the events an outcome makes, in order."""
    return [str(event.kind) for event in outcome.events]


def only(outcome: Outcome) -> CallEvent:
    """The one event of an outcome."""
    (event,) = outcome.events
    return event


def missing_for(
    call: StoredCall,
    days: float,
    *,
    polls: int,
    start: datetime = NOW,
    source: str = "eu_portal",
    still_shown: bool | None = False,
) -> Outcome:
    """`polls` complete answers without the call, evenly over `days`; the events of all."""
    events: tuple[CallEvent, ...] = ()
    outcome = Outcome(call=call)
    for number in range(polls):
        at = start + timedelta(days=days * number / max(1, polls - 1))
        outcome = absent(outcome.call, source, at, RULES, still_shown=still_shown)
        events += outcome.events
    return Outcome(call=outcome.call, events=events, changes=outcome.changes)


def run_clock(call: StoredCall, until: datetime, *, rules: Rules = RULES) -> Outcome:
    """Tick at every due instant up to `until`, as the service does; the events of all."""
    events: tuple[CallEvent, ...] = ()
    while call.next_due is not None and call.next_due <= until:
        outcome = tick(call, call.next_due, rules)
        events += outcome.events
        call = outcome.call
    return Outcome(call=call, events=events)
