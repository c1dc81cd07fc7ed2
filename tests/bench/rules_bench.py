"""Figures of the rules: `python -m tests.bench.rules_bench`.

Finding what is due next must not take longer the more calls are stored, nor telling it.
"""

import tempfile
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from statistics import median

from monitor.lifecycle import Rules, decide, tick
from monitor.record import keyed
from sources.base import CallSeen, Rank
from store import calls
from store.database import Database, open_database
from store.records import StoredCall
from tests.bench.stored import notice

NOW = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)
RULES = Rules()
Figure = tuple[str, str, str]


def figures() -> Iterator[Figure]:
    """What was measured: its name, its value, its goal (empty where none was set)."""
    one, other = _notice(1, days=21), _notice(1, days=28)
    stored = _call(1)
    yield "decide, nothing new", _us(lambda: _decide(stored, one)), ""
    yield "decide, a deadline moved", _us(lambda: _decide(stored, other)), ""
    yield "tick, a reminder falls due", _us(lambda: tick(stored, _due(stored), RULES)), ""
    with tempfile.TemporaryDirectory() as folder:
        database = open_database(f"sqlite:///{Path(folder) / 'bench.db'}")
        begun = 0
        for size in (100, 10_000, 100_000):
            _fill(database, begun, size)
            begun = size
            goal = "does not grow"
            yield f"next due instant, {size:,} calls", _us(lambda: _next(database)), goal
            yield f"what is due and its tick, {size:,} calls", _us(lambda: _tell(database)), goal
        database.close()


def main() -> None:
    """Print the figures."""
    for name, value, goal in figures():
        print(f"{name:45} {value:>12}   {goal}")  # noqa: T201  a program's output


def _notice(number: int, *, days: int) -> CallSeen:
    closes = NOW + timedelta(days=days, minutes=number % 1440)
    conditions = "Applicants are public bodies. Two partners at least."
    return notice(number, closes, conditions=conditions)


def _decide(stored: StoredCall | None, seen: CallSeen, number: int = 1) -> StoredCall:
    call_id = f"call-{number}"
    return decide(stored, seen, Rank.PORTAL, NOW, RULES, call_id=call_id).call


def _call(number: int) -> StoredCall:
    """Most calls close far away; every thousandth has a reminder within the hour."""
    soon = number % 1000 == 1
    return _decide(None, _notice(number, days=14 if soon else 60 + number % 700), number)


def _due(call: StoredCall) -> datetime:
    return call.next_due or NOW


def _fill(database: Database, begun: int, size: int) -> None:
    for start in range(begun, size, 5_000):
        new = [_call(number) for number in range(start, min(start + 5_000, size))]
        with database.write() as conn:
            calls.save(conn, [keyed(call, NOW) for call in new])


def _next(database: Database) -> datetime | None:
    with database.read() as conn:
        return calls.next_due(conn)


def _tell(database: Database) -> int:
    """One call is due; nothing is saved, so that it is due again the next time."""
    with database.read() as conn:
        due = calls.due(conn, calls.next_due(conn) or NOW, limit=1)
    return sum(len(tick(call, _due(call), RULES).events) for call in due)


def _us(step: Callable[[], object], times: int = 200) -> str:
    """The median of its processor time, which a busy machine does not change."""
    step()
    taken = []
    for _ in range(times):
        begun = time.process_time()
        step()
        taken.append(time.process_time() - begun)
    return f"{median(taken) * 1e6:,.0f} us"


if __name__ == "__main__":
    main()
