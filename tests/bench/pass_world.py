"""The far ends of the pass, in a process of their own: 200 sites and one receiver of alerts.

Each site has an address of its own in 127.0.1.0/24, so that no courtesy between two requests to one
host makes the pass wait. A line of JSON on standard input asks for something, a line on standard
output answers it; every instant is in seconds of the system's clock, which all processes share.
"""

import asyncio
import hashlib
import json
import re
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from typing import Any

from tests.bench.apart import apart, ask

SITES = 200
_CENTRE = re.compile(r"Centre (\d+)-(\d+) ")
_NEWS = "The agency told on its page what it did in the week, whom it met and what it plans. " * 6
_ITEM = "<item><title>{title}</title><guid>{guid}</guid><description>{body}</description></item>"


class World:
    """Asks the process of the far ends; made by `world()`."""

    def __init__(self, process: "subprocess.Popen[str]") -> None:
        self._process = process
        self.port, self.receiver = self.ask("ports")

    def ask(self, what: str, *about: object) -> Any:
        """One question, one answer (see `_Far`)."""
        return json.loads(ask(self._process, json.dumps([what, *about])))


@contextmanager
def world() -> Iterator[World]:
    """The far ends, running."""
    with apart("tests.bench.pass_world") as process:
        yield World(process)


def instant() -> float:
    """Now, in seconds, on the clock that the service, the far ends and the bench share."""
    return time.time()  # noqa: TID251  the program that is measured reads the real clock too


def host(site: int) -> str:
    """The address of a site, 0 to 199."""
    return f"127.0.1.{site + 1}"


class _Far:
    """What the far ends hold. Every method is a question of `World.ask`."""

    def __init__(self) -> None:
        self.tags = True
        self.calls = [1] * SITES  # how many calls each site's feed shows
        self.moved = [0] * SITES  # by how many days the first call's deadline was moved
        self.held: list[tuple[bytes, str] | None] = [None] * SITES
        self.listening: list[int] = []
        self.forget()

    def forget(self) -> None:
        """Count from here on."""
        self.requests = self.sent = self.whole = 0
        self.first_asked = 0.0
        self.answered: dict[int, float] = {}
        self.told: list[tuple[int, int, float]] = []

    def ports(self) -> list[int]:
        """Where the sites and where the receiver listen."""
        return self.listening

    def tagging(self, tags: bool) -> None:
        """Whether the sites give validators."""
        self.tags = tags

    def move(self, *sites: int) -> None:
        """The deadline of these sites' first call is a day later from now on."""
        for site in sites:
            self.moved[site] += 1
            self.held[site] = None

    def add(self, *sites: int) -> None:
        """These sites show one more call from now on."""
        for site in sites:
            self.calls[site] += 1
            self.held[site] = None

    def seen(self) -> dict[str, Any]:
        """What was counted since `forget`.

        `answered` has the instant of each site's last whole answer, `told` site, call and instant
        of each message accepted.
        """
        return {
            "requests": self.requests,
            "sent": self.sent,
            "whole": self.whole,
            "first_asked": self.first_asked,
            "answered": self.answered,
            "told": self.told,
        }

    def page(self, site: int) -> tuple[bytes, str]:
        """A site's feed and its ETag."""
        held = self.held[site]
        if held is None:
            feed = _feed(site, self.calls[site], self.moved[site])
            held = self.held[site] = feed, f'"{hashlib.sha256(feed).hexdigest()[:16]}"'
        return held


def _feed(site: int, calls: int, moved: int) -> bytes:
    """About 20 kB: general news, and calls that end in two months."""
    ends = date.today() + timedelta(days=60)  # noqa: DTZ011  a day is all it needs
    shown = [
        _ITEM.format(
            title=f"AMIF: call for proposals for the Welcome Centre {site}-{number} of the region",
            guid=f"call-{number}",
            body="Applications for funding from the Asylum, Migration and Integration Fund may be"
            f" sent until {ends + timedelta(days=moved if number == 1 else 30):%d %B %Y}, 16:00.",
        )
        for number in range(calls, 0, -1)
    ]
    news = [
        _ITEM.format(title=f"News of week {week}", guid=f"news-{week}", body=_NEWS)
        for week in range(35)
    ]
    return (
        '<?xml version="1.0"?><rss version="2.0"><channel><title>News of an agency</title>'
        f"<link>http://{host(site)}/</link>{''.join(shown + news)}</channel></rss>"
    ).encode()


class _Site(asyncio.Protocol):
    """One connection to a site: heads come in, answers go out, the connection stays."""

    def __init__(self, far: _Far) -> None:
        self._far = far
        self._data = b""

    def connection_made(self, transport: Any) -> None:
        self._transport = transport
        self._number = int(transport.get_extra_info("sockname")[0].rpartition(".")[2]) - 1

    def data_received(self, data: bytes) -> None:
        self._data += data
        while b"\r\n\r\n" in self._data:
            head, _, self._data = self._data.partition(b"\r\n\r\n")
            self._answer(head)

    def _answer(self, head: bytes) -> None:
        far = self._far
        far.requests += 1
        if not far.first_asked:
            far.first_asked = instant()
        if head.startswith(b"GET /robots.txt "):
            self._send(b"404 Not Found", b"Content-Length: 0")
            return
        feed, tag = far.page(self._number)
        header = f"Content-Type: application/rss+xml\r\nContent-Length: {len(feed)}"
        if far.tags:
            if tag.encode() in head:
                self._send(b"304 Not Modified", f"ETag: {tag}".encode())
                return
            header += f"\r\nETag: {tag}"
        far.whole += 1
        self._send(b"200 OK", header.encode(), feed)
        far.answered[self._number] = instant()

    def _send(self, status: bytes, header: bytes, body: bytes = b"") -> None:
        answer = b"HTTP/1.1 " + status + b"\r\n" + header + b"\r\n\r\n" + body
        self._far.sent += len(answer)
        self._transport.write(answer)


class _Receiver(asyncio.Protocol):
    """Accepts every message, and notes which call each speaks of."""

    def __init__(self, far: _Far) -> None:
        self._far = far
        self._data = b""

    def connection_made(self, transport: Any) -> None:
        self._transport = transport

    def data_received(self, data: bytes) -> None:
        self._data += data
        head, found, body = self._data.partition(b"\r\n\r\n")
        length = re.search(rb"(?i)content-length: *(\d+)", head)
        if not found or (length and len(body) < int(length[1])):
            return
        self._data = b""
        self._transport.write(b"HTTP/1.1 204 No Content\r\nContent-Length: 0\r\n\r\n")
        speaks = _CENTRE.search(body.decode())
        if speaks:
            self._far.told.append((int(speaks[1]), int(speaks[2]), instant()))


async def _serve() -> None:
    far = _Far()
    loop = asyncio.get_running_loop()
    port = 0
    for site in range(SITES):
        server = await loop.create_server(lambda: _Site(far), host(site), port, backlog=64)
        port = server.sockets[0].getsockname()[1]
    receiver = await loop.create_server(lambda: _Receiver(far), "127.0.0.1", 0, backlog=256)
    far.listening = [port, receiver.sockets[0].getsockname()[1]]
    while line := await asyncio.to_thread(sys.stdin.readline):
        what, *about = json.loads(line)
        sys.stdout.write(json.dumps(getattr(far, what)(*about)) + "\n")
        sys.stdout.flush()


if __name__ == "__main__":
    asyncio.run(_serve())
