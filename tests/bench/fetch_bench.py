"""Figures of fetching and parsing: `python -m tests.bench.fetch_bench`.

The last part runs the whole service as a process of its own, with ten hostile sites beside ten good
ones on loopback, and looks at it from outside.
"""

import asyncio
import contextlib
import gzip
import resource
import socket
import statistics
import subprocess
import sys
import tempfile
import threading
import time
import tracemalloc
import urllib.request
from collections.abc import Iterator
from contextlib import ExitStack
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parents[1] / "sources"))
sys.path.insert(0, str(Path(__file__).parents[1] / "hostile"))
from portal_makers import a_row, an_answer, fetched
from raw_server import OK, RawServer, Script, answering, raw_server
from strange_sources import Strange

from monitor.demo.portal import DETAILS_PATH, SEARCH_PATH, portal_app
from monitor.demo.portal_world import PortalWorld, Topic
from monitor.demo.server import serve
from sources.base import Fetched
from sources.errors import TooMuch
from sources.eu_portal import EuPortal
from sources.http import open_client
from sources.worker import Workers

Figure = tuple[str, str, str]
_TESTS = Path(__file__).parents[1]
NOW = datetime(2026, 6, 1, 10, tzinfo=UTC)
_WATCHED = 25.0  # seconds the service is looked at, alone and beside hostile sites


def figures() -> Iterator[Figure]:
    """What was measured: its name, its value, its goal (empty where none was set)."""
    yield "import of the HTTP door, CPU", _ms(_import_time("sources.http")), ""
    yield "100 portal topics parsed again, CPU", _ms(_parse_again()), "well under 50 ms"
    yield "a poll of 100 topics over loopback, CPU", _ms(_poll_again()), "under 50 ms"
    yield "200 MB gzip bomb, peak memory", _mb(_bomb_peak()), "under 10 MB (2x the cap)"
    first, next_ones = asyncio.run(_worker_times())
    yield "a parse in a child, the child's start in it", _ms(first), ""
    yield "a parse in a child, child ready", _ms(next_ones), ""
    alone = _service(hostile=0)
    beside = _service(hostile=10)
    yield "ten good feeds, median poll alone", _ms(alone["poll"]), ""
    yield "the same beside ten hostile sites", _ms(beside["poll"]), "within 2x"
    yield "polls of good feeds done, alone and beside", f"{alone['polls']}, {beside['polls']}", ""
    yield "/live, p99, alone", _ms(alone["live"]), ""
    yield "/live, p99, beside ten hostile sites", _ms(beside["live"]), "under 100 ms"
    yield "memory of the process tree, peak", _mb(beside["memory"]), "under 300 MB"
    yield "threads, children after", f"{beside['threads']}, {beside['children']}", "no growth, 0"
    yield "validators sent back", f"{beside['validators']:.0%}", "100%"


def main() -> None:
    """Print the figures."""
    for name, value, goal in figures():
        print(f"{name:45} {value:>12}   {goal}", flush=True)  # noqa: T201  a program's output


def _import_time(module: str) -> float:
    bare, loaded = (
        min(_run(f"import {name}") for _ in range(3)) for name in ("asyncio, re, json", module)
    )
    return max(0.0, loaded - bare)


def _run(code: str) -> float:
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run([sys.executable, "-c", code], check=True)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def _conditions(number: int) -> str:
    line = f"<p>Line of topic {number} with <a href='https://example.org/a.pdf'>a link</a>.</p>"
    return line * 100


def _parse_again() -> float:
    rows = [
        a_row(
            ccm2Id=[str(number)],
            REFERENCE=[f"{number}TOPICSen"],
            identifier=[f"AMIF-2026-TF2-AG-THB-{number:03}"],
            topicConditions=[_conditions(number)],
        )
        for number in range(100)
    ]
    answer = fetched(an_answer(*rows))
    portal = EuPortal()
    return _cpu(lambda: portal.parse(answer, NOW))


