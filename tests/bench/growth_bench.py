"""Figures of a pass as the stored calls grow: `python -m tests.bench.growth_bench`.

The running service and 200 sites as in pass_bench, nothing changed, every site answering 304; but
that each site's source once showed 5, then 50 calls, a few of them still open.
"""

import statistics
import tempfile
from collections.abc import Iterator
from functools import partial
from pathlib import Path

from sources.base import Rank
from tests.bench.pass_service import Pass, service
from tests.bench.pass_world import SITES, World, world
from tests.bench.spread import ratio, seconds
from tests.bench.stored import fill

Figure = tuple[str, str, str]
_SIZES = (1_000, 10_000)
_REPEATED = 7


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
        service(Path(folder), far, fill=partial(_fill, size)) as running,
    ):
        running.first()
        running.once()
        return [running.once() for _ in range(_REPEATED)]


def _fill(size: int, url: str) -> None:
    shown = [f"site-{site}" for site in range(SITES)]
    fill(url, size, sources=shown, rank=Rank.AUTHORITY, title="AMIF: an older call, number")


if __name__ == "__main__":
    main()
