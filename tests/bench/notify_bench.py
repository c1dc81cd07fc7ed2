"""Figures of leaving messages: `python -m tests.bench.notify_bench`.

The far end is a process of its own that answers after 50 ms, so that what is measured is ours.
"""

import asyncio
import multiprocessing
import sys
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from multiprocessing.connection import Connection
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1] / "notifiers"))
sys.path.insert(0, str(Path(__file__).parents[1] / "messages"))
from far_ends import mail_server, message
from letters_to_try import NOW, call, parcel, told

from config.channel import Channel
from config.vocabulary import Applicant, EventKind, Objective
from monitor.i18n import _catalogue
from monitor.matching import judge
from monitor.messages import compose
from notifiers.apprise_channel import warm_up
from notifiers.build import build
from notifiers.mail import MailNotifier

Figure = tuple[str, str, str]
_THREADS = 48
_LATENCY = 0.05


def figures() -> Iterator[Figure]:
    """What was measured: its name, its value, its goal (empty where none was set)."""
    yield "Apprise and all its plugins, first load", _seconds(_time(warm_up)), "in a thread"
    with slow_receiver() as port:
        url = f"json://127.0.0.1:{port}/"
        taken = _time(lambda: _send_all(url, 1000))
        yield "1,000 json deliveries, 50 ms latency", _seconds(taken), "under 2 s"
        yield "the same per second", f"{1000 / taken:.0f}/s", "635/s seen"
    with mail_server() as box:
        url = f"mailto://127.0.0.1:{box.port}/?mode=insecure&from=a@example.org&to=b@example.org"
        taken = _time(lambda: _mail_all(url, 200))
        yield "mails, a connection each", f"{200 / taken:.0f}/s", "39/s by Apprise"
    yield "one message composed, every shape", _ms(_time(_compose_all) / 200), ""
    yield "one catalogue read and compiled", _ms(_time(lambda: _catalogue("sv", "messages"))), ""
    yield "one event judged for 10,000 subscribers", _seconds(_time(_judge_all)), "well under 2 s"


def main() -> None:
    """Print the figures."""
    for name, value, goal in figures():
        print(f"{name:45} {value:>12}   {goal}")  # noqa: T201  a program's output


def _time(work: Callable[[], object]) -> float:
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


def _seconds(value: float) -> str:
    return f"{value:.2f} s"


def _ms(value: float) -> str:
    return f"{value * 1000:.1f} ms"


def _send_all(url: str, count: int) -> None:
    with ThreadPoolExecutor(_THREADS) as pool:
        jobs = [pool.submit(build(url).send, message(key=str(number))) for number in range(count)]
        for job in jobs:
            job.result()


def _mail_all(url: str, count: int) -> None:
    with ThreadPoolExecutor(8) as pool:
        jobs = [
            pool.submit(MailNotifier(url).send, message(key=str(number))) for number in range(count)
        ]
        for job in jobs:
            job.result()


def _compose_all() -> None:
    one = parcel(told=(told(EventKind.OPEN),))
    for _ in range(200):
        compose(one)


def _judge_all() -> None:
    about = call()
    for number in range(10_000):
        channel = Channel(
            name=f"subscriber:{number}",
            countries=("EU", "SE", "LV")[: number % 4],
            objectives=(Objective.LEGAL_MIGRATION_AND_INTEGRATION,) if number % 2 else (),
            applicants=(Applicant.NGO,) if number % 3 else (),
            keywords=("trafficking", f"word{number}") if number % 5 else (),
        )
        judge(channel, EventKind.OPEN, about, rung=None, now=NOW)


@contextmanager
def slow_receiver() -> Iterator[int]:
    """A process that takes any POST and answers 200 after 50 ms; gives its port."""
    ours, theirs = multiprocessing.Pipe()
    process = multiprocessing.Process(target=_serve, args=(theirs,), daemon=True)
    process.start()
    try:
        yield int(ours.recv())
    finally:
        process.terminate()
        process.join()


def _serve(tell: Connection) -> None:
    asyncio.run(_serve_for_ever(tell))


async def _serve_for_ever(tell: Connection) -> None:
    server = await asyncio.start_server(_answer, "127.0.0.1", 0, backlog=200)
    tell.send(server.sockets[0].getsockname()[1])
    await server.serve_forever()


async def _answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    head = await reader.readuntil(b"\r\n\r\n")
    length = next(
        int(line.partition(b":")[2])
        for line in head.split(b"\r\n")
        if line.lower().startswith(b"content-length")
    )
    await reader.readexactly(length)
    await asyncio.sleep(_LATENCY)
    writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\nConnection: close\r\n\r\nok")
    await writer.drain()
    writer.close()


if __name__ == "__main__":
    main()
