"""Figures of two nodes on one PostgreSQL: `python -m tests.bench.nodes_bench`.

Two real programs, a hundred feeds polled every thirty seconds (in life every three hours), ten
thousand messages owed to ten channels 50 ms away, and `kill -9` of each node in turn. Feeds,
receiver, PostgreSQL and nodes share this machine's cores; processor time tells what a busy machine
hides.
"""

import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from pathlib import Path
from typing import Any

from sqlalchemy import text

from monitor.lifecycle import decide
from monitor.record import record
from sources.base import Rank
from sources.registry import builtin_sources
from store import outbox
from store.database import Database, open_database
from store.records import Delivery, DeliveryKind
from tests.bench.far_side import CALL, FarSide, far_side
from tests.bench.fetch_bench import _free_port
from tests.bench.service_bench import _cpu, _service, _until_quiet, _until_ready
from tests.bench.stored import RULES, notice
from tests.postgres_server import running_server

Figure = tuple[str, str, str]
_SOURCES = 100
_EVERY = timedelta(seconds=30)
_CALLS, _CHANNELS = 1_000, 10
_OWED = _CALLS * _CHANNELS
_KILLED_CALLS = 200
_MANY, _CLAIMS = 100_000, 50
_PATIENCE = 300.0


@dataclass(kw_only=True)
class House:
    """One database, its far side, and what the far side should have been told."""

    database: Database
    url: str
    far: FarSide
    folder: Path
    events: list[int] = field(default_factory=list)
    expected: "Counter[tuple[str, int]]" = field(default_factory=Counter)
    batch: int = 0


def figures() -> Iterator[Figure]:
    """Name, value, goal."""
    with ExitStack() as stack:
        house = _house(stack)
        nodes = [_start(stack, house, name) for name in ("one", "two")]
        for one in nodes:
            _until_quiet(one.pid)
        yield "deliveries owed, two nodes", f"{_OWED:,}", ""
        used = _processor_time(nodes)
        yield "the same per second, 50 ms away", f"{_drained(house):.0f}/s", "at least 250/s"
        spent = (_processor_time(nodes) - used) / _OWED
        yield "processor time of both nodes for one", f"{spent * 1000:.1f} ms", ""
        taken = []
        for number, name in enumerate(("one", "two")):
            taken.append(_killed(house, nodes[number]))
            nodes[number] = _start(stack, house, name)
        yield "kill -9 until the other sent what was in hand", f"{max(taken):.1f} s", "under 10 s"
        told = house.far.told()
        yield "lost", f"{(house.expected - told).total():,}", "0"
        yield "doubled by two kills", f"{(told - house.expected).total()}", "only what was in hand"
        polled, twice = _polls(house.database)
        yield f"polls of {_SOURCES} sources in that time", f"{polled:,}", ""
        yield "turns polled twice", f"{twice}", "0"
        for node in nodes:
            node.kill()
        yield from _many(house)


def main() -> None:
    """Print the figures."""
    for name, value, goal in figures():
        print(f"{name:55} {value:>16}   {goal}", flush=True)  # noqa: T201  a program's output


def _house(stack: ExitStack) -> House:
    server = stack.enter_context(running_server(keeps=True))
    far = stack.enter_context(far_side(_SOURCES))
    folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
    database = open_database(server.url())
    stack.callback(database.close)
    house = House(database=database, url=server.url(), far=far, folder=folder)
    now = datetime.now(UTC)  # noqa: TID251  the programs that are measured read the real clock too
    closes = now + timedelta(days=400)
    seen = [notice(number, closes, title=CALL) for number in range(_CALLS)]
    outcomes = [
        decide(None, one, Rank.PORTAL, now, RULES, call_id=f"call-{number}")
        for number, one in enumerate(seen)
    ]
    with database.write() as conn:
        house.events = [one.id for one in record(conn, outcomes, (), now, source="eu_portal")]
    return house


def _start(stack: ExitStack, house: House, name: str) -> Any:
    folder = house.folder / name
    folder.mkdir(exist_ok=True)
    port = _free_port()
    (folder / "bench.toml").write_text(_settings(house, port))
    program = stack.enter_context(_service(folder))
    _until_ready(program, port)
    return program


def _settings(house: House, port: int) -> str:
    lines = [
        f'[store]\nurl = "{house.url}"\n[web]\nport = {port}',
        "[polling]\nallow_private_addresses = true",
        *(f"[sources.{name}]\nenabled = false" for name in builtin_sources()),
    ]
    for number, feed in enumerate(house.far.feeds):
        lines.append(
            f'[[feeds]]\nid = "feed-{number}"\nkind = "feed"\ncountry = "SE"\n'
            f'url = "http://127.0.0.1:{feed}/feed.xml"\nevery = "{_EVERY.seconds}s"'
        )
    for number in range(_CHANNELS):
        url = f"json://127.0.0.1:{house.far.receiver}/c{number}"
        lines.append(f'[[channels]]\nname = "c{number}"\nurl = "{url}"')
    return "\n\n".join(lines)


