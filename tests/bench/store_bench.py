"""Figures of the store: `python -m tests.bench.store_bench [postgresql://...]`."""

import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from sqlalchemy import Connection

from config.channel import Channel
from config.vocabulary import (
    CallFacts,
    CallStatus,
    Deadline,
    Document,
    EventKind,
    Objective,
    StatusWord,
)
from store import calls, events, outbox, polls, subscribers
from store.calls import CallQuery, KeyedCall
from store.codec import notice_digest
from store.database import Database, open_database
from store.housekeeping import Keep, housekeep
from store.records import (
    CallEvent,
    Change,
    Delivery,
    DeliveryKind,
    DeliveryState,
    PollRun,
    Sighting,
    SourceState,
    StoredCall,
    Version,
)
from store.subscribers import Signup
from store.tables import Base

NOW = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)
Figure = tuple[str, str, str]


def figures(url: str | None = None) -> Iterator[Figure]:
    """What was measured: its name, its value, its goal (empty where none was set)."""
    with _database(url) as db:
        for size in (100, 10_000, 100_000):
            _fill(db, size)
            yield f"due, {size:,} calls stored", _ms(_median(lambda: _due(db))), "does not grow"
        yield "fingerprints of 100,000 calls", _ms(_median(lambda: _prints(db), 3)), ""
        yield "first page of a list, 100,000 calls", _ms(_median(lambda: _page(db), 3)), ""
    with _database(url) as db:
        _fill(db, 10_000)
        yield "by_source, 10,000 calls", _ms(_median(lambda: _by_source(db), 3)), ""
    with _database(url) as db:
        _fill(db, 100)
        yield "poll of 100 unchanged calls", _ms(_median(lambda: _poll(db))), "few ms"
    for size in (10_000, 100_000):
        with _database(url) as db:
            yield f"owe {size:,} deliveries", _ms(_time(lambda n=size: _owe(db, n))), ""
            yield f"claim 200 of {size:,} owed", _ms(_median(lambda: _claim(db), 5)), ""
            if size == 10_000:
                yield f"claim and mark sent, one by one, {size:,}", _rate(db), "more than 1,000/s"
    with _database(url) as db:
        _subscribe(db, 10_000)
        yield "read 10,000 subscribers", _ms(_median(lambda: _everybody(db), 3)), "under 2 s"
    if url is None:
        yield "ten years of AMIF on disk", _ten_years(), "under 200 MB"


def main() -> None:
    """Print the figures."""
    url = sys.argv[1] if len(sys.argv) > 1 else None
    for name, value, goal in figures(url):
        print(f"{name:45} {value:>12}   {goal}")  # noqa: T201  a program's output


@contextmanager
def _database(url: str | None) -> Iterator[Database]:
    if url is not None:
        db = open_database(url)
        with db.write() as conn:
            names = ", ".join(Base.metadata.tables)
            conn.exec_driver_sql(f"TRUNCATE {names}")
        yield db
        db.close()
        return
    with tempfile.TemporaryDirectory() as folder:
        db = open_database(f"sqlite:///{Path(folder) / 'bench.db'}")
        yield db
        db.close()


def _fill(db: Database, size: int) -> None:
    with db.write() as conn:
        calls.save(conn, [_call(number, size) for number in range(size)])


def _call(number: int, size: int) -> KeyedCall:
    ends = NOW + timedelta(days=number % 400)
    facts = CallFacts(
        title=f"Call {number} for the integration of third-country nationals",
        country="EU",
        identifier=f"AMIF-2026-TF2-AG-{number:06}",
        deadlines=(Deadline(at=ends, zone="Europe/Brussels", text="2026-12-01"),),
        conditions="Minimum two applicants from two Member States. " * 4,
        documents=(Document(url=f"https://example.org/{number}.pdf", title="Call document"),),
        url=f"https://example.org/{number}",
    )
    seen = Sighting(
        source="eu_portal",
        key=f"k{number}",
        rank="portal",
        word=StatusWord.OPEN,
        facts=facts,
        first_seen=NOW,
        last_seen=NOW,
    )
    # Ten calls are due at any size: what is measured is finding them.
    due = NOW - timedelta(hours=1) if number < 10 else NOW + timedelta(days=1 + number)
    call = StoredCall(
        id=f"c{number}",
        facts=facts,
        word=StatusWord.OPEN,
        status=CallStatus.OPEN if number % 10 == 0 else CallStatus.CLOSED,
        sightings=(seen,),
        first_seen=NOW,
        updated=NOW,
        next_due=due,
    )
    return KeyedCall(call=call, code_key=facts.identifier or "", title_key=facts.title)


def _due(db: Database) -> None:
    with db.read() as conn:
        if len(calls.due(conn, NOW)) != 10:
            raise AssertionError("ten calls are due")


def _prints(db: Database) -> None:
    with db.read() as conn:
        calls.fingerprints(conn, "eu_portal")


def _page(db: Database) -> None:
    with db.read() as conn:
        calls.search(conn, CallQuery(limit=100))


def _by_source(db: Database) -> None:
    with db.read() as conn:
        calls.by_source(conn, "eu_portal")


