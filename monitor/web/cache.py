"""Rendered answers, kept as bytes while the data they were made from stands.

One answer is made once, however many ask for it at the same time (single flight); the oldest
unused answers leave when the cache is full.
"""

import asyncio
from collections import OrderedDict
from collections.abc import Awaitable, Callable, Hashable
from dataclasses import dataclass

Header = tuple[bytes, bytes]


@dataclass(frozen=True, slots=True)
class Answer:
    """A finished answer: its headers for plain and for gzipped bytes, and both bodies.

    `zipped` is None where squeezing does not pay. `etag` stands in both sets of headers.
    """

    status: int
    headers: tuple[Header, ...]
    body: bytes
    etag: bytes = b""
    zipped_headers: tuple[Header, ...] = ()
    zipped: bytes | None = None

    @property
    def size(self) -> int:
        """Bytes this answer holds in memory, headers reckoned at a flat 2 kB."""
        return len(self.body) + len(self.zipped or b"") + 2048


class AnswerCache:
    """Least recently used answers within `limit` bytes. For one event loop; not for threads."""

    def __init__(self, limit: int) -> None:
        self._limit = limit
        self._kept: OrderedDict[Hashable, tuple[Hashable, Answer]] = OrderedDict()
        self._making: dict[Hashable, asyncio.Future[Answer]] = {}
        self.size = 0

    def get(self, key: Hashable, version: Hashable) -> Answer | None:
        """The answer under `key` if it was made from `version` of the data."""
        found = self._kept.get(key)
        if found is None or found[0] != version:
            return None
        self._kept.move_to_end(key)
        return found[1]

    async def fetch(
        self, key: Hashable, version: Hashable, make: Callable[[], Awaitable[Answer]]
    ) -> Answer:
        """The answer under `key`, made by `make` if need be; whoever asks meanwhile waits for it.

        What `make` raises reaches everybody who waited, and nothing is kept. Only answers with
        status 200 are kept.
        """
        found = self.get(key, version)
        if found is not None:
            return found
        flight = (key, version)
        running = self._making.get(flight)
        if running is None:
            running = asyncio.ensure_future(self._make(key, version, make))
            self._making[flight] = running
            running.add_done_callback(lambda done: self._landed(flight, done))
        return await asyncio.shield(running)

    def _landed(self, flight: Hashable, done: asyncio.Future[Answer]) -> None:
        self._making.pop(flight, None)
        if not done.cancelled():
            done.exception()  # looked at, for everybody who waited may have left

    async def _make(
        self, key: Hashable, version: Hashable, make: Callable[[], Awaitable[Answer]]
    ) -> Answer:
        answer = await make()
        if answer.status == 200:
            self._keep(key, version, answer)
        return answer

    def _keep(self, key: Hashable, version: Hashable, answer: Answer) -> None:
        old = self._kept.pop(key, None)
        if old is not None:
            self.size -= old[1].size
        if answer.size > self._limit:
            return
        self._kept[key] = (version, answer)
        self.size += answer.size
        while self.size > self._limit:
            _, (_, dropped) = self._kept.popitem(last=False)
            self.size -= dropped.size
