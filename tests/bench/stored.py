"""Calls for benches: notices as a source would give them, and a store filled with many."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from config.vocabulary import CallFacts, Deadline, DeadlineKind, StatusWord
from monitor.lifecycle import Rules, decide
from monitor.record import keyed
from sources.base import CallSeen, Rank
from store import calls
from store.database import open_database

RULES = Rules(rungs=(30, 14, 7, 3, 1))
_BATCH = 5_000


def notice(
    number: int,
    closes: datetime,
    *,
    source: str = "eu_portal",
    word: StatusWord = StatusWord.OPEN,
    title: str = "Call",
    **facts: Any,
) -> CallSeen:
    """What `source` says of its call of this number: one deadline, at `closes` (aware)."""
    return CallSeen(
        source=source,
        key=f"k{number}",
        word=word,
        facts=CallFacts(
            title=f"{title} {number}",
            country="EU",
            deadlines=(Deadline(at=closes, zone="Europe/Brussels"),),
            deadline_kind=DeadlineKind.FIXED,
            **facts,
        ),
    )


def fill(
    url: str,
    size: int,
    *,
    sources: Sequence[str] = ("eu_portal",),
    rank: Rank = Rank.PORTAL,
    title: str = "Call",
) -> None:
    """Store `size` calls, shown by `sources` in turn, a few of them still open as after years."""
    now = datetime.now(UTC)  # noqa: TID251  the program that is measured reads the real clock too
    database = open_database(url)
    for start in range(0, size, _BATCH):
        new = []
        for number in range(start, min(start + _BATCH, size)):
            is_open = number // len(sources) % 50 == 0 and number % 10 == 0
            seen = notice(
                number,
                now + timedelta(days=60 + number % 700) * (1 if is_open else -1),
                source=sources[number % len(sources)],
                word=StatusWord.OPEN if is_open else StatusWord.CLOSED,
                title=title,
            )
            new.append(decide(None, seen, rank, now, RULES, call_id=f"call-{number}").call)
        with database.write() as conn:
            calls.save(conn, [keyed(call, now) for call in new])
    database.close()
