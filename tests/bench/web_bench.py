"""Figures of the pages: `python -m tests.bench.web_bench`."""

import asyncio
import gzip
import socket
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import uvicorn

sys.path.insert(0, str(Path(__file__).parents[1] / "web"))
from web_world import NOW, PORTAL_DAY, SWEDEN, THB, World, deadline, fill, world

from config.vocabulary import CallStatus, Stage
from monitor.web.app import build_app
from store.records import StoredCall
from tests.bench.spread import milliseconds

Figure = tuple[str, str, str]
_PAGE = "/?limit=500"


def figures() -> Iterator[Figure]:
    """What was measured: its name, its value, its goal."""
    with tempfile.TemporaryDirectory() as folder:
        made = world(Path(folder))
        fill(made)
        made.add(*(_call(number) for number in range(500)))
        yield from _rendering(made)
        yield from _serving(made)
        made.add(*(_call(number, cutoffs=2) for number in range(500)))
        yield from _calendar(made)
        made.database.close()


def _call(number: int, cutoffs: int = 1) -> StoredCall:
    """An open call with a title of its own; `cutoffs` deadlines."""
    like = (THB, SWEDEN, PORTAL_DAY)[number % 3]
    closes = NOW + timedelta(days=3 + number % 160, hours=number % 7)
    stage = Stage.SINGLE if cutoffs == 1 else Stage.CUTOFF
    facts = replace(
        like.facts,
        title=f"{like.facts.title}, part {number}",
        identifier=f"AMIF-2026-TF2-AG-{number:04}",
        deadlines=tuple(
            deadline(closes + timedelta(days=40 * n), like.facts.deadlines[0].zone, stage=stage)
            for n in range(cutoffs)
        ),
    )
    return replace(like, id=f"bench-{number:04}", facts=facts, status=CallStatus.OPEN, sightings=(
        replace(like.sightings[0], key=f"bench-{number:04}", facts=facts),
    ))  # fmt: skip


def _rendering(made: World) -> Iterator[Figure]:
    """Pages over 500 calls, made anew each time, and their size on the wire."""
    asyncio.run(_answer(build_app(made.deps), _PAGE))  # templates compile once a process
    for name, path, goals in (
        ("first page, 100 of 500 calls", "/", ("under 40 ms", "under 60 kB")),
        ("page of all 500 calls", _PAGE, ("", "")),
    ):
        spent, body = _made_anew(made, path)
        size = len(gzip.compress(body, 6))
        yield f"{name}, render", spent, goals[0]
        yield f"{name}, gzipped", f"{size / 1000:.1f} kB", goals[1]


def _calendar(made: World) -> Iterator[Figure]:
    spent, body = _made_anew(made, "/calendar.ics", rounds=1)
    entries = body.count(b"BEGIN:VEVENT")
    yield f"calendar of {entries:,} deadlines, first time", spent, "under 100 ms"
    spent, _ = _made_anew(made, "/calendar.ics")
    yield f"calendar of {entries:,} deadlines, after a change", spent, "under 100 ms"


def _made_anew(made: World, path: str, rounds: int = 7) -> tuple[str, bytes]:
    """Wall and processor time of an answer nobody has asked for before, and the answer.

    Medians, of the first the spread too; processor time is what a busy machine does not spoil.
    """
    wall, spent, body = [], [], b""
    for _ in range(rounds):
        app = build_app(made.deps)
        asyncio.run(_answer(app, "/live"))
        began, used = time.perf_counter(), time.process_time()
        body = asyncio.run(_answer(app, path))
        wall.append(time.perf_counter() - began)
        spent.append(time.process_time() - used)
    return f"{milliseconds(wall)}, {_ms(statistics.median(spent))} CPU", body


def _serving(made: World) -> Iterator[Figure]:
    """From the cache over real sockets, beside a bare app that sends the same bytes."""
    app = build_app(made.deps)
    headers, body = asyncio.run(_whole(app, _PAGE))
    bare_rate, _ = _load(_bare(headers, body))
    rate, delays = _load(app)
    delays.sort()
    p99 = delays[int(len(delays) * 0.99)]
    yield "bare ASGI app, same bytes", f"{bare_rate:,.0f} requests/s", ""
    yield "page from the cache", f"{rate:,.0f} requests/s", ""
    yield "cache against bare", f"{rate / bare_rate:.2f}", "at least 0.4"
    yield "page from the cache, p99", _ms(p99), "under 20 ms"


async def _answer(app: Any, path: str) -> bytes:
    return (await _whole(app, path, b""))[1]


async def _whole(
    app: Any, path: str, encoding: bytes = b"gzip"
) -> tuple[list[tuple[bytes, bytes]], bytes]:
    """Headers and body of one answer, asked of the app without a socket."""
    target, _, query = path.partition("?")
    sent: list[dict[str, Any]] = []

    async def receive() -> dict[str, Any]:
        return {"type": "http.request", "body": b"", "more_body": False}

    async def send(message: dict[str, Any]) -> None:
        sent.append(message)

    scope = {
        "type": "http", "asgi": {"version": "3.0"}, "http_version": "1.1", "method": "GET",
        "scheme": "http", "path": target, "raw_path": target.encode(), "root_path": "",
        "query_string": query.encode(), "server": ("127.0.0.1", 80), "client": ("127.0.0.1", 1),
        "headers": [(b"accept-encoding", encoding)],
    }  # fmt: skip
    await app(scope, receive, send)
    return sent[0]["headers"], b"".join(message.get("body", b"") for message in sent[1:])


def _bare(headers: list[tuple[bytes, bytes]], body: bytes) -> Callable[..., Any]:
    async def app(scope: Any, receive: Any, send: Any) -> None:
        del scope, receive
        await send({"type": "http.response.start", "status": 200, "headers": headers})
        await send({"type": "http.response.body", "body": body})

    return app


def _load(app: Any) -> tuple[float, list[float]]:
    """Requests a second and every delay over 16 kept connections, asked by another process."""
    with _served(app) as port:
        client = subprocess.run(
            [sys.executable, "-m", "tests.bench.web_client", str(port), _PAGE],
            capture_output=True, text=True, check=True,
        )  # fmt: skip
    rate, *delays = map(float, client.stdout.split())
    return rate, delays


@contextmanager
def _served(app: Any) -> Iterator[int]:
    listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    listener.bind(("127.0.0.1", 0))
    server = uvicorn.Server(
        uvicorn.Config(app, log_config=None, access_log=False, lifespan="off", server_header=False)
    )
    thread = threading.Thread(target=lambda: asyncio.run(server.serve([listener])), daemon=True)
    thread.start()
    while not server.started:
        time.sleep(0.01)
    yield listener.getsockname()[1]
    server.should_exit = True
    thread.join()


def _ms(seconds: float) -> str:
    return f"{seconds * 1000:.1f} ms"


if __name__ == "__main__":
    for name, value, goal in figures():
        print(f"{name:52} {value:>28}  {goal}")  # noqa: T201  figures are printed
