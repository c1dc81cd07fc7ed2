"""Figures of the whole way out, store to far end: `python -m tests.bench.notify_drain_bench`.

Real SQLite file, real claims and marks, real Apprise; the far end answers after 50 ms.
"""

import asyncio
import sys
import tempfile
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1] / "notifiers"))
sys.path.insert(0, str(Path(__file__).parents[1] / "messages"))
from far_ends import free_port
from letters_to_try import call, event

from config.settings import load_settings
from config.vocabulary import EventKind
from monitor.assemble import make_deliverer
from monitor.context import Clock, Context
from monitor.deliver import Result
from monitor.parcels import Parcels
from monitor.record import keyed
from notifiers.apprise_channel import warm_up
from store import calls, events, outbox
from store.database import Database, open_database
from store.records import Delivery, DeliveryKind
from tests.bench.notify_bench import slow_receiver

Figure = tuple[str, str, str]
_PATIENCE = 300.0  # seconds
NOW = datetime(2026, 8, 9, 10, tzinfo=UTC)


def figures() -> Iterator[Figure]:
    """What was measured: its name, its value, its goal."""
    warm_up()
    with slow_receiver() as port:
        alive = f"json://127.0.0.1:{port}/"
        taken, _ = _drained([alive], 1000)
        yield "1,000 json deliveries, store to far end", f"{taken:.2f} s", "under 2 s"
        taken, _ = _drained([alive] * 10, 10_000)
        yield "10,000 owed drained, ten channels", f"{taken:.1f} s", ""
        hundred = [alive] * 100
        taken, last = _drained(hundred, 1000)
        yield "100 channels, 10 each, last one sent after", f"{last:.2f} s", ""
        hundred[0] = f"json://127.0.0.1:{free_port()}/"
        taken, last = _drained(hundred, 1000, dead=1)
        yield "the same with one of them dead", f"{last:.2f} s", "nothing measurable more"


def main() -> None:
    """Print the figures."""
    for name, value, goal in figures():
        print(f"{name:45} {value:>12}   {goal}")  # noqa: T201  a program's output


def _drained(urls: list[str], count: int, *, dead: int = 0) -> tuple[float, float]:
    """Seconds until `count` deliveries, spread over channels of these addresses, have arrived but
    for those to the `dead` ones; and until the last of them was marked sent.
    """
    with tempfile.TemporaryDirectory() as folder:
        config = Path(folder) / "amif-monitor.toml"
        store = f'[store]\nurl = "sqlite:///{folder}/bench.db"\n'
        channels = (f'[[channels]]\nname = "c{n}"\nurl = "{url}"\n' for n, url in enumerate(urls))
        config.write_text(store + "".join(channels), encoding="utf-8")
        settings = load_settings(config, {})
        database = open_database(settings.store.url.get_secret_value())
        _owe(database, count, len(urls))
        context = Context(
            settings=settings, database=database, watched={}, clock=_clock(), started=NOW
        )
        began = time.perf_counter()
        asyncio.run(_drain(context, count - count // len(urls) * dead))
        taken = time.perf_counter() - began
        with database.read() as conn:
            found, _ = outbox.search(conn, outbox.DeliveryQuery(state=("sent",), limit=count))
        database.close()
        last = max(one.sent_at for one in found if one.sent_at)
        return taken, (last - NOW).total_seconds()


def _clock() -> Clock:
    began = time.perf_counter()
    return lambda: NOW + timedelta(seconds=time.perf_counter() - began)


def _owe(database: Database, count: int, channels: int) -> None:
    with database.write() as conn:
        calls.save(conn, [keyed(call(), NOW)])
        (stored,) = events.add(conn, [event(EventKind.OPEN, id=0)])
        owed = [
            Delivery(
                key=f"{number}",
                channel=f"c{number % channels}",
                kind=DeliveryKind.EVENT,
                created=NOW,
                event_id=stored.id,
            )
            for number in range(count)
        ]
        outbox.owe(conn, owed)


async def _drain(context: Context, expected: int) -> None:
    """As the service does it, until everything that can arrive has arrived."""
    arrived = asyncio.Event()

    def count(_: Result) -> None:
        if deliverer.sent >= expected:
            arrived.set()

    deliverer = make_deliverer(context, Parcels(context), count)
    running = asyncio.create_task(deliverer.run())
    async with asyncio.timeout(_PATIENCE):
        await arrived.wait()
    running.cancel()
    await asyncio.wait({running})
    await deliverer.stop(5)


if __name__ == "__main__":
    main()
