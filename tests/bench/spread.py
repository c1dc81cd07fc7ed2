"""How repeated measurements are told: the median, with the least and the most beside it."""

import statistics
import time
from collections.abc import Callable, Sequence


def times(work: Callable[[], object], rounds: int) -> list[float]:
    """Seconds of wall time of each round."""
    taken = []
    for _ in range(rounds):
        begun = time.perf_counter()
        work()
        taken.append(time.perf_counter() - begun)
    return taken


def seconds(values: Sequence[float]) -> str:
    """`0.61 s (0.52-0.80)`."""
    return f"{statistics.median(values):.2f} s ({min(values):.2f}-{max(values):.2f})"


def milliseconds(values: Sequence[float]) -> str:
    """`1.20 ms (1.10-1.52)`, of values in seconds."""
    low, middle, high = (1000 * one(values) for one in (min, statistics.median, max))
    places = 2 if middle < 10 else 1
    return f"{middle:,.{places}f} ms ({low:,.{places}f}-{high:,.{places}f})"


def ratio(values: Sequence[float], floor: Sequence[float]) -> str:
    """`1.9`: one median against another."""
    return f"{statistics.median(values) / statistics.median(floor):.2f}"


def at(values: Sequence[float], part: float) -> float:
    """The value below which this part of them lies."""
    return sorted(values)[min(len(values) - 1, int(len(values) * part))]
