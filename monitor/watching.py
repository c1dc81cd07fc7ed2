"""The half of the service that watches and tells: polls, clock, deliveries, heartbeat."""

import asyncio
import sys
from collections.abc import Callable
from contextlib import AsyncExitStack
from dataclasses import dataclass
from typing import TYPE_CHECKING

from monitor import metrics
from monitor.assemble import client_for, make_deliverer
from monitor.clockpass import refresh_rules
from monitor.context import Context
from monitor.deliver import Result
from monitor.heartbeat import Heartbeat
from monitor.parcels import Parcels
from monitor.poll import PollReport
from monitor.schedule import Schedule, Tempo
from monitor.web.deps import Health
from monitor.work import Work
from store import outbox

if TYPE_CHECKING:
    from monitor.nodes import Nodes

_POLLS_STOP = 3.0  # seconds; with the one below and the page's within the 10 a container is given
_SENDING_STOPS = 4.0
_BEAT = 1.0
_STALE = 30.0  # seconds without a piece of work


@dataclass(frozen=True, slots=True, kw_only=True)
class Hooks:
    """What a caller may look in on or change; the demo's clock runs fast."""

    on_ready: Callable[[str], None] = lambda _url: None
    on_report: Callable[[PollReport], None] = lambda _report: None
    on_result: Callable[[Result], None] = lambda _result: None
    tempo: Tempo | None = None


class Watching:
    """Everything but the page. `start`, then `stop`; `ended` is done when it stops by itself."""

    def __init__(self, context: Context, hooks: Hooks) -> None:
        self._context = context
        self._hooks = hooks
        self._stack = AsyncExitStack()
        self._beaten = 0.0

    async def start(self) -> None:
        """Take up what the last process left, and begin. Raises StoreError."""
        context, hooks = self._context, self._hooks
        await asyncio.to_thread(_take_over, context)
        client = await self._stack.enter_async_context(client_for(context.settings))
        tempo = hooks.tempo or Tempo()
        parcels = Parcels(context)
        self._parcels = parcels
        self._deliverer = make_deliverer(context, parcels, self._settled, lease=tempo.lease)
        self._work = Work(context, client, on_owed=self._deliverer.wake, on_report=hooks.on_report)
        self._schedule = _schedule(self._work, tempo)
        self._heartbeat = Heartbeat(context.settings.alerts.heartbeat_url.get_secret_value())
        await self._schedule.start()
        self.ended = asyncio.create_task(self._deliverer.run())
        self._warming = asyncio.create_task(asyncio.to_thread(parcels.warm_up))
        self._schedule.every(_BEAT, "heartbeat", self._beat)

    def health(self) -> Health:
        """Dead: the clock pass or the deliveries stopped. Not ready: the store refuses."""
        reasons = []
        refused = self._work.store_error or self._deliverer.refusal
        if self._work.seconds_since_turn() > _STALE and not refused:  # with it jobs wait too
            reasons.append("The clock pass has not run for half a minute.")
        if self.ended.done():
            reasons.append("Deliveries have stopped.")
        live = not reasons
        if refused:
            reasons.append("The database refuses to be written.")
        return Health(live=live, ready=not reasons, reasons=tuple(reasons))

    async def stop(self) -> None:
        """Begin nothing new, finish what is in hand, hand back the rest."""
        await self._schedule.stop(_POLLS_STOP)
        self.ended.cancel()
        await asyncio.wait({self.ended})
        await self._deliverer.stop(_SENDING_STOPS)
        await asyncio.gather(self._warming, self._heartbeat.stop())
        await self._stack.aclose()
        await asyncio.to_thread(_close_workers)

    def _settled(self, result: Result) -> None:
        """Count an attempt; what was held or superseded was none."""
        if not result.superseded and result.hold_until is None:
            outcome = "failed" if result.error else "sent"
            metrics.delivered(self._parcels.kind(result.delivery.channel), outcome, result.seconds)
        self._hooks.on_result(result)

    async def _beat(self) -> None:
        now = asyncio.get_running_loop().time()
        metrics.loop_delay(now - self._beaten - _BEAT if self._beaten else 0.0)
        self._beaten = now
        await self._heartbeat.look(polling=self._work.polling > 0, well=self.health().ready)


def _schedule(work: Work, tempo: Tempo) -> "Schedule | Nodes":
    """One node keeps its own time; several share a queue in PostgreSQL."""
    if work.context.database.dialect == "sqlite":
        return Schedule(work, tempo=tempo)
    from monitor.nodes import Nodes  # noqa: PLC0415  one node needs no queue

    return Nodes(work, work.context.settings.store.url.get_secret_value())


def _take_over(context: Context) -> None:
    """What the last process had in hand is taken up at once, where nobody else can have it."""
    if context.database.dialect == "sqlite":
        with context.database.write() as conn:
            outbox.take_over(conn)
    refresh_rules(context, context.clock())


def _close_workers() -> None:
    """End the parsing children, where any were needed."""
    worker = sys.modules.get("sources.worker")
    if worker is not None:
        worker.close_workers()
