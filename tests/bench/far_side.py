"""What two nodes talk to while they are measured, in one process: many feeds and one receiver.

Each feed has a port of its own, since one host is asked one thing at a time. The receiver answers
after 50 ms and counts what it was told, by channel (the path) and by call (a number in the text).
"""

import asyncio
import multiprocessing
import re
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from multiprocessing.connection import Connection
from typing import Any

LATENCY = 0.05
CALL = "Bench call no."
_NUMBER = re.compile(rb"Bench call no\. (\d+)")
_FEED = (
    b'<?xml version="1.0"?><rss version="2.0"><channel><title>News</title>'
    b"<link>https://example.org/</link><description>Nothing new</description></channel></rss>"
)


class FarSide:
    """The process, seen from the bench."""

    def __init__(self, pipe: "Connection[Any, Any]") -> None:
        self._pipe = pipe
        self.receiver, self.feeds = self._pipe.recv()

    def told(self) -> "Counter[tuple[str, int]]":
        """How often each channel was told of each call so far."""
        self._pipe.send("told")
        return Counter(self._pipe.recv())

    def count(self) -> tuple[int, float, float]:
        """How many messages came since `begin`; the first one's and the last one's instant.

        Instants are `time.monotonic()`, which all processes of a machine share; 0.0 before any.
        """
        self._pipe.send("count")
        count, first, last = self._pipe.recv()
        return int(count), float(first), float(last)

    def begin(self) -> None:
        """Let `count` begin anew."""
        self._pipe.send("begin")
        self._pipe.recv()


@contextmanager
def far_side(feeds: int) -> Iterator[FarSide]:
    """The process while the block runs."""
    ours, theirs = multiprocessing.Pipe()
    process = multiprocessing.Process(target=_run, args=(theirs, feeds), daemon=True)
    process.start()
    try:
        yield FarSide(ours)
    finally:
        process.terminate()
        process.join()


def _run(pipe: "Connection[Any, Any]", feeds: int) -> None:
    asyncio.run(_serve(pipe, feeds))


async def _serve(pipe: "Connection[Any, Any]", feeds: int) -> None:
    told: Counter[tuple[str, int]] = Counter()
    times = [0, 0.0, 0.0]

    async def receive(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            path, body = await _request(reader)
        except asyncio.IncompleteReadError:  # a node that was killed
            writer.close()
            return
        numbers = set(_NUMBER.findall(body))
        if len(numbers) == 1:  # a summary names many
            told[path, int(numbers.pop())] += 1
            now = time.monotonic()
            times[:] = [times[0] + 1, times[1] or now, now]
        await asyncio.sleep(LATENCY)
        await _answer(writer, b"200 OK", b"ok")

    async def feed(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        path, _ = await _request(reader)
        found = path.startswith("/feed")
        await _answer(writer, b"200 OK" if found else b"404 No", _FEED if found else b"")

    servers = [await asyncio.start_server(feed, "127.0.0.1", 0) for _ in range(feeds)]
    receiver = await asyncio.start_server(receive, "127.0.0.1", 0, backlog=500)
    pipe.send((_port(receiver), [_port(one) for one in servers]))
    while True:
        asked = await asyncio.to_thread(pipe.recv)
        if asked == "begin":
            times[:] = [0, 0.0, 0.0]
        pipe.send(dict(told) if asked == "told" else times)


def _port(server: asyncio.Server) -> int:
    return int(server.sockets[0].getsockname()[1])


async def _request(reader: asyncio.StreamReader) -> tuple[str, bytes]:
    """The path asked for and the body sent."""
    head = await reader.readuntil(b"\r\n\r\n")
    lengths = [
        int(line.partition(b":")[2])
        for line in head.split(b"\r\n")
        if line.lower().startswith(b"content-length")
    ]
    body = await reader.readexactly(lengths[0]) if lengths else b""
    return head.split(b" ", 2)[1].decode(), body


async def _answer(writer: asyncio.StreamWriter, status: bytes, body: bytes) -> None:
    kind = b"application/rss+xml" if body == _FEED else b"text/plain"
    writer.write(
        b"HTTP/1.1 %b\r\nContent-Type: %b\r\nContent-Length: %d\r\nConnection: close\r\n\r\n%b"
        % (status, kind, len(body), body)
    )
    await writer.drain()
    writer.close()
