"""The service in one process: polls, clock, deliveries and page on one event loop.

It begins in the order in which things can be refused with a clear sentence (database lock, port,
store), and leaves in the reverse order: nothing new, what is in hand finished or handed back.
"""

import asyncio
import signal
import socket
import sys
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import dataclass

import structlog

from config.settings import Settings
from monitor import metrics
from monitor.assemble import client_for, make_deliverer
from monitor.clockpass import refresh_rules
from monitor.context import Clock, Context, Watched
from monitor.deliver import Deliverer, Result
from monitor.gauges import StoredGauges
from monitor.heartbeat import Heartbeat
from monitor.onlyone import only_one
from monitor.pageserver import PageServer, Probe, address_of, listen, page_server
from monitor.parcels import Parcels
from monitor.poll import PollReport
from monitor.schedule import Schedule, Tempo
from store import outbox
from store.database import open_database

_THREADS = 16
_POLLS_STOP = 3.0  # seconds; with the two below within the 10 a container is given
_SENDING_STOPS = 4.0
_PAGE_STOPS = 2.0

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Hooks:
    """What a caller may look in on or change; the demo's clock runs fast."""

    on_ready: Callable[[str], None] = lambda _url: None
    on_report: Callable[[PollReport], None] = lambda _report: None
    on_result: Callable[[Result], None] = lambda _result: None
    tempo: Tempo | None = None


async def serve(
    settings: Settings,
    watched: Mapping[str, Watched],
    clock: Clock,
    *,
    hooks: Hooks | None = None,
) -> None:
    """Run until SIGTERM or SIGINT. Raises AlreadyRunning, PortTaken or StoreError at the door."""
    url = settings.store.url.get_secret_value()
    with only_one(url), closing(listen(settings)) as listener:
        database = await asyncio.to_thread(open_database, url)
        context = Context(
            settings=settings, database=database, watched=watched, clock=clock, started=clock()
        )
        try:
            await _run(context, listener, hooks or Hooks())
        finally:
            await asyncio.to_thread(database.close)


async def _run(context: Context, listener: socket.socket, hooks: Hooks) -> None:
    # Names are looked up in the default pool and may block for long where there is no network; the
    # clock pass must never wait behind them (see sources.guard for their own limit).
    asyncio.get_running_loop().set_default_executor(ThreadPoolExecutor(_THREADS, "work"))
    stopping = _stop_signal()
    await asyncio.to_thread(_take_over, context)
    async with client_for(context.settings) as client:
        parcels = Parcels(context)
        tempo = hooks.tempo or Tempo()
        deliverer = make_deliverer(context, parcels, hooks.on_result, lease=tempo.lease)
        schedule = Schedule(
            context,
            client,
            on_owed=deliverer.wake,
            on_report=hooks.on_report,
            tempo=tempo,
        )
        heartbeat = Heartbeat(context.settings.alerts.heartbeat_url.get_secret_value())
        await schedule.start()
        delivering = asyncio.create_task(deliverer.run())
        probe = Probe(schedule, delivering)

        async def beat() -> None:
            await heartbeat.look(polling=schedule.polling, well=probe().ready)

        schedule.every(1.0, "heartbeat", beat)
        page = page_server(context, probe)
        serving = asyncio.create_task(page.serve(sockets=[listener]))
        gauges = StoredGauges(context)
        metrics.follow(gauges)
        warming = asyncio.create_task(asyncio.to_thread(parcels.warm_up))
        hooks.on_ready(address_of(listener))
        log.info("watching", sources=len(context.enabled), page=address_of(listener))
        await asyncio.wait({stopping, serving, delivering}, return_when=asyncio.FIRST_COMPLETED)
        log.info("stopping")
        await _leave(schedule, deliverer, delivering, page, serving)
        await asyncio.gather(warming, heartbeat.stop())
        metrics.stop_following(gauges)
        await asyncio.to_thread(_close_workers)
        _raise_what_ended(serving, delivering)


async def _leave(
    schedule: Schedule,
    deliverer: Deliverer,
    delivering: asyncio.Task[None],
    page: PageServer,
    serving: asyncio.Task[None],
) -> None:
    """Begin nothing new, finish what is in hand, hand back the rest."""
    page.should_exit = True
    await schedule.stop(_POLLS_STOP)
    delivering.cancel()
    await asyncio.wait({delivering})
    await deliverer.stop(_SENDING_STOPS)
    await asyncio.wait({serving}, timeout=_PAGE_STOPS)


def _close_workers() -> None:
    """End the parsing children, where any were needed."""
    worker = sys.modules.get("sources.worker")
    if worker is not None:
        worker.close_workers()


def _raise_what_ended(*tasks: asyncio.Task[None]) -> None:
    """A part that ended by itself is the reason why the service stops: say so."""
    for task in tasks:
        if task.done() and not task.cancelled() and task.exception() is not None:
            raise task.exception() or RuntimeError("unreachable")


def _stop_signal() -> asyncio.Task[bool]:
    """A task that ends at SIGTERM or SIGINT."""
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stop.set)
    return asyncio.create_task(stop.wait())


def _take_over(context: Context) -> None:
    """What the last process had in hand is taken up at once, where nobody else can have it."""
    if context.database.dialect == "sqlite":
        with context.database.write() as conn:
            outbox.take_over(conn)
    refresh_rules(context, context.clock())
