"""Polls that found nothing new are saved together, and leave what each alone would leave."""

import asyncio
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text

from config.settings import Settings
from config.vocabulary import CallFacts, Deadline, DeadlineKind, StatusWord
from monitor.context import Context, Watched, make_context
from monitor.health import PollOutcome
from monitor.poll import poll
from monitor.quiet import Desk, Unchanged
from monitor.seen import Seen, save_answer, save_failure
from monitor.together import Together
from sources.base import Answer, CallSeen, Client, Fetched, Memory, Response, SourceInfo, Validators
from sources.registry import custom_source
from store import polls
from store.database import StoreError, open_database

THEN = datetime(2026, 3, 1, 12, tzinfo=UTC)
NOW = THEN + timedelta(hours=3)
WELL = PollOutcome(ok=True, seen=2, landmarks=True)
SAME = PollOutcome(ok=True, seen=2, fresh_for=60.0)
TABLES = ("calls", "sightings", "versions", "events", "deliveries", "channels", "sources", "polls")


class Site:
    """A source that answers "unchanged" once it was read, and can be slow about it."""

    def __init__(self, name: str, wait: float = 0.0) -> None:
        made = custom_source(
            id=name,
            kind="page",
            url=f"http://{name}.example.org/",
            country="SE",
            language="en",
            timezone="Europe/Stockholm",
        )
        self.info: SourceInfo = made.info
        self.wait = wait

    async def fetch(self, client: Client, memory: Memory) -> Fetched:
        await asyncio.sleep(self.wait)
        return answered(self.info.url)

    def parse(self, fetched: Fetched, now: datetime) -> Answer:
        raise AssertionError("what is unchanged is not read")

    async def still_shown(self, client: Client, seen: CallSeen) -> bool | None:
        return None


def answered(url: str) -> Fetched:
    known = {url: Validators(etag='"1"')}
    response = Response(url=url, status=304, headers={}, body=b"", not_modified=True)
    return Fetched(responses=(response,), unchanged=True, validators=known, state={"k": "v"})


def notice(source: str, key: str, ends: timedelta) -> CallSeen:
    facts = CallFacts(
        title=f"A call of {source}, named {key}",
        country="SE",
        deadlines=(Deadline(at=NOW + ends, zone="Europe/Stockholm"),),
        deadline_kind=DeadlineKind.FIXED,
    )
    return CallSeen(source=source, key=key, word=StatusWord.OPEN, facts=facts)


def read_once(context: Context, name: str, *keys: str, at: datetime = THEN) -> None:
    """A whole answer with these calls, of which the first ends in half a day."""
    seen = tuple(
        notice(name, key, timedelta(hours=12) if key == keys[0] else timedelta(days=50))
        for key in keys
    )
    one = Seen(outcome=replace(WELL, seen=len(seen)), answer=Answer(calls=seen), fetched=None)
    save_answer(context, context.watched[name], one, at, seconds=0.0)


def opened(file: Path, *names: str) -> Context:
    """A database with a few sources, read once: one well, one failing, one that lacks a call."""
    watched = {
        name: Watched(source=Site(name), every=timedelta(hours=3), own=name == "own")
        for name in names
    }
    context = make_context(Settings(), open_database(f"sqlite:///{file}"), watched, lambda: NOW)
    for name in names:
        read_once(context, name, "first", "second")
    if "failing" in names:
        bad = PollOutcome(ok=False, error="gone", cause="unreachable")
        at = THEN + timedelta(hours=1)
        save_failure(context, watched["failing"], bad, at, seconds=0.0)
    if "lacking" in names:
        read_once(context, "lacking", "first", at=THEN + timedelta(hours=1))
    return context


def held(context: Context) -> dict[str, list[Any]]:
    """All that is stored but row numbers, which depend on the order, and the data's version."""
    found = {}
    with context.database.read() as conn:
        for table in TABLES:
            rows = conn.execute(text(f"SELECT * FROM {table}")).mappings()
            found[table] = sorted(
                repr({name: value for name, value in row.items() if name != "id"})
                if table in ("polls", "versions", "events", "deliveries")
                else repr(dict(row))
                for row in rows
            )
    return found


