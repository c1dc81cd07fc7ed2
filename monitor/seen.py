"""What a poll brought home becomes stored calls, events and duties: one transaction."""

import hashlib
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime

from sqlalchemy import Connection

from monitor import health
from monitor.context import Context, Watched
from monitor.identity import (
    code_key,
    former_title_key,
    new_id,
    rewritten,
    same_call,
    title_key,
)
from monitor.lifecycle import Outcome, Rules, absent, decide
from monitor.owing import Receiver, source_summary
from monitor.receivers import receivers
from monitor.record import record
from monitor.status import next_deadline
from monitor.uptime import note_alive
from sources.base import Answer, CallSeen, Fetched, Rank
from store import calls, outbox, polls
from store.calls import CallQuery
from store.codec import notice_digest
from store.records import CallEvent, PollRun, SourceState, StoredCall

_ASKED = "asked:"
_MOST_TOPICS = 5000


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """A successful attempt. `answer` None: the source said "unchanged since last time"."""

    outcome: health.PollOutcome
    answer: Answer | None
    fetched: Fetched | None
    shown: Mapping[str, bool | None] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Saved:
    """What was stored: the run, the new events each with its call, the state before."""

    run: PollRun
    events: tuple[tuple[CallEvent, StoredCall | None], ...]
    before: SourceState
    next_poll: datetime


@dataclass(slots=True)
class _Step:
    """One source's notices being decided; `outcomes` by call id, the last word wins."""

    conn: Connection
    watched: Watched
    rules: Rules
    now: datetime
    baseline: bool
    outcomes: dict[str, Outcome] = field(default_factory=dict)
    events: list[CallEvent] = field(default_factory=list)
    new: int = 0
    changed: int = 0
    present: frozenset[str] = frozenset()

    def settle(self, outcome: Outcome) -> None:
        """Keep an outcome; events of an earlier one for the same call are kept with it."""
        before = self.outcomes.get(outcome.call.id)
        if before is not None:
            outcome = replace(
                outcome,
                events=before.events + outcome.events,
                changes=before.changes + outcome.changes,
            )
        self.outcomes[outcome.call.id] = outcome

    def current(self, call: StoredCall) -> StoredCall:
        """The call as this step has it by now."""
        outcome = self.outcomes.get(call.id)
        return outcome.call if outcome else call


def save_failure(
    context: Context,
    watched: Watched,
    outcome: health.PollOutcome,
    now: datetime,
    *,
    seconds: float,
) -> Saved:
    """Store that a source could not be read; its calls stay as they are."""
    with context.database.write() as conn:
        before = polls.state(conn, watched.info.id)
        spans = note_alive(conn, now)
        state, about = health.after_poll(before, outcome, now, trusted=watched.trusted, spans=spans)
        told = receivers(conn, context.channels(), now)
        stored = record(conn, [], told, now, source=watched.info.id, about_monitor=about)
        run = PollRun(
            source=watched.info.id,
            started=now,
            seconds=seconds,
            ok=False,
            cause=outcome.cause,
            error=outcome.error,
            events=len(stored),
        )
        polls.add_run(conn, run)
        due = _schedule(conn, watched, state, outcome, now)
    events = tuple((event, None) for event in stored)
    return Saved(run=run, events=events, before=before, next_poll=due)


def save_answer(
    context: Context, watched: Watched, seen: Seen, now: datetime, *, seconds: float
) -> Saved:
    """Store what a source says: calls, history, events, duties, and how the source is doing."""
    source = watched.info.id
    with context.database.write() as conn:
        before = polls.state(conn, source)
        step = _Step(
            conn=conn,
            watched=watched,
            rules=context.rules(),
            now=now,
            baseline=before.baseline_at is None,
        )
        _judge(step, seen)
        spans = note_alive(conn, now)
        state, about = health.after_poll(
            before, seen.outcome, now, trusted=watched.trusted, spans=spans
        )
        told = receivers(conn, context.channels(), now)
        outcomes = list(step.outcomes.values())
        stored = record(conn, outcomes, told, now, source=source, about_monitor=about)
        if step.baseline:
            mine = [one.call for one in outcomes if _is_news_of(source, one)]
            _summarise(conn, source, told, mine, now)
        run = PollRun(
            source=source,
            started=now,
            seconds=seconds,
            ok=True,
            complete=is_complete(watched, seen),
            unchanged=seen.answer is None,
            seen=seen.outcome.seen,
            new=step.new,
            changed=step.changed,
            events=len(stored),
        )
        polls.add_run(conn, run)
        due = _schedule(conn, watched, noted(state, seen, now), seen.outcome, now)
    by_id = {outcome.call.id: outcome.call for outcome in outcomes}
    events = tuple((event, by_id.get(event.subject)) for event in stored)
    return Saved(run=run, events=events, before=before, next_poll=due)


