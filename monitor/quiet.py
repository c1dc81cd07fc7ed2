"""Polls that found nothing new, saved many at a time: a pass is mostly made of these.

A source that is well, answered "unchanged" and lacks no call changes nothing but when it was last
asked. What is more than that goes the whole way (monitor.seen), each source by itself.
"""

from collections.abc import Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import Connection

from monitor import health
from monitor.context import Context, Watched
from monitor.receivers import receivers
from monitor.seen import Saved, Seen, is_complete, next_poll, noted
from monitor.together import Together
from monitor.uptime import note_alive
from sources.lanes import Room
from store import calls, polls, quiet
from store.records import PollRun, SourceState

_GATHER = 0.02  # seconds: what ends close together is saved together
_BEGUN = 16  # sources: one after the other is done with, where all at once would end at once


@dataclass(frozen=True, slots=True, kw_only=True)
class Unchanged:
    """A source that answered "the same as last time" to a poll begun at `started`."""

    watched: Watched
    seen: Seen
    started: datetime


class Desk:
    """Reads and writes for the polls of one event loop. One for all of them, or one for each."""

    def __init__(self, context: Context, *, gather: float = 0.0) -> None:
        """`gather` is how long in seconds a result waits for others to be saved with."""
        self._context = context
        self._room = Room(_BEGUN)
        self._states = Together(self._read)
        self._results = Together(self._save, gather=gather)

    @classmethod
    def shared(cls, context: Context) -> "Desk":
        """The desk of a service, where many polls end close together."""
        return cls(context, gather=_GATHER)

    def turn(self) -> AbstractAsyncContextManager[None]:
        """The time in which a source may be asked and read."""
        return self._room.slot()

    async def state(self, source: str) -> SourceState:
        """How a source is doing. Raises StoreError."""
        return await self._states.ask(source)

    async def unchanged(self, one: Unchanged) -> Saved | None:
        """Save it if nothing but the time of its last poll changes; else None. Raises StoreError,
        then nothing was stored.
        """
        return await self._results.ask(one)

    def _read(self, sources: Sequence[str]) -> list[SourceState]:
        with self._context.database.read() as conn:
            found = polls.states_of(conn, sources)
        return [found[source] for source in sources]

    def _save(self, many: Sequence[Unchanged]) -> list[Saved | None]:
        now = self._context.clock()
        with self._context.database.write() as conn:
            before = polls.states_of(conn, [one.watched.info.id for one in many])
            lacking = quiet.lacking(conn, before)
            calm = [
                one
                for one in many
                if one.watched.info.id not in lacking and _is_well(before[one.watched.info.id])
            ]
            saved = self._save_calm(conn, calm, before, now)
        return [saved.get(one.watched.info.id) for one in many]

    def _save_calm(
        self,
        conn: Connection,
        calm: Sequence[Unchanged],
        before: dict[str, SourceState],
        now: datetime,
    ) -> dict[str, Saved]:
        if not calm:
            return {}
        names = [one.watched.info.id for one in calm]
        quiet.all_seen_again(conn, names, now)
        spans = note_alive(conn, now)
        receivers(conn, self._context.channels(), now)
        closing = calls.deadlines_ahead(conn, names, now)
        saved: dict[str, Saved] = {}
        states: list[SourceState] = []
        for one in calm:
            name, outcome = one.watched.info.id, one.seen.outcome
            state, _ = health.after_poll(
                before[name], outcome, now, trusted=one.watched.trusted, spans=spans
            )
            state = noted(state, one.seen, now)
            due = next_poll(one.watched, state, outcome, now, closing[name])
            states.append(replace(state, next_poll=due))
            run = _run(one, now)
            saved[name] = Saved(run=run, events=(), before=before[name], next_poll=due)
        polls.add_runs(conn, [one.run for one in saved.values()])
        polls.save_states(conn, states)
        return saved


def _is_well(state: SourceState) -> bool:
    return state.baseline_at is not None and not state.failures and state.degraded_since is None


def _run(one: Unchanged, now: datetime) -> PollRun:
    return PollRun(
        source=one.watched.info.id,
        started=now,
        seconds=max(0.0, (now - one.started).total_seconds()),
        ok=True,
        complete=is_complete(one.watched, one.seen),
        unchanged=True,
        seen=one.seen.outcome.seen,
    )
