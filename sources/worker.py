"""Parsing behind a wall: what others wrote is read in a child process that can be killed.

`run_parse` hands a source's `parse` to a child, waits for it with a deadline enforced from here,
and gives what `parse` gives. A child is started when first needed, ends when idle, holds no secrets
in its environment and little memory, and is killed when it is late: the service lives on. What
comes back is unpickled with a list of the few classes a notice is made of, so that a child taken
over by a hostile file can hand us nothing but notices.
"""

import asyncio
import atexit
import os
import pickle
import threading
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime

from sources.base import Answer, Fetched, Source
from sources.errors import ParseError, SourceError, TooMuch
from sources.worker_child import Child, Late

DEADLINE = 15.0  # seconds for one parse
START_UP = 15.0  # more, for a child that has yet to import its libraries
IDLE = 20.0  # seconds until a child without work is ended
_CHILDREN = 2


@dataclass(slots=True)
class _Spare:
    child: Child
    timer: threading.Timer


class Workers:
    """A few children, started on demand. Safe to use from any number of tasks of one event loop.

    A source whose last parse had to be killed, or took all the memory there is, waits its turn in a
    lane of its own, so that hostile sources hold up one another and not the others.
    """

    def __init__(self, *, deadline: float = DEADLINE, idle: float = IDLE) -> None:
        self._deadline = deadline
        self._idle = idle
        self._spares: list[_Spare] = []
        self._busy: set[Child] = set()
        self._suspects: set[str] = set()
        self._guard = threading.Lock()
        self._room = asyncio.Semaphore(_CHILDREN)
        self._quarantine = asyncio.Lock()
        self._threads = ThreadPoolExecutor(_CHILDREN, thread_name_prefix="parse")

    async def parse(self, source: Source, fetched: Fetched, now: datetime) -> Answer:
        """What `source.parse(fetched, now)` gives. Raises ParseError (late, too big) as well."""
        if source.info.id not in self._suspects:
            return await self._in_turn(source, fetched, now)
        async with self._quarantine:
            return await self._in_turn(source, fetched, now)

    async def _in_turn(self, source: Source, fetched: Fetched, now: datetime) -> Answer:
        async with self._room:
            loop = asyncio.get_running_loop()
            job = pickle.dumps((source.parse, (fetched, now)), protocol=5)
            result = await loop.run_in_executor(self._threads, self._exchange, source, job)
        if isinstance(result, SourceError):
            raise result
        if not isinstance(result, Answer):
            raise ParseError("reading the answer gave nothing that is one")
        return result

    def _exchange(self, source: Source, job: bytes) -> object:
        """In a thread: one job to a child, its result back. The child is killed when it is late."""
        child, fresh = self._take()
        allowed = self._deadline + (START_UP if fresh else 0.0)
        try:
            result = child.work(job, allowed)
        except Late as late:
            self._suspects.add(source.info.id)
            self._drop(child)
            return ParseError(str(late), cause=late.cause)
        except BaseException:
            self._drop(child)
            raise
        self._put_back(child)
        if isinstance(result, SourceError) and result.cause == TooMuch.cause:
            self._suspects.add(source.info.id)
        else:
            self._suspects.discard(source.info.id)
        return result

    def _take(self) -> tuple[Child, bool]:
        with self._guard:
            while self._spares:
                spare = self._spares.pop()
                spare.timer.cancel()
                if spare.child.fit:
                    self._busy.add(spare.child)
                    return spare.child, False
                spare.child.end()
        child = Child(alarm=int(self._deadline + START_UP) + 5)
        with self._guard:
            self._busy.add(child)
        return child, True

    def _put_back(self, child: Child) -> None:
        if not child.fit:
            self._drop(child)
            return
        timer = threading.Timer(self._idle, self._retire, (child,))
        timer.daemon = True
        with self._guard:
            self._busy.discard(child)
            self._spares.append(_Spare(child, timer))
        timer.start()

    def _retire(self, child: Child) -> None:
        with self._guard:
            mine = [spare for spare in self._spares if spare.child is child]
            self._spares = [spare for spare in self._spares if spare.child is not child]
        for spare in mine:
            spare.child.end()

    def _drop(self, child: Child) -> None:
        with self._guard:
            self._busy.discard(child)
        child.end()

    @property
    def children(self) -> int:
        """How many children there are now."""
        with self._guard:
            return len(self._spares) + len(self._busy)

    def close(self) -> None:
        """End every child at once; a parse under way fails as late."""
        with self._guard:
            spares, self._spares = self._spares, []
            busy = list(self._busy)
        for spare in spares:
            spare.timer.cancel()
            spare.child.end()
        for child in busy:
            child.kill()
        self._threads.shutdown(wait=True)


class _Shared:
    """The one set of workers of this process, bound to the event loop it was first used in."""

    workers: Workers | None = None
    loop: asyncio.AbstractEventLoop | None = None
    pid: int = 0


async def run_parse(source: Source, fetched: Fetched, now: datetime) -> Answer:
    """Parse in the process's own workers. Raises ParseError, NothingFound."""
    loop = asyncio.get_running_loop()
    if _Shared.workers is None or _Shared.loop is not loop or _Shared.pid != os.getpid():
        close_workers()
        _Shared.workers, _Shared.loop, _Shared.pid = Workers(), loop, os.getpid()
    return await _Shared.workers.parse(source, fetched, now)


def close_workers() -> None:
    """End the process's own workers, if there are any. Called by itself at exit."""
    workers, _Shared.workers = _Shared.workers, None
    if workers is not None and _Shared.pid == os.getpid():
        workers.close()


atexit.register(close_workers)
