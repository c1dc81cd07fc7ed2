"""Figures of many subscribers: `python -m tests.bench subscribers`.

Ten thousand confirmed subscribers in a real SQLite file, each with a choice of their own.
"""

import random
import resource
import tempfile
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

from config.channel import Channel
from config.settings import Settings, load_settings
from config.vocabulary import Applicant, EventKind, Objective
from monitor.context import make_context
from monitor.owing import deliveries_for
from monitor.receivers import receivers
from monitor.record import keyed
from store import calls, channels, events, outbox, subscribers
from store.database import Database, open_database
from store.records import CallEvent, StoredCall
from store.subscribers import Signup
from tests.web.web_world import THB

Figure = tuple[str, str, str]
NOW = datetime(2026, 2, 25, 9, 30, tzinfo=UTC)
_MANY = 10_000


def figures() -> Iterator[Figure]:
    """What was measured: its name, its value, its goal."""
    with tempfile.TemporaryDirectory() as folder:
        settings = _settings(Path(folder))
        database = open_database(settings.store.url.get_secret_value())
        _subscribe(database)
        context = make_context(settings, database, {}, lambda: NOW + timedelta(hours=1))
        for name in ("first, all read anew", "again, nobody changed"):
            began = time.perf_counter()
            owed = _tell(context.database, context.channels, name)
            taken = time.perf_counter() - began
            yield f"one event to {owed:,} of 10,000: {name}", f"{taken:.2f} s", "under 2 s"
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        yield "memory at the peak", f"{peak:.0f} MB", "under 250 MB"
        database.close()


def _settings(folder: Path) -> Settings:
    file = folder / "amif-monitor.toml"
    file.write_text(
        f'[store]\nurl = "sqlite:///{folder}/bench.db"\n[subscriptions]\nenabled = true\n'
        'mail_url = "mailto://127.0.0.1:9?from=alerts@example.org"\n',
        encoding="utf-8",
    )
    return load_settings(file, {})


def _subscribe(database: Database) -> None:
    chance = random.Random(11)
    with database.write() as conn:
        for number in range(_MANY):
            signup = Signup(
                token_hash=f"{number:064}",
                kind="mail",
                name_key=f"key-{number}",
                address=f"someone-{number}@example.org",
                choice=_choice(chance),
                asked=NOW,
                expires=NOW + timedelta(hours=48),
            )
            subscribers.add_pending(conn, signup)
            known = subscribers.confirm(conn, signup.token_hash, NOW, f"proof-{number}")
            assert known is not None
            channels.ensure(conn, known.channel_name, NOW)
            channels.mark_summarised(conn, known.channel_name, NOW)


def _choice(chance: random.Random) -> Channel:
    return Channel(
        name="",
        countries=chance.choice([(), ("EU",), ("EU", "SE")]),
        objectives=chance.choice([(), (Objective.LEGAL_MIGRATION_AND_INTEGRATION,)]),
        applicants=chance.choice([(), (Applicant.NGO,)]),
        keywords=chance.choice([(), ("trafficking", "integration")]),
        digest=chance.choice(["", "daily 08:00"]),
        language=chance.choice(["en", "sv", "el"]),
    )


def _tell(database: Database, known: object, name: str) -> int:
    """As a poll does it: who is told, who wants it, what is owed."""
    now = NOW + timedelta(hours=1)
    call: StoredCall = THB
    event = CallEvent(
        key=name, kind=EventKind.OPEN, subject=call.id, at=now, source="eu_portal", turn=1
    )
    with database.write() as conn:
        calls.save(conn, [keyed(call, now)])
        stored = events.add(conn, [event])
        told = receivers(conn, known(), now)  # type: ignore[operator]  a method of the context
        return outbox.owe(conn, deliveries_for(stored, {call.id: call}, told, now))


if __name__ == "__main__":
    for figure in figures():
        print(*figure, sep="   ")  # noqa: T201  a program's output
