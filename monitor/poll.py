"""Fetch, read, decide, save: one source, one transaction (those that found nothing share one).

`poll` never raises for anything a source does: what goes wrong is recorded as that source's state,
and the stored calls stay as they are.
"""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

import structlog

from monitor import health
from monitor.context import Context, Watched
from monitor.quiet import Desk, Unchanged
from monitor.seen import Saved, Seen, save_answer, save_failure
from sources.answers import fresh_for
from sources.base import Answer, CallSeen, Client, Fetched, Memory, Shape, Validators
from sources.errors import SourceError
from store import calls
from store.database import StoreError
from store.records import CallEvent, PollRun, SourceState, StoredCall

_LIMIT = 180.0  # seconds for one source, all its requests together
_DETAILS = 5  # detail addresses asked per poll about missing calls
_FEED_ASKS = 2
_MISSING_BEFORE_ASKING = timedelta(days=7)
_POLLS_BEFORE_ASKING = 2
_ASKED = "asked:"

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class PollReport:
    """What a poll came to. `events` with the call each is about, as stored."""

    id: str
    ok: bool
    run: PollRun
    error: str | None = None
    seen: int = 0
    new: int = 0
    changed: int = 0
    events: tuple[tuple[CallEvent, StoredCall | None], ...] = ()
    recovered: bool = False
    first_failure: bool = False
    next_poll: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class _Attempt:
    """What came home: an answer, or why not. `shown` is what detail addresses said, by key."""

    outcome: health.PollOutcome
    answer: Answer | None = None
    fetched: Fetched | None = None
    shown: Mapping[str, bool | None] = field(default_factory=dict)


async def poll(
    context: Context, client: Client, watched: Watched, desk: Desk | None = None
) -> PollReport:
    """Poll one source once and store what it says, whatever happens.

    `desk` is shared by polls that run at the same time. Raises StoreError only: then nothing was
    stored and the next poll finds it again.
    """
    started = context.clock()
    desk = desk or Desk(context)
    state = await desk.state(watched.info.id)
    async with desk.turn():
        attempt = await _attempt(context, client, watched, state)
    saved = None
    if attempt.outcome.ok and attempt.answer is None:
        same = Unchanged(watched=watched, seen=_seen(attempt), started=started)
        saved = await desk.unchanged(same)
    if saved is None:
        saved = await asyncio.to_thread(_save, context, watched, attempt, started)
    report = _report(saved)
    _tell(report)
    return report


async def _attempt(
    context: Context, client: Client, watched: Watched, state: SourceState
) -> _Attempt:
    try:
        async with asyncio.timeout(_LIMIT):
            return await _ask(context, client, watched, state)
    except SourceError as error:
        return _failed(str(error), error.cause, error.retry_after)
    except TimeoutError:
        return _failed(f"No complete answer within {_LIMIT:.0f} seconds.", "timeout")
    except StoreError:
        raise
    except Exception as error:  # the boundary: one broken source never stops the others
        log.exception("poll failed unexpectedly", source=watched.info.id)
        return _failed(f"Could not be read: {type(error).__name__}: {error}", "error")


def _failed(error: str, cause: str, retry_after: float | None = None) -> _Attempt:
    return _Attempt(
        outcome=health.PollOutcome(ok=False, error=error, cause=cause, retry_after=retry_after)
    )


async def _ask(context: Context, client: Client, watched: Watched, state: SourceState) -> _Attempt:
    source = watched.source
    fetched = await source.fetch(client, _memory(state))
    if fetched.unchanged and state.last_success is not None:
        outcome = health.PollOutcome(ok=True, seen=state.calls_seen, fresh_for=_fresh_for(fetched))
        return _Attempt(outcome=outcome, fetched=fetched)
    answer = await _parsed(watched, fetched, context.clock())
    doubtful = health.is_doubtful(state, len(answer.calls))
    outcome = health.PollOutcome(
        ok=True,
        seen=len(answer.calls),
        landmarks=answer.landmarks_shown,
        doubtful=doubtful and answer.complete,
        fresh_for=_fresh_for(fetched),
    )
    shown = await _ask_details(context, client, watched, state, answer)
    return _Attempt(outcome=outcome, answer=answer, fetched=fetched, shown=shown)


