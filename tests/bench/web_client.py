"""A light HTTP client under load: `python -m tests.bench.web_client PORT PATH`.

Prints requests a second, then every delay in seconds. It knows the size of the answer after the
first one and only counts bytes from then on, so that the server is what is measured.
"""

import asyncio
import sys
import time

_CONNECTIONS = 16
_SECONDS = 3.0


class Asker(asyncio.Protocol):
    """One connection that asks again as soon as it has its answer."""

    def __init__(self, request: bytes, size: int, end: float, delays: list[float]) -> None:
        self._request = request
        self._size = size
        self._end = end
        self._delays = delays
        self._missing = 0
        self._asked = 0.0
        self._link: asyncio.Transport | None = None
        self.done: asyncio.Future[None] = asyncio.get_running_loop().create_future()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self._link = transport
        self._ask()

    def _ask(self) -> None:
        assert self._link is not None
        self._missing = self._size
        self._asked = time.perf_counter()
        self._link.write(self._request)

    def data_received(self, data: bytes) -> None:
        self._missing -= len(data)
        if self._missing > 0:
            return
        now = time.perf_counter()
        self._delays.append(now - self._asked)
        if now < self._end:
            self._ask()
        elif not self.done.done():
            self.done.set_result(None)


async def drive(port: int, path: str) -> None:
    """Load the server for three seconds and print what was measured."""
    request = (
        f"GET {path} HTTP/1.1\r\nHost: localhost\r\nAccept-Encoding: gzip\r\n"
        "Accept-Language: en\r\n\r\n"
    ).encode()
    size = await _size(port, request)
    delays: list[float] = []
    started = time.perf_counter()
    loop = asyncio.get_running_loop()
    askers = []
    for _ in range(_CONNECTIONS):
        _, asker = await loop.create_connection(
            lambda: Asker(request, size, started + _SECONDS, delays), "127.0.0.1", port
        )
        askers.append(asker)
    await asyncio.gather(*(asker.done for asker in askers))
    print(len(delays) / (time.perf_counter() - started), *delays)  # noqa: T201  the result


async def _size(port: int, request: bytes) -> int:
    """Bytes of a whole answer, head and body."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.write(request)
    head = await reader.readuntil(b"\r\n\r\n")
    length = int(head.lower().partition(b"content-length: ")[2].split(b"\r\n")[0])
    await reader.readexactly(length)
    writer.close()
    return len(head) + length


if __name__ == "__main__":
    asyncio.run(drive(int(sys.argv[1]), sys.argv[2]))
