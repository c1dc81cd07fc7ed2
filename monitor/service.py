"""The service in one process: watching and the page on one event loop.

It begins in the order in which things can be refused with a clear sentence (database lock, port,
store), and leaves in the reverse order. On PostgreSQL a process may be only the page (`web`) or
only the rest (`worker`).
"""

import asyncio
import signal
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from enum import StrEnum

import structlog
from sqlalchemy import make_url

from config.settings import Settings
from monitor import metrics
from monitor.context import Clock, Context, Watched, make_context
from monitor.gauges import StoredGauges
from monitor.onlyone import only_one
from monitor.pageserver import Page
from monitor.refusals import UnknownName
from monitor.watching import Hooks, Watching
from store.database import open_database

_THREADS = 16

log = structlog.get_logger(__name__)


class Role(StrEnum):
    """What a process does: everything, only the page, or everything but the page."""

    ALL = "all"
    WEB = "web"
    WORKER = "worker"


async def serve(
    settings: Settings,
    watched: Mapping[str, Watched],
    clock: Clock,
    *,
    role: Role = Role.ALL,
    hooks: Hooks | None = None,
) -> None:
    """Run until SIGTERM or SIGINT. Raises Refusal or StoreError when it cannot begin."""
    url = settings.store.url.get_secret_value()
    if role is not Role.ALL and make_url(url).get_backend_name() == "sqlite":
        raise UnknownName(f"--role {role} needs PostgreSQL: on SQLite one process does it all.")
    # Names are looked up in threads of their own, yet anything may block for a while: the clock
    # pass must never wait behind it.
    asyncio.get_running_loop().set_default_executor(ThreadPoolExecutor(_THREADS, "work"))
    with only_one(url), Page.opened(settings, wanted=role is not Role.WORKER) as page:
        database = await asyncio.to_thread(open_database, url)
        context = make_context(settings, database, watched, clock)
        try:
            await _run(context, page, role, hooks or Hooks())
        finally:
            await asyncio.to_thread(database.close)


async def _run(context: Context, page: Page | None, role: Role, hooks: Hooks) -> None:
    stopping = _stop_signal()
    watching = Watching(context, hooks) if role is not Role.WEB else None
    gauges = StoredGauges(context)
    parts: set[asyncio.Task[None]] = set()
    try:
        metrics.follow(gauges)
        if watching is not None:
            await watching.start()
            parts.add(watching.ended)
        if page is not None:
            parts.add(page.start(context, watching.health if watching else None))
            hooks.on_ready(page.address)
        log.info("watching", sources=len(context.enabled), page=page.address if page else None)
        await asyncio.wait({stopping, *parts}, return_when=asyncio.FIRST_COMPLETED)
        broken = [part for part in parts if part.done()]
        log.info("stopping")
        if page is not None:
            page.leave()
        if watching is not None:
            await watching.stop()
        if page is not None:
            await page.stop()
    finally:
        metrics.stop_following(gauges)
    for part in broken:
        part.result()  # a part that ended by itself is the reason why the service stops


def _stop_signal() -> asyncio.Task[bool]:
    """A task that ends at SIGTERM or SIGINT."""
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stop.set)
    return asyncio.create_task(stop.wait())
