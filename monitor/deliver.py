"""Outbox to notifiers: claim, send, settle. Many channels at once, none holding up another.

A claim is written before a message leaves and its result right after, so a process that dies in
between repeats what was in hand and loses nothing (promise 1). Blocking work is done in an own
pool of threads; results are written by one writer, several at a time when they come fast. What
cannot be written, because the store is away or full, is kept in hand and written later.
"""

import asyncio
import os
import random
import socket
import uuid
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import partial
from typing import Protocol

import structlog
from sqlalchemy import Connection

from monitor.context import Clock
from monitor.pace import Pace
from monitor.retrying import next_attempt, worn_out
from monitor.uptime import Spans
from notifiers.base import Message, Notifier, NotifyError
from store import outbox
from store.database import Database, StoreError
from store.records import Delivery

LEASE = timedelta(seconds=6)  # with a look each second, another node takes over within 10 seconds
_GATHER = 0.025  # seconds: what ends close together is followed up together, at one claim's cost
_RENEW_EVERY = 1.0
_WORKERS = 48

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """A claimed delivery made ready: what to send and through what, or why not to send."""

    delivery: Delivery
    message: Callable[[], Message] | None = None
    notifier: Notifier | None = None
    reason: str = ""
    hold_until: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """How an attempt ended, after how many `seconds`. `error` empty: accepted."""

    delivery: Delivery
    error: str = ""
    permanent: bool = False
    retry_after: float | None = None
    superseded: str = ""
    hold_until: datetime | None = None
    seconds: float | None = None

    @property
    def accepted(self) -> bool:
        """Whether the channel took it: not refused, nor held back, nor found needless."""
        return not self.error and not self.superseded and self.hold_until is None


class Preparer(Protocol):
    """Turns claimed deliveries into jobs: within the claim's own transaction, then by reading."""

    def gather(
        self, conn: Connection, claimed: Sequence[Delivery], now: datetime, owner: str
    ) -> list[Delivery]:
        """Fold what belongs into digests; gives what is left to be sent as it is."""
        ...

    def jobs(self, conn: Connection, claimed: Sequence[Delivery], now: datetime) -> list[Job]:
        """What to send for each, and through what."""
        ...