def _owe(house: House, calls: int) -> None:
    """Owe every channel a message about each of the first `calls` calls."""
    now = datetime.now(UTC)  # noqa: TID251  as above
    house.batch += 1
    house.expected.update(
        (f"/c{channel}", number) for number in range(calls) for channel in range(_CHANNELS)
    )
    owed = [
        Delivery(
            key=f"{house.batch}|{number}|{channel}",
            channel=f"c{channel}",
            kind=DeliveryKind.EVENT,
            created=now,
            event_id=house.events[number],
        )
        for number in range(calls)
        for channel in range(_CHANNELS)
    ]
    with house.database.write() as conn:
        outbox.owe(conn, owed)


def _drained(house: House) -> float:
    """Messages per second, from the first to the last that comes in."""
    house.far.begin()
    _owe(house, _CALLS)
    _until_told(house)
    count, first, last = house.far.count()
    return count / (last - first)


def _killed(house: House, victim: Any) -> float:
    """Seconds from a kill in the middle of two thousand messages until what it held was sent."""
    house.far.begin()
    _owe(house, _KILLED_CALLS)
    _wait(lambda: house.far.count()[0] >= _KILLED_CALLS * _CHANNELS // 2)
    victim.kill()
    at = time.monotonic()
    victim.wait()
    held = _held_by(house.database, victim.pid)
    _wait(lambda: not held & _held_or_free(house.database))
    taken = time.monotonic() - at
    _until_told(house)
    return taken


def _held_by(database: Database, pid: int) -> set[int]:
    """The deliveries a process has in hand, dead or alive."""
    mine = "SELECT id FROM deliveries WHERE state = 'owed' AND lease_owner LIKE :who"
    with database.read() as conn:
        return set(conn.execute(text(mine), {"who": f"%:{pid}:%"}).scalars())


def _held_or_free(database: Database) -> set[int]:
    with database.read() as conn:
        return set(conn.execute(text("SELECT id FROM deliveries WHERE state = 'owed'")).scalars())


def _processor_time(nodes: list[Any]) -> float:
    """Seconds of processor time the nodes have used so far, their children included."""
    return sum(_cpu(one.pid) for one in nodes)


def _many(house: House) -> Iterator[Figure]:
    """One event owed to a hundred thousand subscribers, each a channel of its own."""
    now = datetime.now(UTC)  # noqa: TID251  as above
    owed = [
        Delivery(
            key=f"many|{number}",
            channel=f"subscriber:{number:06}",
            kind=DeliveryKind.EVENT,
            created=now,
            event_id=house.events[0],
        )
        for number in range(_MANY)
    ]
    began = time.perf_counter()
    with house.database.write() as conn:
        outbox.owe(conn, owed)
    yield f"{_MANY:,} owed at once", f"{_MANY / (time.perf_counter() - began):,.0f}/s", ""
    began = time.perf_counter()
    for _ in range(_CLAIMS):
        with house.database.write(parallel=True) as conn:
            mine = outbox.claim(conn, now=now, owner="bench", lease=timedelta(seconds=60), limit=48)
            outbox.sent_all(conn, [one.id for one in mine], "bench", now)
    spent = (time.perf_counter() - began) / _CLAIMS
    yield "48 of them claimed and marked", f"{spent * 1000:.1f} ms", ""
    began = time.perf_counter()
    with house.database.read() as conn:
        outbox.next_due(conn)
    yield "when the next is due", f"{(time.perf_counter() - began) * 1000:.1f} ms", ""


def _until_told(house: House) -> None:
    """Until nothing is missing at the receiver, and nothing owed in the store."""
    _wait(lambda: not house.expected - house.far.told())
    _wait(lambda: not _owed(house.database))


def _owed(database: Database) -> int:
    with database.read() as conn:
        query = outbox.DeliveryQuery(state=("owed", "given_up"), limit=1)
        return outbox.search(conn, query)[1]


def _wait(true: Any) -> None:
    end = time.monotonic() + _PATIENCE
    while not true():
        if time.monotonic() > end:
            raise RuntimeError("not in time")
        time.sleep(0.1)


def _polls(database: Database) -> tuple[int, int]:
    """How many polls there were, and how many began before their source was due again."""
    with database.read() as conn:
        rows = conn.execute(text("SELECT source, started FROM polls ORDER BY source, started"))
        begun = [(row[0], row[1]) for row in rows]
    twice = sum(
        one == other and later - before < _EVERY
        for (one, before), (other, later) in pairwise(begun)
    )
    return len(begun), twice


if __name__ == "__main__":
    main()
