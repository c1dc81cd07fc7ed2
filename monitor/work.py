"""The work itself, whoever calls it: APScheduler on one node, procrastinate on several.

Each piece can be done again without harm and never raises for what a source or the store does.
"""

import asyncio
import time
from collections.abc import Awaitable, Callable

import structlog

from monitor import metrics
from monitor.clockpass import clock_pass, summary_pass
from monitor.context import Context, Watched
from monitor.poll import PollReport, poll
from monitor.quiet import Desk
from monitor.upkeep import upkeep
from monitor.uptime import note_alive
from sources.base import Client
from store.database import StoreError
from store.records import CallEvent

log = structlog.get_logger(__name__)


class Work:
    """Polls, clock passes and upkeep over one context."""

    def __init__(
        self,
        context: Context,
        client: Client,
        *,
        on_owed: Callable[[], None] = lambda: None,
        on_report: Callable[[PollReport], None] = lambda _report: None,
    ) -> None:
        """`on_owed` is called when something new may be owed, `on_report` after each poll."""
        self.context = context
        self._client = client
        self._desk = Desk.shared(context)
        self._stillness = context.database.stillness()
        self._on_owed = on_owed
        self._on_report = on_report
        self._begun = False
        self._turned = time.monotonic()
        self.polling = 0
        self._refusals: dict[str, str] = {}

    @property
    def store_error(self) -> str | None:
        """Why the store refuses; None where it does not, as far as anybody asked it.

        A clock pass with nothing due only reads: what was refused to another piece of work holds
        until that piece was done, or something was written.
        """
        return next(iter(self._refusals.values()), None)

    def seconds_since_turn(self) -> float:
        """How long ago, in real seconds, a piece of work was begun: the sign that it goes on."""
        return time.monotonic() - self._turned

    async def poll(self, watched: Watched) -> PollReport | None:
        """Poll one source; None when the store refused, and the next poll finds it again."""
        self.polling += 1
        try:
            report = await poll(self.context, self._client, watched, self._desk)
        except StoreError as error:
            self._refused("poll", error, source=watched.info.id)
            return None
        finally:
            self.polling -= 1
        metrics.polled(report.run)
        metrics.events(event for event, _call in report.events)
        self._refusals.clear()
        self._on_report(report)
        if report.events or not report.run.unchanged:
            self._on_owed()
        return report

    async def clock(self) -> None:
        """Tell what fell due, and begin channels that are new."""
        await self._guarded("clock", self._clock)

    async def alive(self) -> None:
        """Remember that the service runs."""
        if await self._guarded("alive", lambda: asyncio.to_thread(self._note_alive)):
            self._refusals.clear()

    async def upkeep(self) -> None:
        """Forget what has had its time; let the canary speak."""
        await self._guarded("upkeep", self._upkeep)

    async def _guarded(self, name: str, piece: Callable[[], Awaitable[None]]) -> bool:
        """A piece the store refused is told once and done again; nothing is lost by it."""
        self._turned = time.monotonic()
        try:
            await piece()
        except StoreError as error:
            self._refused(name, error)
            return False
        self._refusals.pop(name, None)
        return True

    def _refused(self, name: str, error: StoreError, **fields: str) -> None:
        if str(error) not in self._refusals.values():
            log.error("the store refused, will try again", job=name, error=str(error), **fields)
        self._refusals[name] = str(error)

    async def _clock(self) -> None:
        now = self.context.clock()
        told: list[CallEvent] = []
        if not self._stillness.holds(now):
            told = await asyncio.to_thread(clock_pass, self.context, now, self._stillness)
        metrics.events(told)
        for event in told:
            log.info("the clock told", kind=event.kind, call=event.subject, rung=event.rung_days)
        begun = self._begun
        if not begun:
            self._begun = await asyncio.to_thread(summary_pass, self.context, now)
        if told or self._begun != begun:
            self._on_owed()

    async def _upkeep(self) -> None:
        if await asyncio.to_thread(upkeep, self.context, self.context.clock()):
            self._on_owed()

    def _note_alive(self) -> None:
        with self.context.database.write() as conn:
            note_alive(conn, self.context.clock())