def _fresh_for(fetched: Fetched) -> float:
    return min((fresh_for(response.headers) for response in fetched.responses), default=0.0)


def _memory(state: SourceState) -> Memory:
    return Memory(
        validators={
            url: Validators(etag=etag, last_modified=modified)
            for url, (etag, modified) in state.validators.items()
        },
        state=state.notebook,
        first=state.last_success is None,
    )


async def _parsed(watched: Watched, fetched: Fetched, now: datetime) -> Answer:
    """The portal's JSON is parsed in a thread; what others wrote, where it can be killed."""
    if watched.info.shape is Shape.PORTAL:
        return await asyncio.to_thread(watched.source.parse, fetched, now)
    from sources.worker import run_parse  # noqa: PLC0415  the portal alone needs no worker

    return await run_parse(watched.source, fetched, now)


async def _ask_details(
    context: Context, client: Client, watched: Watched, state: SourceState, answer: Answer
) -> dict[str, bool | None]:
    """What the detail addresses of calls say that have long been missing (decisions C)."""
    keys = {seen.key for seen in answer.calls}
    now = context.clock()
    missed = await asyncio.to_thread(_missed, context, watched, keys, now)
    shown: dict[str, bool | None] = {}
    for seen in _worth_asking(watched, missed, state, now, complete=answer.complete):
        shown[seen.key] = await watched.source.still_shown(client, seen)
    return shown


def _missed(context: Context, watched: Watched, keys: set[str], now: datetime) -> list[StoredCall]:
    with context.database.read() as conn:
        return calls.missed(conn, watched.info.id, keys, now)


def _worth_asking(
    watched: Watched,
    missed: Sequence[StoredCall],
    state: SourceState,
    now: datetime,
    *,
    complete: bool,
) -> list[CallSeen]:
    """Calls whose fate hangs on their own address; of a feed, each at most once a day."""
    found = []
    for call in missed:
        sighting = next(s for s in call.sightings if s.source == watched.info.id)
        long_missing = (
            sighting.missing_since is not None
            and now - sighting.missing_since >= _MISSING_BEFORE_ASKING
            and sighting.missing_polls >= _POLLS_BEFORE_ASKING
        )
        asked = state.notebook.get(_ASKED + sighting.key, "")
        if long_missing if complete else asked != f"{now.astimezone(UTC):%Y-%m-%d}":
            found.append(
                CallSeen(
                    source=watched.info.id,
                    key=sighting.key,
                    word=sighting.word,
                    facts=sighting.facts,
                )
            )
    return found[: _DETAILS if complete else _FEED_ASKS]


def _save(context: Context, watched: Watched, attempt: _Attempt, started: datetime) -> Saved:
    now = context.clock()
    seconds = max(0.0, (now - started).total_seconds())
    if not attempt.outcome.ok:
        return save_failure(context, watched, attempt.outcome, now, seconds=seconds)
    return save_answer(context, watched, _seen(attempt), now, seconds=seconds)


def _seen(attempt: _Attempt) -> Seen:
    return Seen(
        outcome=attempt.outcome,
        answer=attempt.answer,
        fetched=attempt.fetched,
        shown=attempt.shown,
    )


def _report(saved: Saved) -> PollReport:
    run, before = saved.run, saved.before
    return PollReport(
        id=run.source,
        run=run,
        ok=run.ok,
        error=run.error or None,
        seen=run.seen,
        new=run.new,
        changed=run.changed,
        events=saved.events,
        next_poll=saved.next_poll,
        recovered=run.ok and before.failures > 0,
        first_failure=not run.ok and before.failures == 0,
    )


def _tell(report: PollReport) -> None:
    """One line per poll; louder once when a source fails and once when it is back."""
    fields = {
        "source": report.id,
        "seen": report.seen,
        "new": report.new,
        "changed": report.changed,
        "events": len(report.events),
    }
    if report.first_failure:
        log.warning("source failed", source=report.id, error=report.error, next_try=_next(report))
    elif not report.ok:
        log.info(
            "source still failing", source=report.id, error=report.error, next_try=_next(report)
        )
    elif report.recovered:
        log.warning("source is back", **fields)
    else:
        log.info("polled", **fields)


def _next(report: PollReport) -> str:
    return f"{report.next_poll:%Y-%m-%d %H:%M:%S} UTC" if report.next_poll else ""