def _poll_again() -> float:
    opens, closes = datetime(2026, 5, 1, tzinfo=UTC), datetime(2026, 9, 1, 15, tzinfo=UTC)
    world = PortalWorld(clock=lambda: NOW, noise=False)
    world.put(
        *(
            Topic(
                identifier=f"AMIF-2026-TF2-AG-THB-{number:03}",
                title="A topic",
                ccm2_id=50_000_000 + number,
                opens=opens,
                deadlines=(closes,),
                conditions=_conditions(number),
            )
            for number in range(100)
        )
    )
    program = (
        "import asyncio, sys, time, datetime\n"
        "from sources.eu_portal import EuPortal\n"
        "from sources.http import open_client\n"
        "from sources.base import Memory\n"
        "async def main():\n"
        "    portal = EuPortal(*sys.argv[1:])\n"
        "    async with open_client(user_agent='b', allow_private=True, pause=0) as client:\n"
        "        taken = []\n"
        "        for _ in range(8):\n"
        "            began = time.process_time()\n"
        "            fetched = await portal.fetch(client, Memory())\n"
        "            portal.parse(fetched, datetime.datetime.now(datetime.UTC))\n"
        "            taken.append(time.process_time() - began)\n"
        "        print(sorted(taken)[3])\n"
        "asyncio.run(main())\n"
    )
    with serve(portal_app(world)) as address:
        arguments = [address + SEARCH_PATH, address + DETAILS_PATH]
        done = subprocess.run(
            [sys.executable, "-c", program, *arguments], check=True, capture_output=True, text=True
        )
    return float(done.stdout)


def _bomb_peak() -> int:
    bomb = gzip.compress(bytes(200_000_000), 6)

    async def ask(url: str) -> None:
        async with open_client(user_agent="b", allow_private=True, pause=0) as client:
            with contextlib.suppress(TooMuch):
                await client.post_parts(url, {"query": "{}"})
            tracemalloc.start()
            with contextlib.suppress(TooMuch):
                await client.get(url)

    with raw_server(answering(bomb, headers="Content-Encoding: gzip\r\n")) as server:
        asyncio.run(ask(server.url))
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    return peak


async def _worker_times() -> tuple[float, float]:
    workers, taken = Workers(), []
    for _ in range(12):
        began = time.perf_counter()
        await workers.parse(Strange("well"), Fetched(responses=()), NOW)
        taken.append(time.perf_counter() - began)
    workers.close()
    return taken[0], statistics.median(taken[1:])


# --- the whole service beside hostile sites -----------------------------------------------------


class _Good:
    """A feed with an ETag, which counts how often it is asked and whether the ETag came back."""

    def __init__(self) -> None:
        self.asked: list[float] = []
        self.sent_back = 0
        self.lock = threading.Lock()

    def __call__(self, connection: socket.socket, path: str, server: RawServer) -> None:
        with self.lock:
            self.asked.append(time.monotonic())
            known = "if-none-match" in server.seen[-1].lower()
            self.sent_back += known
        if known:
            answering(status="304 Not Modified", headers='ETag: "1"\r\n')(connection, path, server)
        else:
            answering(_FEED, headers='ETag: "1"\r\nContent-Type: application/rss+xml\r\n')(
                connection, path, server
            )


_FEED = (
    b'<?xml version="1.0"?><rss version="2.0"><channel><title>News</title>'
    b"<link>https://example.org/</link><item><title>Call AMIF-2026-TF2-AG-THB-01, until 16 "
    b"September 2026</title><guid>1</guid></item></channel></rss>"
)


def _drip(connection: socket.socket, path: str, server: RawServer) -> None:
    connection.sendall(OK + b"Content-Length: 100000\r\n\r\n")
    while not server.ended.wait(0.5):
        connection.sendall(b"x")


def _endless(connection: socket.socket, path: str, server: RawServer) -> None:
    connection.sendall(OK + b"\r\n")
    while not server.ended.is_set():
        connection.sendall(b"x" * 65_536)


def _silent(connection: socket.socket, path: str, server: RawServer) -> None:
    server.ended.wait(60)


def _hostile() -> list[Script]:
    xml = "Content-Type: application/rss+xml\r\n"
    laughs = '<!ENTITY a0 "ha">' + "".join(
        f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 12)
    )
    bomb = gzip.compress(bytes(50_000_000), 6)
    item = f"<item><title>News</title><description>{'<!--' * 400}</description></item>"
    many = (_FEED[: _FEED.index(b"<item>")] + item.encode() * 2_000)[:4_900_000]
    return [
        _drip,
        _endless,
        _silent,
        answering(bomb, headers="Content-Encoding: gzip\r\n"),
        answering(status="302 Found", headers="Location: /again\r\n"),
        answering(b"short", length=500),
        answering(f"<!DOCTYPE rss [{laughs}]>".encode() + _FEED, headers=xml),
        answering(_FEED[:60] + b"<a>" * 1_000_000, headers=xml),
        answering(many + b"</channel></rss>", headers=xml),
        answering(status="500 Oops"),
    ]


