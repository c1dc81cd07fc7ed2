"""The demo's world: its clock, and what a poller sees in forty seconds of it."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
import stamina

from config.vocabulary import StatusWord
from monitor.demo.clock import FastClock
from monitor.demo.portal import DETAILS_PATH, SEARCH_PATH, portal_app
from monitor.demo.server import serve
from monitor.demo.story import BEGIN, END, FACTOR, MOVED, Story, story_clock
from sources.base import CallSeen, Memory
from sources.eu_portal import EuPortal
from sources.http import open_client


@pytest.fixture(autouse=True)
def _no_waiting() -> Iterator[None]:
    stamina.set_testing(True, attempts=1)
    yield
    stamina.set_testing(False)


class Seconds:
    """Real time, moved by hand."""

    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


def test_a_fast_clock_runs_by_its_factor_and_slows_down_at_the_end() -> None:
    real = Seconds()
    start = datetime(2026, 1, 1, tzinfo=UTC)
    clock = FastClock(start, 3600.0, end=start + timedelta(hours=2), real=real)
    read = []
    for seconds in (0.0, 0.5, 2.0, 62.0):
        real.now = seconds
        read.append(clock() - start)
    hours = timedelta(hours=1)
    assert read == [0 * hours, 0.5 * hours, 2 * hours, 2 * hours + timedelta(minutes=1)]


def test_a_fast_clock_without_an_end_never_slows_down() -> None:
    real = Seconds()
    clock = FastClock(BEGIN, 10.0, real=real)
    real.now = 1000.0
    assert clock() == BEGIN + timedelta(seconds=10_000)


def test_the_story_is_told_in_little_more_than_forty_seconds() -> None:
    assert 40 <= (END - BEGIN).total_seconds() / FACTOR <= 45
    assert story_clock()() - BEGIN < timedelta(days=13)


async def told() -> list[tuple[float, dict[str, CallSeen]]]:
    """What a poll at each second of the story reads."""
    real = Seconds()
    clock = FastClock(BEGIN, FACTOR, end=END, real=real)
    found = []
    with serve(portal_app(Story(clock).world)) as address:
        portal = EuPortal(address + SEARCH_PATH, address + DETAILS_PATH)
        async with open_client(user_agent="t", allow_private=True, pause=0) as client:
            for second in range(46):
                real.now = float(second)
                answer = portal.parse(await portal.fetch(client, Memory()), clock())
                assert answer.complete
                found.append((real.now, {s.facts.identifier or "": s for s in answer.calls}))
    return found


async def test_calls_are_announced_open_close_and_one_deadline_moves() -> None:
    story = await told()
    words = {code: [seen[code].word for _, seen in story if code in seen] for code in story[-1][1]}
    assert len(words) == 10
    over = [code for code in words if code.startswith("AMIF-2023-")]
    assert len(over) == 6
    assert all(set(words[code]) == {StatusWord.CLOSED} for code in over)
    for code in words.keys() - set(over):
        in_order = list(dict.fromkeys(words[code]))
        assert in_order == [StatusWord.FORTHCOMING, StatusWord.OPEN, StatusWord.CLOSED], code
        assert words[code].count(StatusWord.OPEN) >= 5, "long enough for its reminders"
    moved = list(dict.fromkeys(seen[MOVED].facts.deadlines for _, seen in story if MOVED in seen))
    assert [deadlines[0].local.day for deadlines in moved] == [16, 30]
    assert story[-1][1][MOVED].facts.updates[0].text.startswith("The deadline is extended")


async def test_something_opens_and_closes_within_the_first_fifteen_seconds() -> None:
    first = [seen["AMIF-2024-TF2-AG-THB-01"].word for at, seen in await told() if at <= 15]
    assert set(first) == {StatusWord.FORTHCOMING, StatusWord.OPEN, StatusWord.CLOSED}
    assert first[:3] == [StatusWord.FORTHCOMING] * 3, "the first poll, its baseline, sees it coming"


def test_a_port_that_is_taken_is_told_at_once() -> None:
    with serve(portal_app(Story(story_clock()).world)) as address:
        port = int(address.rsplit(":", 1)[1])
        with pytest.raises(OSError, match="in use"):
            serve(portal_app(Story(story_clock()).world), port=port).__enter__()