def _judge(step: _Step, seen: Seen) -> None:
    source = step.watched.info.id
    prints = calls.fingerprints(step.conn, source)
    if seen.answer is None:
        shown_keys = _not_missing(step, prints)
        calls.seen_again(step.conn, source, shown_keys, step.now)
        _judge_absent(step, shown_keys, seen)
        return
    notices = _one_per_key(seen.answer.calls)
    step.present = frozenset(notice.key for notice in notices)
    missing = calls.missing_keys(step.conn, source)
    same: list[CallSeen] = []
    differing: list[CallSeen] = []
    for notice in notices:
        known = prints.get(notice.key)
        told_before = known is not None and known.digest == _digest(notice)
        (same if told_before and notice.key not in missing else differing).append(notice)
    calls.seen_again(step.conn, source, [notice.key for notice in same], step.now)
    stored = calls.by_keys(step.conn, source, [notice.key for notice in differing])
    for notice in differing:
        _judge_notice(step, notice, stored.get(notice.key))
    _judge_absent(step, [notice.key for notice in notices], seen)


def _not_missing(step: _Step, prints: Iterable[str]) -> list[str]:
    missing = calls.missing_keys(step.conn, step.watched.info.id)
    return [key for key in prints if key not in missing]


def _one_per_key(notices: Sequence[CallSeen]) -> list[CallSeen]:
    """Of several notices with one key the first: sources list what counts first."""
    return list({notice.key: notice for notice in reversed(notices)}.values())[::-1]


def _digest(notice: CallSeen) -> str:
    return notice_digest(notice.word, notice.facts)


def _judge_notice(step: _Step, notice: CallSeen, stored: StoredCall | None) -> None:
    stored = step.current(stored) if stored else None
    if stored is not None and _is_rewritten(step, stored, notice):
        stored = None
    present = step.present if stored is None else None
    if stored is None:
        stored = _same_elsewhere(step, notice, but="", present=present)
    if stored is None and _speaks_of_topics(step, notice):
        return
    call_id = stored.id if stored else _fresh_id(step, notice)
    outcome = decide(
        stored,
        notice,
        step.watched.info.rank,
        step.now,
        step.rules,
        call_id=call_id,
        digest=_digest(notice),
        baseline=step.baseline,
    )
    step.new += stored is None
    step.changed += stored is not None and bool(outcome.events or outcome.changes)
    step.settle(outcome)
    _unite(step, notice, outcome.call, present)


def _is_rewritten(step: _Step, stored: StoredCall, notice: CallSeen) -> bool:
    deadline = next_deadline(stored.facts, step.now)
    closed = stored.status == "closed" or (deadline is not None and deadline.at <= step.now)
    return rewritten(
        stored, notice, step.watched.info, deadline.at if deadline else None, closed=closed
    )


def _same_elsewhere(
    step: _Step, notice: CallSeen, *, but: str, present: Collection[str] | None = None
) -> StoredCall | None:
    """The call already known, under another source or a former key, that this notice speaks of.

    `present` are the keys of this answer, by which a renamed call is told from a second one (F).
    """
    facts = notice.facts
    found = calls.candidates(step.conn, code_key(facts.identifier), title_key(facts))
    found += calls.candidates(step.conn, "", former_title_key(facts, step.watched.info))
    for call in map(step.current, found):
        if call.id != but and same_call(call, notice, present=present):
            return call
    return None


def _speaks_of_topics(step: _Step, notice: CallSeen) -> bool:
    """Whether a relay names a call whose topics the portal shows: those are told, each once."""
    code = code_key(notice.facts.identifier)
    if step.watched.info.rank is not Rank.RELAY or not code:
        return False
    known, _total = calls.search(step.conn, CallQuery(country=("EU",), limit=_MOST_TOPICS))
    return any(
        code == code_key(call.facts.call_identifier) != code_key(call.facts.identifier)
        for call in known
    )


def _fresh_id(step: _Step, notice: CallSeen) -> str:
    attempt = 0
    while True:
        wanted = new_id(step.watched.info.id, notice.key, attempt=attempt)
        if wanted not in step.outcomes and calls.resolve(step.conn, wanted) is None:
            return wanted
        attempt += 1


