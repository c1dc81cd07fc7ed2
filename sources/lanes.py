"""Whose turn it is: one request at a time per host, with a pause, and few at once over all."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

from sources.guard import Place

_PRIVATE_PAUSE = 0.1  # seconds; a neighbour's machine needs less courtesy than a ministry's
_KEPT = 1_000  # hosts remembered; a hostile site can redirect to new names for ever


@dataclass(slots=True)
class _Host:
    lock: asyncio.Lock = field(default_factory=asyncio.Lock)
    free_at: float = 0.0
    waiting: int = 0


class Room:
    """Room for a few at once. Who has been in it for `patience` seconds is waiting for somebody
    else, costs us nothing, and makes room: so slow ones do not hold up the others.
    """

    def __init__(self, size: int, patience: float = 0.5) -> None:
        self._room = asyncio.Semaphore(size)
        self._patience = patience

    @asynccontextmanager
    async def slot(self) -> AsyncIterator[None]:
        """The time spent in the room."""
        await self._room.acquire()
        held = True

        def give_back() -> None:
            nonlocal held
            if held:
                held = False
                self._room.release()

        timer = asyncio.get_running_loop().call_later(self._patience, give_back)
        try:
            yield
        finally:
            timer.cancel()
            give_back()


class Lanes:
    """Turns for requests.

    `in_flight` requests at most are begun at once; one that has waited `patience` seconds for its
    server costs us nothing any more and makes room, so that slow sites do not hold up the others
    (there are never more of them than hosts). `pause` is in seconds.
    """

    def __init__(self, *, in_flight: int, pause: float, patience: float = 0.5) -> None:
        self._room = Room(in_flight, patience)
        self._pause = pause
        self._hosts: dict[tuple[str, int], _Host] = {}

    @asynccontextmanager
    async def turn(self, place: Place, delay: float = 0.0) -> AsyncIterator[None]:
        """The time in which a request to `place` may run; `delay` is a pause the site asks for."""
        host = self._host(place)
        host.waiting += 1
        try:
            async with host.lock:
                await asyncio.sleep(host.free_at - asyncio.get_running_loop().time())
                async with self._room.slot():
                    yield
                host.free_at = asyncio.get_running_loop().time() + self._gap(place, delay)
        finally:
            host.waiting -= 1

    def _gap(self, place: Place, delay: float) -> float:
        if place.private:
            return min(self._pause, _PRIVATE_PAUSE)
        return max(self._pause, delay)

    def _host(self, place: Place) -> _Host:
        if len(self._hosts) >= _KEPT:
            self._hosts = {key: host for key, host in self._hosts.items() if host.waiting}
        return self._hosts.setdefault((place.host, place.port), _Host())
