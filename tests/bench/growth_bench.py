"""Figures of a pass as the stored calls grow: `python -m tests.bench.growth_bench`.

The running service and 200 sites as in pass_bench, nothing changed, every site answering 304; but
that each site's source once showed 5, then 50 calls, a few of them still open.
"""

import statistics
import tempfile
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path

from config.vocabulary import CallFacts, Deadline, DeadlineKind, StatusWord
from monitor.lifecycle import Rules, decide
from monitor.record import keyed
from sources.base import CallSeen, Rank
from store import calls
from store.database import open_database
from tests.bench.pass_service import Pass, service
from tests.bench.pass_world import SITES, World, world
from tests.bench.spread import ratio, seconds

Figure = tuple[str, str, str]
_SIZES = (1_000, 10_000)
_REPEATED = 7
_RULES = Rules(rungs=(30, 14, 7, 3, 1))


def figures() -> Iterator[Figure]:
    """Name, value, goal."""
    with world() as far:
        few, many = (_passes(far, size) for size in _SIZES)
    for size, passes in zip(_SIZES, (few, many), strict=True):
        name = f"{SITES} sources unchanged, {size:,} calls stored"
        yield f"{name}, one pass", seconds([one.seconds for one in passes]), ""
        spent = statistics.median(one.cpu for one in passes)
        yield "  processor time of it", f"{spent:.2f} s", ""
    grown = ratio([one.seconds for one in many], [one.seconds for one in few])
    yield "calls grow tenfold: a pass takes, times as long", grown, "under 2"
    grown = ratio([one.cpu for one in many], [one.cpu for one in few])
    yield "  and times as much processor time", grown, "under 2"


def main() -> None:
    """Print the figures."""
    for name, value, goal in figures():
        print(f"{name:60} {value:>24}   {goal}", flush=True)  # noqa: T201  a program's output


def _passes(far: World, size: int) -> list[Pass]:
    with (
        tempfile.TemporaryDirectory() as folder,
        service(Path(folder), far, fill=partial(_fill, size=size)) as running,
    ):
        running.first()
        running.once()
        return [running.once() for _ in range(_REPEATED)]


def _fill(url: str, *, size: int) -> None:
    now = datetime.now(UTC)  # noqa: TID251  the program that is measured reads the real clock too
    database = open_database(url)
    new = [
        decide(None, _notice(n, now), Rank.AUTHORITY, now, _RULES, call_id=f"old-{n}")
        for n in range(size)
    ]
    with database.write() as conn:
        calls.save(conn, [keyed(outcome.call, now) for outcome in new])
    database.close()


def _notice(number: int, now: datetime) -> CallSeen:
    is_open = number // SITES % 50 == 0 and number % 10 == 0
    closes = now + timedelta(days=60 + number % 700) * (1 if is_open else -1)
    return CallSeen(
        source=f"site-{number % SITES}",
        key=f"old-{number}",
        word=StatusWord.OPEN if is_open else StatusWord.CLOSED,
        facts=CallFacts(
            title=f"AMIF: an older call for proposals, number {number}",
            country="SE",
            deadlines=(Deadline(at=closes, zone="Europe/Stockholm"),),
            deadline_kind=DeadlineKind.FIXED,
        ),
    )


if __name__ == "__main__":
    main()
