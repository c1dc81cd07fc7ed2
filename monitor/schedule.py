"""When things are done on one node: APScheduler's triggers over the same functions everyone calls.

No rules in here. When a source is due again stands in its stored state (monitor.health decides);
the clock pass runs each second; deliveries run in a loop of their own, woken when one is owed.
"""

import asyncio
import logging
import time
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial

import structlog
from apscheduler.schedulers.asyncio import AsyncIOScheduler
from apscheduler.triggers.interval import IntervalTrigger

from monitor import metrics
from monitor.clockpass import clock_pass, summary_pass
from monitor.context import Context, Watched
from monitor.deliver import LEASE
from monitor.poll import PollReport, poll
from monitor.upkeep import upkeep
from monitor.uptime import note_alive
from sources.base import Client
from store import polls
from store.database import StoreError
from store.records import SourceState

_ALIVE_EVERY = 60.0
_UPKEEP_EVERY = 3600.0
_GRACE = 3600  # seconds a job may be late and still run; it is never dropped

# A pass that takes longer than its interval is normal on a slow disk; the page and the metrics tell
# how late the loop is, so the scheduler need not tell it line by line.
logging.getLogger("apscheduler").setLevel(logging.ERROR)

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Tempo:
    """Real seconds between two looks: `look` for due polls, `tick` for due instants.

    `lease` is how long a delivery is held in hand, on the service's clock.
    """

    look: float = 0.5
    tick: float = 1.0
    lease: timedelta = LEASE


class Schedule:
    """Polls, clock passes and upkeep of one process."""

    def __init__(
        self,
        context: Context,
        client: Client,
        *,
        on_owed: Callable[[], None] = lambda: None,
        on_report: Callable[[PollReport], None] = lambda _report: None,
        tempo: Tempo | None = None,
    ) -> None:
        """`on_owed` is called when something new may be owed, `on_report` after each poll."""
        self._context = context
        self._client = client
        self._on_owed = on_owed
        self._on_report = on_report
        self._tempo = tempo or Tempo()
        self._scheduler = AsyncIOScheduler(timezone="UTC")
        self._due: dict[str, datetime] = {}
        self._polling: dict[str, asyncio.Task[None]] = {}
        self._passes: set[asyncio.Future[None]] = set()
        self._summarised = False
        self._turned = time.monotonic()
        self.store_error: str | None = None

    async def start(self) -> None:
        """Begin. The portal and the operator's own are asked at once, others when they are due.

        So a restart looks for what was missed, and restarts in a row hurt no authority's site.
        """
        now = self._context.clock()
        states = await asyncio.to_thread(self._states)
        self._due = {one.info.id: _first_due(one, states, now) for one in self._context.enabled}
        await self._guarded("alive", self._note_alive)
        self.every(self._tempo.look, "polls", self._begin_due_polls)
        self.every(self._tempo.tick, "clock", partial(self._guarded, "clock", self._clock_pass))
        self.every(_ALIVE_EVERY, "alive", partial(self._guarded, "alive", self._note_alive))
        self.every(_UPKEEP_EVERY, "upkeep", partial(self._guarded, "upkeep", self._upkeep))
        self._scheduler.start()
        await self._guarded("upkeep", self._upkeep)

    def _states(self) -> dict[str, SourceState]:
        with self._context.database.read() as conn:
            return polls.states(conn)

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
        """Begin nothing more; polls that run get `seconds` to end, then are cut off."""
        self._scheduler.pause()
        if self._passes:
            await asyncio.wait(set(self._passes), timeout=seconds)
        self._scheduler.shutdown(wait=False)
        if self._polling:
            _, late = await asyncio.wait(self._polling.values(), timeout=seconds)
            for task in late:
                task.cancel()

    def seconds_since_tick(self) -> float:
        """How long ago, in real seconds, a pass was begun: the sign that the loop turns."""
        return time.monotonic() - self._turned

    @property
    def polling(self) -> bool:
        """Whether a poll is running."""
        return bool(self._polling)

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
        source = watched.info.id
        self._due[source] = self._context.clock() + watched.every
        try:
            report = await poll(self._context, self._client, watched)
            metrics.polled(report.run)
            metrics.events(event for event, _call in report.events)
            self._due[source] = report.next_poll or self._due[source]
            self.store_error = None
            self._on_report(report)
        except StoreError as error:
            self._failed("poll", error, source=source)
        self._on_owed()

    async def _guarded(self, name: str, job: Callable[[], Awaitable[None]]) -> None:
        """A pass the store refused is told once and tried again; nothing is lost by it."""
        self._turned = time.monotonic()
        try:
            await job()
            self.store_error = None
        except StoreError as error:
            self._failed(name, error)

    def _failed(self, name: str, error: StoreError, **fields: str) -> None:
        if self.store_error != str(error):
            log.error(
                "the store refused, will be tried again", job=name, error=str(error), **fields
            )
        self.store_error = str(error)

    async def _clock_pass(self) -> None:
        now = self._context.clock()
        told = await asyncio.to_thread(clock_pass, self._context, now)
        metrics.events(told)
        for event in told:
            log.info("the clock told", kind=event.kind, call=event.subject, rung=event.rung_days)
        if not self._summarised:
            self._summarised = await asyncio.to_thread(summary_pass, self._context, now)
        if told or self._summarised:
            self._on_owed()

    async def _upkeep(self) -> None:
        if await asyncio.to_thread(upkeep, self._context, self._context.clock()):
            self._on_owed()

    async def _note_alive(self) -> None:
        await asyncio.to_thread(self._write_alive)

    def _write_alive(self) -> None:
        with self._context.database.write() as conn:
            note_alive(conn, self._context.clock())


def _first_due(watched: Watched, states: Mapping[str, SourceState], now: datetime) -> datetime:
    state = states.get(watched.info.id)
    planned = state.next_poll if state and state.last_success else None
    if planned is None or watched.trusted:
        return now
    return min(planned, now + watched.every)
