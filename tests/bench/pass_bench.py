"""Figures of a pass over 200 sources in the running service: `python -m tests.bench.pass_bench`.

The service, the sites with the receiver, and the floor (httpx and a hash) are processes of their
own. Floor and service take turns, the one held while the other works; a ratio is that of two
medians of the same minutes. Of two feeds that change, which they are is drawn anew each time.
"""

import random
import tempfile
from collections.abc import Iterator
from pathlib import Path

from tests.bench.pass_floor import Floor, floor
from tests.bench.pass_service import Pass, Service, addresses, service
from tests.bench.pass_world import SITES, World, world
from tests.bench.spread import at, ratio, seconds

Figure = tuple[str, str, str]
_REPEATED = 5
_CHANGED = 2
_RESTED = 3  # times, of more than half a minute each
_SOME, _PASSES = 25, 8
_COLD = 26.0  # seconds in which a child without work has ended


def figures() -> Iterator[Figure]:
    """Name, value, goal."""
    with (
        tempfile.TemporaryDirectory() as folder,
        world() as far,
        floor(addresses(far)) as bare,
        service(Path(folder), far) as running,
    ):
        running.first()
        if running.calls() != SITES:
            raise RuntimeError(f"{running.calls()} calls were read of {SITES}")
        running.once()  # a warm-up, as the floor has its own in learning the validators
        for tags, about in ((True, "304"), (False, "200, the same bytes")):
            far.ask("tagging", tags)
            bare.once()
            yield from _unchanged(far, bare, running, about)
        far.ask("tagging", True)
        running.once()
        yield from _two_changed(far, running)
        yield from _some_changed(far, running)
        yield from _all_new(far, running)


def main() -> None:
    """Print the figures."""
    for name, value, goal in figures():
        print(f"{name:60} {value:>24}   {goal}", flush=True)  # noqa: T201  a program's output


def _unchanged(far: World, bare: Floor, running: Service, about: str) -> Iterator[Figure]:
    floors: list[tuple[float, float]] = []
    passes: list[Pass] = []
    least = 0.0
    for _ in range(_REPEATED):
        far.ask("forget")
        own = [bare.once() for _ in range(3)]
        least = far.ask("seen")["sent"] / len(own)
        floors += own
        passes.append(running.once())
    if any(one.unchanged != SITES for one in passes):
        raise RuntimeError("a pass in which nothing changed found something")
    walls, cpus = [wall for wall, _ in floors], [cpu for _, cpu in floors]
    taken, spent = [one.seconds for one in passes], [one.cpu for one in passes]
    most = max(one.seen["sent"] for one in passes)
    name = f"{SITES} sources unchanged ({about})"
    yield f"{name}, the floor", seconds(walls), ""
    yield f"{name}, one pass", seconds(taken), ""
    yield "  of the floor's time", ratio(taken, walls), "at most 2"
    yield "  of the floor's processor time", ratio(spent, cpus), ""
    yield "  of the floor's bytes", f"{most / least:.2f}", "1"


def _two_changed(far: World, running: Service) -> Iterator[Figure]:
    draw = random.Random(200)  # the same sites each time it is run
    for rest, about in ((0.0, "reading child at hand"), (_COLD, "reading child to be started")):
        first, last = [], []
        for again in range(_REPEATED + 1 if not rest else _RESTED):
            running.rest(rest)
            far.ask("move", *draw.sample(range(SITES), _CHANGED))
            one = running.once(messages=_CHANGED)
            told = sorted(when - one.begun for _, _, when in one.seen["told"])
            if again or rest:  # the very first starts the child
                first.append(told[0])
                last.append(told[-1])
        name = f"{_CHANGED} of {SITES} changed, {about}"
        yield f"{name}, first message after", seconds(first), "under 0.3 s"
        yield f"{name}, both told after", seconds(last), ""


def _all_new(far: World, running: Service) -> Iterator[Figure]:
    passes = []
    for _ in range(3):
        far.ask("add", *range(SITES))
        passes.append(running.once(messages=SITES))
    yield (
        f"{SITES} sources with a new call each, one pass",
        seconds([p.seconds for p in passes]),
        "",
    )
    told = [max(when - one.begun for _, _, when in one.seen["told"]) for one in passes]
    yield "  the last of 200 messages accepted after", seconds(told), ""
    waits = [wait for one in passes for wait in _waits(one)]
    yield "  answer to message, 200 at once, p95", f"{at(waits, 0.95):.2f} s", ""


def _some_changed(far: World, running: Service) -> Iterator[Figure]:
    draw, waits = random.Random(25), list[float]()
    for _ in range(_PASSES):
        far.ask("move", *draw.sample(range(SITES), _SOME))
        waits += _waits(running.once(messages=_SOME))
    name = f"change seen to message accepted, {len(waits)} changes"
    yield f"{name}, median", seconds(waits), ""
    yield f"{name}, p95", f"{at(waits, 0.95):.2f} s", "under 1 s"
    yield f"{name}, p99", f"{at(waits, 0.99):.2f} s", "under 2 s"


def _waits(one: Pass) -> list[float]:
    answered = one.seen["answered"]
    told = one.seen["told"]
    return [when - answered[str(site)] for site, _, when in told if str(site) in answered]


if __name__ == "__main__":
    main()
