"""When things are done on one node: APScheduler's triggers over `monitor.work`.

No rules in here. When a source is due again stands in its stored state (monitor.health decides);
the clock pass runs each second; deliveries run in a loop of their own, woken when one is owed.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial

from apscheduler.schedulers.asyncio import AsyncIOScheduler
from apscheduler.triggers.interval import IntervalTrigger

from monitor.context import Watched
from monitor.deliver import LEASE
from monitor.work import Work
from store import polls
from store.records import SourceState

_ALIVE_EVERY = 60.0
_UPKEEP_EVERY = 3600.0
_GRACE = 3600  # seconds a job may be late and still run; it is never dropped

# A pass that takes longer than its interval is normal on a slow disk; the page and the metrics tell
# how late the loop is, so the scheduler need not tell it line by line.
logging.getLogger("apscheduler").setLevel(logging.ERROR)


@dataclass(frozen=True, slots=True, kw_only=True)
class Tempo:
    """Real seconds between two looks: `look` for due polls, `tick` for due instants.

    `lease` is how long a delivery is held in hand, on the service's clock.
    """

    look: float = 0.5
    tick: float = 1.0
    lease: timedelta = LEASE


class Schedule:
    """Does the work of one process when it is due."""

    def __init__(self, work: Work, *, tempo: Tempo | None = None) -> None:
        self._work = work
        self._context = work.context
        self._tempo = tempo or Tempo()
        self._scheduler = AsyncIOScheduler(timezone="UTC")
        self._due: dict[str, datetime] = {}
        self._polling: dict[str, asyncio.Task[None]] = {}
        self._passes: set[asyncio.Future[None]] = set()

    async def start(self) -> None:
        """Begin. The portal and the operator's own are asked at once, others when they are due.

        So a restart looks for what was missed, and restarts in a row hurt no authority's site.
        """
        now = self._context.clock()
        states = await asyncio.to_thread(self._states)
        self._due = {one.info.id: _first_due(one, states, now) for one in self._context.enabled}
        await self._work.alive()
        self.every(self._tempo.look, "polls", self._begin_due_polls)
        self.every(self._tempo.tick, "clock", self._work.clock)
        self.every(_ALIVE_EVERY, "alive", self._work.alive)
        self.every(_UPKEEP_EVERY, "upkeep", self._work.upkeep)
        self._scheduler.start()
        await self._work.upkeep()

    def every(self, seconds: float, name: str, job: Callable[[], Awaitable[None]]) -> None:
        """Do something every so often, never twice at a time, never dropped for being late."""

        async def run() -> None:
            task = asyncio.ensure_future(job())
            self._passes.add(task)
            task.add_done_callback(self._passes.discard)
            await task

        self._scheduler.add_job(
            run,
            IntervalTrigger(seconds=seconds),
            id=name,
            max_instances=1,
            coalesce=True,
            misfire_grace_time=_GRACE,
        )

    async def stop(self, seconds: float) -> None:
        """Begin nothing more; what runs gets `seconds` to end, then polls are cut off."""
        self._scheduler.pause()
        running = {*self._passes, *self._polling.values()}
        if running:
            await asyncio.wait(running, timeout=seconds)
        self._scheduler.shutdown(wait=False)
        for task in self._polling.values():
            task.cancel()

    def _states(self) -> dict[str, SourceState]:
        with self._context.database.read() as conn:
            return polls.states(conn)

    async def _begin_due_polls(self) -> None:
        now = self._context.clock()
        for watched in self._context.enabled:
            source = watched.info.id
            if source not in self._polling and self._due[source] <= now:
                task = asyncio.create_task(self._poll(watched))
                self._polling[source] = task
                task.add_done_callback(partial(self._ended, source))

    def _ended(self, source: str, _task: asyncio.Task[None]) -> None:
        self._polling.pop(source, None)

    async def _poll(self, watched: Watched) -> None:
        self._due[watched.info.id] = self._context.clock() + watched.every
        report = await self._work.poll(watched)
        if report is not None and report.next_poll is not None:
            self._due[watched.info.id] = report.next_poll


def _first_due(watched: Watched, states: Mapping[str, SourceState], now: datetime) -> datetime:
    state = states.get(watched.info.id)
    planned = state.next_poll if state and state.last_success else None
    if planned is None or watched.trusted:
        return now
    return min(planned, now + watched.every)