def _poll(db: Database) -> None:
    """What a poll asks of the store when nothing changed, the digests of its notices included."""
    notices = {f"k{number}": _call(number, 100).call.facts for number in range(100)}
    with db.write() as conn:
        known = calls.fingerprints(conn, "eu_portal")
        same = [
            key
            for key, facts in notices.items()
            if known[key].digest == notice_digest(StatusWord.OPEN, facts)
        ]
        if calls.seen_again(conn, "eu_portal", same, NOW) != 100:
            raise AssertionError("all are unchanged")
        calls.missed(conn, "eu_portal", notices.keys(), NOW)
        polls.save_state(conn, SourceState(id="eu_portal", last_success=NOW))


def _owe(db: Database, size: int) -> None:
    opened = CallEvent(
        key="e", kind=EventKind.OPEN, subject="c1", at=NOW, source="eu_portal", turn=1
    )
    with db.write() as conn:
        [stored] = events.add(conn, [opened])
        owed = [
            Delivery(
                key=f"d{number}",
                channel=f"subscriber:{number}",
                kind=DeliveryKind.EVENT,
                created=NOW,
                event_id=stored.id,
            )
            for number in range(size)
        ]
        outbox.owe(conn, owed)


def _claim(db: Database) -> list[Delivery]:
    with db.write(parallel=True) as conn:
        return outbox.claim(conn, now=NOW, owner="bench", lease=timedelta(seconds=10), limit=200)


def _rate(db: Database) -> str:
    begun, done = time.perf_counter(), 0
    while claimed := _claim(db):
        for one in claimed:
            with db.write(parallel=True) as conn:
                done += outbox.sent(conn, one.id, "bench", NOW)
    return f"{done / (time.perf_counter() - begun):,.0f}/s"


def _subscribe(db: Database, size: int) -> None:
    chosen = Channel(
        name="", countries=("EU", "SE"), objectives=(Objective.RETURN,), keywords=("housing",)
    )
    with db.write() as conn:
        for number in range(size):
            signup = Signup(
                token_hash=f"t{number}",
                kind="mail",
                name_key=f"{number}@example.org",
                address=f"{number}@example.org",
                choice=chosen,
                asked=NOW,
                expires=NOW + timedelta(days=2),
            )
            subscribers.add_pending(conn, signup)
            subscribers.confirm(conn, signup.token_hash, NOW, f"proof {number}")


def _everybody(db: Database) -> None:
    with db.read() as conn:
        subscribers.all_confirmed(conn)


def _ten_years() -> str:
    """350 calls a year from 27 sources, told to 20 channels, after a night's housekeeping."""
    with _database(None) as db:
        _fill(db, 3_500)
        with db.write() as conn:
            for number in range(3_500):
                at = NOW - timedelta(days=number)
                _live_through(conn, number, at)
            for number in range(90 * 24 * (4 + 26 // 3)):  # 15 m and 26 times 3 h, 90 days
                started = NOW - timedelta(minutes=5 * number)
                polls.add_run(
                    conn, PollRun(source="eu_portal", started=started, seconds=1, ok=True)
                )
            housekeep(conn, NOW, Keep())
        with db.read() as conn:
            pages = conn.exec_driver_sql("PRAGMA page_count").scalar_one()
            size = conn.exec_driver_sql("PRAGMA page_size").scalar_one()
        return f"{pages * size / 1e6:,.0f} MB"


def _live_through(conn: Connection, number: int, at: datetime) -> None:
    """What one call leaves behind: five versions, eight events, each told to 20 channels."""
    change = Change(field="deadline", old="2 December 2026, 17:00", new="9 December 2026, 17:00")
    turns = range(5)
    version = Version(call_id=f"c{number}", at=at, source="eu_portal", turn=0, digest="0" * 64)
    calls.add_versions(conn, [replace(version, turn=t, changes=(change,) * 3) for t in turns])
    happened = [
        CallEvent(
            key=f"c{number}|closing_soon|2026-12-01T16:00:00Z|{rung}|1",
            kind=EventKind.CLOSING_SOON,
            subject=f"c{number}",
            at=at,
            source="clock",
            turn=1,
            deadline=at,
            rung_days=rung,
        )
        for rung in range(8)
    ]
    owed = [
        Delivery(
            key=f"{one.id}|channel-{channel}",
            channel=f"channel-{channel}",
            kind=DeliveryKind.EVENT,
            created=at,
            event_id=one.id,
            state=DeliveryState.SENT,
            attempts=1,
            sent_at=at,
        )
        for one in events.add(conn, happened)
        for channel in range(20 if NOW - at < timedelta(days=730) else 0)
    ]
    outbox.owe(conn, owed)


def _time(work: Callable[[], object]) -> float:
    begun = time.perf_counter()
    work()
    return time.perf_counter() - begun


def _median(work: Callable[[], object], times: int = 15) -> float:
    return sorted(_time(work) for _ in range(times))[times // 2]


def _ms(seconds: float) -> str:
    return f"{seconds * 1000:,.2f} ms"


if __name__ == "__main__":
    main()
