"""When things are done on several nodes: procrastinate on PostgreSQL over `monitor.work`.

procrastinate decides who does what when; the outbox's rows decide what is owed. A source's turn is
taken and its poll deferred in one transaction, so that no turn is polled twice and none is lost; a
poll whose node died is given to another. No `lock=` is used: it is strictly first come, first
served, and one job of a dead node would hold up every later one.
"""

import asyncio
import contextlib
import logging
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import replace
from datetime import datetime, timedelta

import procrastinate
import psycopg
import structlog
from procrastinate.exceptions import AlreadyEnqueued, UniqueViolation
from procrastinate.jobs import Status
from procrastinate.schema import SchemaManager
from sqlalchemy import Connection, make_url

from monitor.context import Watched
from monitor.work import Work
from store import polls
from store.records import SourceState

_EACH_SECOND = "* * * * * *"
_EACH_MINUTE = "* * * * *"
_EACH_HOUR = "7 * * * *"
_POLLS_AT_ONCE = 8
_HEARTBEAT = 1.0  # seconds
_STALLED = 4.0  # seconds without a heartbeat until a node's jobs are taken up by others
_FORGOTTEN = 60.0  # seconds without one until a node has to register anew
_TURN = timedelta(minutes=5)  # how long a poll may hold its turn; longer than any poll takes
_SCHEMA_LOCK = 0x616D6971  # any number, but the same on every node and nobody else's

logging.getLogger("procrastinate").setLevel(logging.ERROR)
logging.getLogger("psycopg.pool").setLevel(logging.ERROR)  # that the store is away is told by us
log = structlog.get_logger(__name__)


class Nodes:
    """Does the work of this node among others: two workers, so that polls hold up no clock pass."""

    def __init__(self, work: Work, store_url: str) -> None:
        self._work = work
        self._context = work.context
        self._conninfo = conninfo(store_url)
        pool = procrastinate.PsycopgConnector(conninfo=self._conninfo, min_size=1, max_size=6)
        self._app = procrastinate.App(connector=pool)
        # Two apps over one pool, since every worker of an app defers all that is periodic in it.
        self._polls = procrastinate.App(connector=pool)
        # Never opened: it only writes jobs over connections of the store, in their transactions.
        self._queue = procrastinate.App(connector=procrastinate.SyncPsycopgConnector())
        self._tasks: list[asyncio.Task[None]] = []
        _periodic(self._app, self)
        _on_demand(self._polls, self)

    async def start(self) -> None:
        """Make procrastinate's own tables where they are missing, then work until stopped."""
        await asyncio.to_thread(apply_schema, self._conninfo)
        await self._work.alive()
        await self._app.open_async()
        self._tasks = [
            asyncio.create_task(self._for_ever(self._app, "clock", 1)),
            asyncio.create_task(self._for_ever(self._polls, "polls", _POLLS_AT_ONCE)),
        ]
        await self._work.upkeep()

    def every(self, seconds: float, name: str, job: Callable[[], Awaitable[None]]) -> None:
        """Do something of this node's own every so often (its heartbeat, its loop's delay)."""

        async def run() -> None:
            while True:
                await asyncio.sleep(seconds)
                await job()

        self._tasks.append(asyncio.create_task(run(), name=name))

    async def stop(self, seconds: float) -> None:
        """Take up nothing more; jobs that run get `seconds`, then other nodes take them up."""
        for task in self._tasks:
            task.cancel()
        if self._tasks:
            await asyncio.wait(self._tasks, timeout=seconds)
        with contextlib.suppress(Exception):  # leaving: a pool that cannot be closed ends with us
            await asyncio.wait_for(self._app.close_async(), 1.0)

    async def _for_ever(self, app: procrastinate.App, queue: str, concurrency: int) -> None:
        """Work on one queue; a lost connection is waited for, not died of."""
        while True:
            try:
                await app.run_worker_async(
                    queues=[queue],
                    concurrency=concurrency,
                    install_signal_handlers=False,
                    delete_jobs="always",
                    fetch_job_polling_interval=1.0,
                    shutdown_graceful_timeout=3.0,
                    update_heartbeat_interval=_HEARTBEAT,
                    stalled_worker_timeout=_FORGOTTEN,
                )
            except (psycopg.Error, procrastinate.exceptions.ConnectorException) as error:
                log.warning("lost the job queue, will try again", error=type(error).__name__)
            await asyncio.sleep(1.0)

    async def turns(self) -> None:
        """Take the turn of every source that is due, and let polls of dead nodes be done again."""
        await asyncio.to_thread(self._take_turns)
        await self._rescue()

    def _take_turns(self) -> None:
        now = self._context.clock()
        with self._context.database.read() as conn:
            if not _due(self._context.enabled, polls.states(conn), now):
                return
        with self._context.database.write() as conn:
            states = polls.states(conn)
            for source in _due(self._context.enabled, states, now):
                state = states.get(source, SourceState(id=source))
                polls.save_state(conn, replace(state, next_poll=now + _TURN))
                self._defer(conn, source)

    def _defer(self, conn: Connection, source: str) -> None:
        """Ask for a poll within the turn's own transaction; one that still waits is enough."""
        poll = self._queue.configure_task(
            "poll",
            queue="polls",
            queueing_lock=f"poll:{source}",
            connection=conn.connection.dbapi_connection,
        )
        with contextlib.suppress(AlreadyEnqueued), conn.begin_nested():
            poll.defer(source=source)

    async def poll(self, source: str) -> None:
        """Poll one source, if this installation still watches it."""
        watched = self._context.watched.get(source)
        if watched is not None and watched.enabled:
            await self._work.poll(watched)

    async def clock(self) -> None:
        """The clock pass."""
        await self._work.clock()

    async def minute(self) -> None:
        """That the service runs, and jobs of nodes that do not."""
        await self._work.alive()

    async def _rescue(self) -> None:
        """Give the jobs of a node that died to the living."""
        jobs = self._app.job_manager
        for job in await jobs.get_stalled_jobs(seconds_since_heartbeat=_STALLED):
            log.warning("took over a job of a node that died", task=job.task_name)
            try:
                await jobs.retry_job(job)
            except (AlreadyEnqueued, UniqueViolation):  # the same waits already: that is enough
                await jobs.finish_job(job, status=Status.FAILED, delete_job=True)

    async def hour(self) -> None:
        """Upkeep."""
        await self._work.upkeep()