def unchanged(context: Context, name: str) -> Unchanged:
    watched = context.watched[name]
    seen = Seen(outcome=SAME, answer=None, fetched=answered(watched.info.url))
    return Unchanged(watched=watched, seen=seen, started=NOW - timedelta(seconds=2))


def test_saved_together_they_leave_what_each_alone_leaves(tmp_path: Path) -> None:
    names = ("one", "two", "own")
    together, alone = opened(tmp_path / "a.db", *names), opened(tmp_path / "b.db", *names)

    async def save() -> list[Any]:
        desk = Desk(together)
        return await asyncio.gather(*(desk.unchanged(unchanged(together, n)) for n in names))

    saved = asyncio.run(save())
    each = [
        save_answer(alone, alone.watched[name], unchanged(alone, name).seen, NOW, seconds=2.0)
        for name in names
    ]

    assert saved == each
    assert held(together) == held(alone)
    assert saved[0].next_poll == NOW + timedelta(hours=1)  # a call of it ends within a day


def test_what_is_more_than_quiet_is_left_to_go_the_whole_way(tmp_path: Path) -> None:
    context = opened(tmp_path / "a.db", "well", "failing", "lacking")

    async def save() -> list[Any]:
        desk = Desk(context)
        return await asyncio.gather(
            *(desk.unchanged(unchanged(context, n)) for n in context.watched)
        )

    well, failing, lacking = asyncio.run(save())

    assert well is not None
    assert failing is None
    assert lacking is None


def test_a_failing_source_that_answers_the_same_is_back(tmp_path: Path) -> None:
    context = opened(tmp_path / "a.db", "failing")

    report = asyncio.run(poll(context, None, context.watched["failing"]))  # type: ignore[arg-type]

    assert report.ok
    assert report.recovered
    with context.database.read() as conn:
        assert polls.state(conn, "failing").failures == 0


def test_a_pass_is_saved_in_few_transactions_and_a_slow_source_holds_up_none(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    names = [f"s{number}" for number in range(40)]
    context = opened(tmp_path / "a.db", *names)
    for name in names[:20]:  # more of them than there is room for
        context.watched[name].source.wait = 3.0  # type: ignore[attr-defined]
    writes, write = [], type(context.database).write
    monkeypatch.setattr(
        type(context.database), "write", lambda *a, **kw: writes.append(1) or write(*a, **kw)
    )
    ended: list[str] = []

    async def run() -> None:
        desk = Desk.shared(context)

        async def one(name: str) -> None:
            await poll(context, None, context.watched[name], desk)  # type: ignore[arg-type]
            ended.append(name)

        await asyncio.gather(*map(one, names))

    asyncio.run(run())

    assert set(ended[:20]) == set(names[20:])
    assert len(writes) < 20


def test_a_store_that_refuses_is_told_to_everyone_who_asked(tmp_path: Path) -> None:
    context = opened(tmp_path / "a.db", "one", "two")

    def refuse(_: Any) -> list[Any]:
        raise StoreError("The disk is full.")

    async def ask() -> list[Any]:
        together = Together[int, int](refuse)
        return await asyncio.gather(together.ask(1), together.ask(2), return_exceptions=True)

    told = asyncio.run(ask())
    context.database.close()

    assert [str(one) for one in told] == ["The disk is full."] * 2


def test_who_asks_meanwhile_is_answered_by_the_next_go() -> None:
    goes: list[list[int]] = []

    def double(asked: Any) -> list[int]:
        goes.append(list(asked))
        return [2 * one for one in asked]

    async def ask() -> tuple[int, list[int]]:
        together = Together[int, int](double)
        first = asyncio.create_task(together.ask(1))
        await asyncio.sleep(0.001)
        rest = await asyncio.gather(*map(together.ask, (2, 3)))
        return await first, list(rest)

    assert asyncio.run(ask()) == (2, [4, 6])
    assert [one for go in goes for one in go] == [1, 2, 3]
    assert len(goes) <= 2