def _unite(
    step: _Step, notice: CallSeen, call: StoredCall, present: Collection[str] | None
) -> None:
    """Two calls that turn out to be one: the older id stays, the other leads to it.

    `present` as for `_same_elsewhere`, for a notice whose key is new: what once stood beside
    another call of its source stays apart from it.
    """
    other = _same_elsewhere(step, notice, but=call.id, present=present)
    if other is None or call.first_seen == step.now:
        return
    older, newer = sorted((call, other), key=lambda one: (one.first_seen, one.id))
    mine = {sighting.source for sighting in older.sightings}
    moved = tuple(s for s in newer.sightings if s.source not in mine)
    united = replace(older, sightings=older.sightings + moved)
    step.outcomes.pop(newer.id, None)
    calls.merge_into(step.conn, older.id, newer.id)
    step.settle(
        decide(
            united,
            notice,
            step.watched.info.rank,
            step.now,
            step.rules,
            call_id=older.id,
            digest=_digest(notice),
        )
    )


def _judge_absent(step: _Step, shown_keys: Sequence[str], seen: Seen) -> None:
    """Calls the answer lacks: missing after a complete answer, else only by their own address."""
    source = step.watched.info.id
    complete = is_complete(step.watched, seen)
    for call in calls.missed(step.conn, source, set(shown_keys), step.now):
        if call.id in step.outcomes:
            continue
        key = next(s.key for s in call.sightings if s.source == source)
        still_shown = seen.shown.get(key)
        if not complete and still_shown is not False:
            continue
        outcome = absent(call, source, step.now, step.rules, still_shown=still_shown)
        step.changed += bool(outcome.events)
        step.settle(outcome)


def is_complete(watched: Watched, seen: Seen) -> bool:
    """Whether what is not there is missing: never in a feed, nor at a sudden drop's first sight."""
    partial = seen.answer is not None and not seen.answer.complete
    return watched.info.complete and not partial and not seen.outcome.doubtful


def _is_news_of(source: str, outcome: Outcome) -> bool:
    """Whether a source's first answer brought a call, or something new on one known before."""
    return outcome.call.sightings[0].source == source or bool(outcome.events)


def _summarise(
    conn: Connection,
    source: str,
    told: Sequence[Receiver],
    known: Sequence[StoredCall],
    now: datetime,
) -> None:
    """A first success after a channel's own summary brings one of its own (decisions E 2)."""
    for receiver in told:
        if receiver.record.summarised is not None:
            summary = source_summary(receiver, source, known, now)
            outbox.owe(conn, [summary] if summary else [])


def noted(state: SourceState, seen: Seen, now: datetime) -> SourceState:
    """The state with what the server and the source want remembered for next time."""
    today = f"{now.astimezone(UTC):%Y-%m-%d}"
    asked = {_ASKED + key: today for key in seen.shown}
    fetched = seen.fetched
    if fetched is None:
        return state
    kept = {key: value for key, value in state.notebook.items() if key.startswith(_ASKED)}
    read = seen.answer.state if seen.answer else {}
    own = {**fetched.state, **read}
    validators = {
        url: (one.etag, one.last_modified) for url, one in fetched.validators.items()
    } or dict(state.validators)
    return replace(state, validators=validators, notebook={**own, **kept, **asked})


def _schedule(
    conn: Connection,
    watched: Watched,
    state: SourceState,
    outcome: health.PollOutcome,
    now: datetime,
) -> datetime:
    source = watched.info.id
    closing = calls.deadlines_ahead(conn, [source], now)[source]
    due = next_poll(watched, state, outcome, now, closing)
    polls.save_state(conn, replace(state, next_poll=due))
    return due


def next_poll(
    watched: Watched,
    state: SourceState,
    outcome: health.PollOutcome,
    now: datetime,
    closing: Iterable[datetime],
) -> datetime:
    """When this source is due again (see `health.next_poll_at`)."""
    first = state.baseline_at == now and not watched.trusted
    return health.next_poll_at(
        state,
        now,
        watched.every,
        closing=closing,
        retry_after=outcome.retry_after,
        fresh_for=outcome.fresh_for,
        spread=_spread(watched.info.id) if first else 1.0,
    )


def _spread(source: str) -> float:
    """A source's own place in its interval, the same on every machine: in [0.1, 1)."""
    digest = hashlib.sha256(source.encode()).digest()
    return 0.1 + 0.9 * int.from_bytes(digest[:4], "big") / 2**32
