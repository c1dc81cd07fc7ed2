"""Figures of memory after a month's work: `python -m tests.bench.month_bench`.

What is simulated is the work, not the time: as many polls as the portal (each 15 minutes) and 65
national sources (each 3 hours) take in 30 days are done by 200 sites asked each second, two of them
changed in each round; so a month's changes are more than they will be. Page views are none.
"""

import random
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from tests.bench.pass_service import Service, service
from tests.bench.pass_world import SITES, World, world

Figure = tuple[str, str, str]
_MONTH = 30 * (96 + 65 * 8)  # polls
_QUIET = 30.0  # seconds: children that read have ended


def figures() -> Iterator[Figure]:
    """Name, value, goal."""
    with (
        tempfile.TemporaryDirectory() as folder,
        world() as far,
        service(Path(folder), far, every=1) as running,
    ):
        running.wait(lambda: running.stored()[0] >= 2 * SITES)
        early = running.memory()
        sizes = list(_rounds(far, running))
        time.sleep(_QUIET)
        late, polls = running.memory(), running.stored()[0]
    yield f"memory with {SITES} sources, each asked twice", _mb(early), ""
    yield f"memory while working, most, over {polls:,} polls", _mb(max(sizes)), ""
    yield f"memory after them, nothing changing ({_MONTH:,} are a month)", _mb(late), "under 150 MB"


def main() -> None:
    """Print the figures."""
    for name, value, goal in figures():
        print(f"{name:60} {value:>24}   {goal}", flush=True)  # noqa: T201  a program's output


def _rounds(far: World, running: Service) -> Iterator[int]:
    draw = random.Random(30)
    while running.stored()[0] < _MONTH:
        far.ask("move", *draw.sample(range(SITES), 2))
        time.sleep(1.0)
        yield running.memory()


def _mb(size: int) -> str:
    return f"{size / 1e6:.0f} MB"


if __name__ == "__main__":
    main()