class Deliverer:
    """Sends what is owed. One per process; `run` until cancelled, or `drain` once."""

    def __init__(
        self,
        database: Database,
        preparer: Preparer,
        clock: Clock,
        *,
        pace: Pace,
        spans: Callable[[], Spans],
        on_result: Callable[[Result], None] = lambda _result: None,
        workers: int = _WORKERS,
        lease: timedelta = LEASE,
    ) -> None:
        self._database = database
        self._preparer = preparer
        self._clock = clock
        self._pace = pace
        self._spans = spans
        self._on_result = on_result
        self._workers = workers
        self._lease = lease
        self._pool = ThreadPoolExecutor(workers, thread_name_prefix="deliver")
        self._stillness = database.stillness()
        self._owner = f"{socket.gethostname()}:{os.getpid()}:{uuid.uuid4().hex[:8]}"
        self._in_hand: dict[int, Delivery] = {}
        self._tasks: set[asyncio.Task[None]] = set()
        self._results: list[Result] = []
        self._writing = asyncio.Lock()
        self._wake = asyncio.Event()
        self.refusal = ""
        self.sent = 0
        self.failed = 0

    def wake(self) -> None:
        """Something new is owed: look at once."""
        self._wake.set()

    async def run(self, *, idle_seconds: float = 1.0) -> None:
        """Send for ever, also past a store that refuses; to end it, cancel and `stop`."""
        renewing = asyncio.create_task(self._renew_for_ever())
        try:
            while True:
                self._wake.clear()
                begun = 0
                with self._patience():
                    begun = await self._begin()
                await self._pause(0 if begun else idle_seconds)
        finally:
            renewing.cancel()

    async def drain(self) -> tuple[int, int]:
        """Attempt everything owed and due now, once; gives how many were sent and failed.

        Raises StoreError: then some of it may be sent again.
        """
        renewing = asyncio.create_task(self._renew_for_ever())
        try:
            while await self._begin() or self._tasks or await asyncio.to_thread(self._more):
                await self._pause(0.05)
                self._wake.clear()
            await self._write_results()
        finally:
            renewing.cancel()
        return self.sent, self.failed

    def _more(self) -> bool:
        """Whether something owed is due and in nobody's hand."""
        with self._database.read() as conn:
            due = outbox.next_due(conn)
        self._stillness.looked(due)
        return due is not None and due <= self._clock()

    async def stop(self, seconds: float) -> None:
        """Finish what is being sent within `seconds`; hand back the rest (SIGTERM)."""
        if self._tasks:
            await asyncio.wait(self._tasks, timeout=seconds)
        with self._patience():
            await self._write_results()
            await asyncio.to_thread(self._hand_back, None)
        self._pool.shutdown(wait=False, cancel_futures=True)

    async def _pause(self, seconds: float) -> None:
        """Until something is owed or ended, or the time is over; never without giving way."""
        await asyncio.sleep(_GATHER if self._tasks else 0)
        try:
            async with asyncio.timeout(seconds):
                await self._wake.wait()
        except TimeoutError:
            return

    async def _begin(self) -> int:
        """Claim as much as there are free hands for and start on it; gives how many."""
        free = self._workers - len(self._tasks)
        if free <= 0:
            return 0
        now = self._clock()
        if not self._tasks and self._stillness.holds(now):
            return 0
        claim = self._claim if self._tasks else self._claim_due
        jobs = await asyncio.to_thread(claim, free, now)
        for job in jobs:
            self._in_hand[job.delivery.id] = job.delivery
            self._pace.began(job.delivery.channel, now)
            task = asyncio.create_task(self._attempt(job))
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)
        return len(jobs)

    def _claim_due(self, free: int, now: datetime) -> list[Job]:
        """As `_claim`, for when all was quiet: writes nothing when nothing is due."""
        return self._claim(free, now) if self._more() else []

    def _claim(self, free: int, now: datetime) -> list[Job]:
        busy = self._pace.busy(now)
        with self._database.write(parallel=True) as conn:
            claimed = outbox.claim(
                conn,
                now=now,
                owner=self._owner,
                lease=self._lease,
                limit=free,
                busy=busy,
                share=partial(self._pace.share, now=now),
            )
            new = [one for one in claimed if one.id not in self._in_hand]
            taken, surplus = self._within_pace(new, now)
            if surplus:
                outbox.hand_back(conn, self._owner, [one.id for one in surplus])
            taken = self._preparer.gather(conn, taken, now, self._owner)
        if not taken:
            return []
        with self._database.read() as conn:
            return self._preparer.jobs(conn, taken, now)

    def _within_pace(
        self, claimed: Sequence[Delivery], now: datetime
    ) -> tuple[list[Delivery], list[Delivery]]:
        """What may start now, and what its channel has no room for yet."""
        begun: Counter[str] = Counter()  # by lane: channels may share a far end
        taken: list[Delivery] = []
        surplus: list[Delivery] = []
        for delivery in claimed:
            lane = self._pace.lane_of(delivery.channel)
            room = self._pace.room(delivery.channel, now) - begun[lane]
            (taken if room > 0 else surplus).append(delivery)
            begun[lane] += room > 0
        return taken, surplus

    async def _attempt(self, job: Job) -> None:
        loop = asyncio.get_running_loop()
        begun = loop.time()
        result = await loop.run_in_executor(self._pool, _carry_out, job)
        self._results.append(replace(result, seconds=loop.time() - begun))
        with self._patience():
            await self._write_results()

    async def _write_results(self) -> None:
        """One writer at a time; what came meanwhile goes out with the next write.

        What cannot be written stays in hand, so that it is neither lost nor sent again from here.
        """
        async with self._writing:
            batch, self._results = self._results, []
            if not batch:
                return
            try:
                await asyncio.to_thread(self._settle, batch)
            except StoreError:
                self._results[:0] = batch
                raise
        for result in batch:
            self._in_hand.pop(result.delivery.id, None)
            self._pace.ended(result.delivery.channel, ok=not result.error)
            self._on_result(result)
        self._wake.set()

    def _settle(self, batch: Sequence[Result]) -> None:
        now = self._clock()
        accepted = [result.delivery.id for result in batch if result.accepted]
        with self._database.write(parallel=True) as conn:
            sent = outbox.sent_all(conn, accepted, self._owner, now)
            for result in batch:
                if not result.accepted:
                    self._settle_one(conn, result, now)
        self.sent += sent
        self.failed += sum(bool(result.error) for result in batch)

    def _settle_one(self, conn: Connection, result: Result, now: datetime) -> None:
        """Mark what became of one that was not accepted."""
        delivery, owner = result.delivery, self._owner
        if result.superseded:
            outbox.supersede(conn, delivery.id, owner, result.superseded)
        elif result.hold_until is not None:
            outbox.postpone(conn, delivery.id, owner, result.hold_until)
        else:
            self._settle_failure(conn, result, now)

    def _settle_failure(self, conn: Connection, result: Result, now: datetime) -> None:
        delivery = result.delivery
        if result.permanent or worn_out(delivery, self._spans()):
            outbox.give_up(conn, delivery.id, self._owner, error=result.error)
            log.error("delivery given up", channel=delivery.channel, error=result.error)
            return
        again = next_attempt(delivery, now, chance=random.random(), retry_after=result.retry_after)
        outbox.failed(conn, delivery.id, self._owner, error=result.error, next_attempt=again)

    def _hand_back(self, ids: Sequence[int] | None) -> None:
        with self._database.write(parallel=True) as conn:
            outbox.hand_back(conn, self._owner, ids)

    async def _renew_for_ever(self) -> None:
        while True:
            await asyncio.sleep(_RENEW_EVERY)
            if self._in_hand:
                with self._patience():
                    await self._write_results()
                    await asyncio.to_thread(self._renew, list(self._in_hand))

    def _renew(self, ids: Sequence[int]) -> None:
        with self._database.write(parallel=True) as conn:
            outbox.renew(conn, ids, self._owner, self._clock() + self._lease)

    @contextmanager
    def _patience(self) -> Iterator[None]:
        """Go on past a store that refuses: told once, tried again with the next look."""
        try:
            yield
            self.refusal = ""
        except StoreError as error:
            self._refused(str(error))

    def _refused(self, error: str) -> None:
        if self.refusal != error:
            log.error("the store refused, will try again", job="deliver", error=error)
        self.refusal = error


def _carry_out(job: Job) -> Result:
    """Send one message; whatever goes wrong is this delivery's alone."""
    delivery = job.delivery
    if job.notifier is None or job.message is None:
        return Result(delivery=delivery, superseded=job.reason, hold_until=job.hold_until)
    try:
        job.notifier.send(job.message())
    except NotifyError as error:
        return Result(
            delivery=delivery,
            error=str(error) or "The channel did not accept the message.",
            permanent=error.permanent,
            retry_after=error.retry_after,
        )
    except Exception as error:  # the boundary: one delivery never stops the others
        log.exception("delivery failed unexpectedly", channel=delivery.channel)
        return Result(delivery=delivery, error=f"Could not be sent: {type(error).__name__}.")
    return Result(delivery=delivery)