def _service(hostile: int) -> dict[str, Any]:
    """Run the service for a while; how its good polls, its pages and its memory fared."""
    with ExitStack() as stack:
        good = [_Good() for _ in range(10)]
        servers = [stack.enter_context(raw_server(each)) for each in good]
        others = [stack.enter_context(raw_server(each)) for each in _hostile()[:hostile]]
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        port = _free_port()
        (folder / "bench.toml").write_text(_settings(folder, port, servers, others))
        service = subprocess.Popen(
            [sys.executable, "-m", "monitor", "run", "--config", str(folder / "bench.toml")],
            stdout=subprocess.DEVNULL,
            stderr=(folder / "log").open("w"),
            cwd=_TESTS.parent,
        )
        try:
            seen = _watch(service.pid, f"http://127.0.0.1:{port}")
            seen |= _polls(folder)
        finally:
            service.terminate()
            service.wait(30)
        asked = sum(len(each.asked) for each in good)
        first = len([each for each in good if each.asked])
        back = sum(each.sent_back for each in good)
        return seen | {"polls": asked, "validators": back / max(1, asked - first)}


def _settings(folder: Path, port: int, good: list[RawServer], hostile: list[RawServer]) -> str:
    text = [
        f'[store]\nurl = "sqlite:///{folder}/bench.db"',
        f"[web]\nport = {port}",
        '[polling]\nevery = "1s"\nallow_private_addresses = true\ntime_limit = "5s"',
        "[sources.eu_portal]\nenabled = false",
    ]
    for kind, servers in (("good", good), ("hostile", hostile)):
        text += [
            f'[[feeds]]\nid = "{kind}-{number}"\nkind = "feed"\nurl = "{each.url}/feed.xml"\n'
            f'country = "SE"\ntimezone = "Europe/Stockholm"\nevery = "1s"'
            for number, each in enumerate(servers)
        ]
    from sources.registry import builtin_sources

    text += [f"[sources.{one}]\nenabled = false" for one in builtin_sources() if one != "eu_portal"]
    return "\n\n".join(text)


def _watch(pid: int, page: str) -> dict[str, Any]:
    until = time.monotonic() + 30
    while not _answers(page + "/ready"):
        if time.monotonic() > until:
            raise RuntimeError("the service did not come up")
        time.sleep(0.1)
    lives, memory = [], 0
    until = time.monotonic() + _WATCHED
    while time.monotonic() < until:
        began = time.perf_counter()
        _answers(page + "/live")
        lives.append(time.perf_counter() - began)
        memory = max(memory, sum(map(_resident, _tree(pid))))
        time.sleep(0.05)
    live = sorted(lives)[int(len(lives) * 0.99)]
    threads = len(list(Path(f"/proc/{pid}/task").iterdir()))
    return {"live": live, "memory": memory, "threads": threads, "children": len(_tree(pid)) - 1}


def _polls(folder: Path) -> dict[str, Any]:
    """The median of the good feeds' poll times, as the service itself wrote them down."""
    import sqlite3

    with contextlib.closing(sqlite3.connect(f"file:{folder}/bench.db?mode=ro", uri=True)) as db:
        rows = db.execute("select seconds from polls where source like 'good%' and ok").fetchall()
    return {"poll": statistics.median(row[0] for row in rows)}


def _answers(url: str) -> bool:
    try:
        with urllib.request.urlopen(url, timeout=5) as answer:
            return bool(answer.status == 200)
    except OSError:
        return False


def _tree(pid: int) -> list[int]:
    children: dict[int, list[int]] = {}
    for folder in Path("/proc").glob("[0-9]*"):
        with contextlib.suppress(OSError, IndexError):
            parent = int((folder / "stat").read_text().rsplit(")", 1)[1].split()[1])
            children.setdefault(parent, []).append(int(folder.name))
    found, left = [], [pid]
    while left:
        found.append(left.pop())
        left.extend(children.get(found[-1], []))
    return found


def _resident(pid: int) -> int:
    """Bytes in memory; what processes share is counted once over all of them (Pss)."""
    with contextlib.suppress(OSError, StopIteration):
        lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
        return int(next(line for line in lines if line.startswith("Pss:")).split()[1]) * 1024
    return 0


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listening:
        return int(listening.getsockname()[1])


def _cpu(work: Any) -> float:
    taken = []
    for _ in range(8):
        began = time.process_time()
        work()
        taken.append(time.process_time() - began)
    return sorted(taken)[3]


def _ms(seconds: float) -> str:
    return f"{seconds * 1000:.1f} ms"


def _mb(size: float) -> str:
    return f"{size / 1_000_000:.1f} MB"


if __name__ == "__main__":
    main()