def _due(
    enabled: tuple[Watched, ...], states: Mapping[str, SourceState], now: datetime
) -> list[str]:
    planned = ((one.info.id, states.get(one.info.id)) for one in enabled)
    return [
        source
        for source, state in planned
        if state is None or state.next_poll is None or state.next_poll <= now
    ]


def _periodic(app: procrastinate.App, nodes: Nodes) -> None:
    """Register what is done by the clock, and when."""

    @app.periodic(cron=_EACH_SECOND)
    @app.task(name="clock", queue="clock", queueing_lock="clock", priority=10)
    async def clock(timestamp: int) -> None:  # noqa: ARG001  which second it is for does not matter
        await nodes.clock()

    @app.periodic(cron=_EACH_SECOND)
    @app.task(name="turns", queue="clock", queueing_lock="turns", priority=5)
    async def turns(timestamp: int) -> None:  # noqa: ARG001
        await nodes.turns()

    @app.periodic(cron=_EACH_MINUTE)
    @app.task(name="minute", queue="clock", queueing_lock="minute")
    async def minute(timestamp: int) -> None:  # noqa: ARG001
        await nodes.minute()

    @app.periodic(cron=_EACH_HOUR)
    @app.task(name="hour", queue="clock", queueing_lock="hour")
    async def hour(timestamp: int) -> None:  # noqa: ARG001
        await nodes.hour()


def _on_demand(app: procrastinate.App, nodes: Nodes) -> None:
    """Register what is done when somebody asks for it."""

    @app.task(name="poll", queue="polls")
    async def poll(source: str) -> None:
        await nodes.poll(source)


def conninfo(store_url: str) -> str:
    """The store's address as psycopg takes it."""
    url = make_url(store_url)
    return url.set(drivername="postgresql").render_as_string(hide_password=False)


def apply_schema(info: str) -> None:
    """Make procrastinate's tables, once, whoever comes first."""
    with psycopg.connect(info, autocommit=True) as conn:
        conn.execute("SELECT pg_advisory_lock(%s)", (_SCHEMA_LOCK,))
        try:
            found = conn.execute("SELECT to_regclass('procrastinate_jobs')").fetchone()
            if found is None or found[0] is None:
                conn.execute(SchemaManager.get_schema().encode())
        finally:
            conn.execute("SELECT pg_advisory_unlock(%s)", (_SCHEMA_LOCK,))
