"""Figures of the store: `python -m tests.bench.store_bench [postgresql://...]`."""

import sys
import tempfile
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
from tests.bench.spread import milliseconds, ratio, times
from tests.bench.store_floor import Raw

NOW = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)
Figure = tuple[str, str, str]
_ROUNDS = 15
_FLOOR = "  times plain SQL for the same rows"


def figures(url: str | None = None) -> Iterator[Figure]:
    """What was measured: its name, its value, its goal (empty where none was set).

    On SQLite each is followed by the same rows by plain SQL, measured right after on the same file.
    """
    with _database(url) as db:
        for size in (100, 10_000, 100_000):
            _fill(db, size)
            name = f"due, {size:,} calls stored"
            yield from _beside(db, name, _due, Raw.due, "does not grow")
        yield from _beside(db, "fingerprints of 100,000 calls", _prints, Raw.fingerprints)
        yield from _beside(db, "first page of a list, 100,000 calls", _page, Raw.page)
    with _database(url) as db:
        _fill(db, 10_000)
        yield "by_source, 10,000 calls", milliseconds(times(lambda: _by_source(db), 5)), ""
    with _database(url) as db:
        _fill(db, 100)
        yield from _beside(db, "poll of 100 unchanged calls", _poll, Raw.poll, "few ms")
    for size in (10_000, 100_000):
        yield from _deliveries(url, size)
    with _database(url) as db:
        _subscribe(db, 10_000)
        yield from _beside(db, "read 10,000 subscribers", _everybody, Raw.everybody, "under 2 s")
    if url is None:
        yield "ten years of AMIF on disk", _ten_years(), "under 200 MB"


def _beside(
    db: Database,
    name: str,
    ours: Callable[[Database], object],
    floor: Callable[[Raw], object],
    goal: str = "",
) -> Iterator[Figure]:
    """The median of several rounds, and how many times that of plain SQL it is."""
    ours(db)
    taken = times(lambda: ours(db), _ROUNDS)
    yield name, milliseconds(taken), goal
    with _raw(db) as raw:
        if raw is not None:
            floor(raw)
            yield _FLOOR, ratio(taken, times(lambda: floor(raw), _ROUNDS)), ""


def _deliveries(url: str | None, size: int) -> Iterator[Figure]:
    """Owing, claiming and marking: once each, for each changes what the next would find."""
    owing, claiming, marking = list[float](), list[float](), list[float]()
    for floor in (False, True):
        with _database(url) as db, _raw(db) as raw:
            if floor and raw is None:
                return
            one = raw if floor else None
            owing += times(lambda one=one, db=db: one.owe(size) if one else _owe(db, size), 1)
            claims = times(lambda one=one, db=db: one.claim() if one else _claim(db), 5)
            claiming.append(sorted(claims)[2])
            if size == 10_000:
                marking += times(
                    lambda one=one, db=db: one.claim_and_mark() if one else _mark(db), 1
                )
        if not floor:
            yield f"owe {size:,} deliveries", milliseconds(owing), ""
            yield f"claim 200 of {size:,} owed", milliseconds(claims), ""
            left = size - 5 * 200
            if marking:
                name = f"claim and mark sent, one by one, {left:,}"
                yield name, f"{left / marking[0]:,.0f}/s", "more than 1,000/s"
    yield f"  times plain SQL: owe {size:,}", ratio(owing[:1], owing[1:]), ""
    yield f"  times plain SQL: claim 200 of {size:,}", ratio(claiming[:1], claiming[1:]), ""
    if marking:
        yield "  times plain SQL: claim and mark", ratio(marking[:1], marking[1:]), ""


def main() -> None:
    """Print the figures."""
    url = sys.argv[1] if len(sys.argv) > 1 else None
    for name, value, goal in figures(url):
        print(f"{name:45} {value:>28}   {goal}")  # noqa: T201  a program's output


@contextmanager
def _raw(db: Database) -> Iterator[Raw | None]:
    """Plain SQL on the same file; None for PostgreSQL."""
    if db.path is None:
        yield None
        return
    raw = Raw(db.path, NOW, NOW + timedelta(seconds=10))
    yield raw
    raw.close()


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


def _mark(db: Database) -> None:
    while claimed := _claim(db):
        for one in claimed:
            with db.write(parallel=True) as conn:
                outbox.sent(conn, one.id, "bench", NOW)


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


if __name__ == "__main__":
    main()
