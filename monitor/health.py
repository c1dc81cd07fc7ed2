"""PURE: how a source is doing, and when it is asked again (decisions D 5, H)."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from config.vocabulary import EventKind
from monitor.turns import event_key
from monitor.uptime import Spans, running_since
from store.records import CallEvent, SourceState

_FAILURES = 3
_SILENT = timedelta(hours=24)  # of running time
_LONGEST = timedelta(hours=6)
_LONGEST_UNVERIFIED = timedelta(days=1)
_LAST_DAY = timedelta(hours=24)
_HOURLY = timedelta(hours=1)
_LAST_LOOKS = (timedelta(minutes=15), timedelta(minutes=5))
_DROP = 0.4  # of last time's count: 60 % fewer


@dataclass(frozen=True, slots=True, kw_only=True)
class PollOutcome:
    """How one attempt ended. `error` is the full sentence, `cause` its fixed public word.

    `landmarks` says that the answer showed what proves it to be the place we know; `doubtful` that
    its count fell so far that absences wait for a second answer. `retry_after` is what the server
    asked for, in seconds; `fresh_for` how long it said its answer stays good (Cache-Control).
    """

    ok: bool
    error: str = ""
    cause: str = ""
    seen: int = 0
    landmarks: bool = False
    doubtful: bool = False
    retry_after: float | None = None
    fresh_for: float = 0.0


def after_poll(
    state: SourceState, outcome: PollOutcome, now: datetime, *, trusted: bool, spans: Spans
) -> tuple[SourceState, tuple[CallEvent, ...]]:
    """The state after an attempt, and the events about the monitor it makes (decisions H 1, 3).

    `trusted` sources (the portal, the operator's own) can degrade before their first success.
    `spans` is when the service was running. One `source_degraded` and one `source_recovered` per
    episode.
    """
    if outcome.ok:
        return _succeeded(state, outcome, now)
    failed = replace(
        state,
        last_poll=now,
        last_error=outcome.error,
        last_cause=outcome.cause,
        failing_since=state.failing_since or now,
        failures=state.failures + 1,
    )
    if not _degrades(failed, trusted=trusted, spans=spans):
        return failed, ()
    degraded = replace(failed, degraded_since=now, episodes=state.episodes + 1)
    return degraded, (_event(degraded, EventKind.SOURCE_DEGRADED, now),)


def _succeeded(
    state: SourceState, outcome: PollOutcome, now: datetime
) -> tuple[SourceState, tuple[CallEvent, ...]]:
    better = replace(
        state,
        last_poll=now,
        last_success=now,
        last_error=None,
        last_cause=None,
        failing_since=None,
        failures=0,
        degraded_since=None,
        baseline_at=state.baseline_at or now,
        verified_at=state.verified_at or (now if outcome.landmarks else None),
        calls_seen=state.calls_seen if outcome.doubtful else outcome.seen,
        suspect_count=outcome.seen if outcome.doubtful else None,
    )
    recovered = state.degraded_since is not None
    return better, (_event(better, EventKind.SOURCE_RECOVERED, now),) if recovered else ()


def _degrades(state: SourceState, *, trusted: bool, spans: Spans) -> bool:
    if state.degraded_since is not None or not (trusted or state.verified_at):
        return False
    silent_since = state.last_success or state.failing_since
    if state.failures >= _FAILURES or silent_since is None:
        return state.failures >= _FAILURES
    return running_since(spans, silent_since) >= _SILENT


def _event(state: SourceState, kind: EventKind, now: datetime) -> CallEvent:
    subject = f"source:{state.id}"
    return CallEvent(
        key=event_key(subject, kind, None, None, state.episodes),
        kind=kind,
        subject=subject,
        at=now,
        source=state.id,
        turn=state.episodes,
    )


def public_state(state: SourceState) -> str:
    """The word the page, the API and the metrics use: "ok", "degraded" or "unverified"."""
    if state.degraded_since is not None:
        return "degraded"
    return "ok" if state.verified_at is not None else "unverified"


def is_doubtful(state: SourceState, seen: int) -> bool:
    """Whether a count fell so far that a second answer must confirm it (H 2)."""
    if state.suspect_count is not None or state.calls_seen == 0:
        return False
    return seen <= state.calls_seen * _DROP


def next_poll_at(
    state: SourceState,
    now: datetime,
    every: timedelta,
    *,
    closing: Iterable[datetime] = (),
    retry_after: float | None = None,
    fresh_for: float = 0.0,
    spread: float = 1.0,
) -> datetime:
    """When the source is due again, given its state after the attempt at `now` (D 5, H 6).

    `closing` are the counting deadlines (UTC) of its open and forthcoming calls: in the last 24
    hours it is asked hourly at least, and 15 and 5 minutes before, whatever its back-off.
    `retry_after` is how long the server asked to be left alone, in seconds: kept to in full, but
    for an hour at most where a deadline is that near. `fresh_for` is how long it said its answer
    stays good; a near deadline outranks it. `spread` in (0, 1] shortens the first wait of a source,
    so that sources begun together do not come round together for ever.
    """
    alone = timedelta(seconds=retry_after or 0.0)
    due = now + max(_wait(state, every) * spread, alone, timedelta(seconds=fresh_for))
    soonest = now + min(alone, _HOURLY)
    looks = (at for deadline in closing for at in _looks(deadline, now))
    return min([due, *(at for at in looks if at >= soonest)])


def _wait(state: SourceState, every: timedelta) -> timedelta:
    if not state.failures:
        return every
    longest = _LONGEST if state.verified_at else _LONGEST_UNVERIFIED
    doubled = every * (1 << min(state.failures - 1, 20))
    return min(doubled, max(longest, every))


def _looks(deadline: datetime, now: datetime) -> list[datetime]:
    if deadline <= now:
        return []
    hourly = max(now, deadline - _LAST_DAY) + _HOURLY
    last = [deadline - before for before in _LAST_LOOKS]
    return [at for at in (hourly, *last) if now < at < deadline]
