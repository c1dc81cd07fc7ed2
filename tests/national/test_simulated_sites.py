"""The three shapes over HTTP, through the one door: first pass, quiet pass, change, going wrong."""

from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta

import pytest

from monitor.demo.national import (
    ITALY,
    LATVIA,
    SWEDEN,
    Mood,
    NationalWorld,
    addresses,
    national_app,
)
from monitor.demo.server import serve
from sources.base import Answer, Memory, Source
from sources.errors import FetchError, NothingFound, ParseError
from sources.http import HttpClient, open_client
from sources.registry import builtin_sources, configure

SITES = (SWEDEN, ITALY, LATVIA)


class Clock:
    """A clock that stands where it is put."""

    def __init__(self) -> None:
        self.now = datetime(2025, 5, 20, 12, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.now


@pytest.fixture
def world() -> NationalWorld:
    return NationalWorld(clock=Clock())


@pytest.fixture
def sites(world: NationalWorld) -> Iterator[dict[str, Source]]:
    with serve(national_app(world)) as base:
        there = addresses(base)
        yield {site: configure(builtin_sources()[site], url=there[site]) for site in SITES}


@asynccontextmanager
async def door() -> AsyncIterator[HttpClient]:
    async with open_client(user_agent="amif-monitor/test", allow_private=True, pause=0) as client:
        yield client


class Watch:
    """Polls a source as the service does, remembering what is to be remembered."""

    def __init__(self, source: Source, client: HttpClient, clock: Clock) -> None:
        self.source, self.client, self.clock = source, client, clock
        self.memory = Memory(first=True)

    async def poll(self) -> Answer | None:
        fetched = await self.source.fetch(self.client, self.memory)
        answer = None if fetched.unchanged else self.source.parse(fetched, self.clock())
        read = answer.state if answer else {}
        self.memory = Memory(validators=fetched.validators, state={**fetched.state, **read})
        return answer


@pytest.mark.parametrize("site", SITES)
async def test_a_first_pass_reads_the_call_and_quiet_ones_cost_two_requests_at_most(
    site: str, sites: dict[str, Source], world: NationalWorld
) -> None:
    async with door() as client:
        watch = Watch(sites[site], client, world.clock)  # type: ignore[arg-type]
        answer = await watch.poll()
        assert answer is not None
        assert len(answer.calls) == 1
        assert answer.landmarks_shown
        for _ in range(5):
            before = world.asked.total() - world.asked["/robots.txt"]
            assert await watch.poll() is None
            assert world.asked.total() - world.asked["/robots.txt"] - before <= 2


async def test_a_deadline_that_moves_is_the_same_call_with_another_deadline(
    sites: dict[str, Source], world: NationalWorld
) -> None:
    clock = Clock()
    world.clock = clock
    async with door() as client:
        clock.now = datetime(2025, 3, 1, 12, tzinfo=UTC)
        watch = Watch(sites[ITALY], client, clock)
        before = await watch.poll()
        clock.now = datetime(2025, 3, 11, 12, tzinfo=UTC)
        after = await watch.poll()
    assert before is not None
    assert after is not None
    assert before.calls[0].key == after.calls[0].key
    assert before.calls[0].facts.deadlines[0].local.isoformat()[:16] == "2025-03-14T12:00"
    assert after.calls[0].facts.deadlines[0].local.isoformat()[:16] == "2025-03-28T12:00"


@pytest.mark.parametrize("site", SITES)
async def test_a_site_with_nothing_on_offer_is_alive(
    site: str, sites: dict[str, Source], world: NationalWorld
) -> None:
    world.moods[site] = Mood.EMPTY
    async with door() as client:
        answer = await Watch(sites[site], client, Clock()).poll()
    assert answer is not None
    assert answer.calls == ()
    assert answer.landmarks_shown


@pytest.mark.parametrize("site", SITES)
async def test_a_redesigned_site_is_a_failed_poll(
    site: str, sites: dict[str, Source], world: NationalWorld
) -> None:
    world.moods[site] = Mood.REDESIGN
    async with door() as client:
        with pytest.raises((NothingFound, ParseError)):
            await Watch(sites[site], client, Clock()).poll()


@pytest.mark.parametrize("site", SITES)
async def test_a_site_that_is_down_is_a_failed_fetch(
    site: str, sites: dict[str, Source], world: NationalWorld
) -> None:
    world.moods[site] = Mood.DOWN
    async with door() as client:
        with pytest.raises(FetchError) as failure:
            await Watch(sites[site], client, Clock()).poll()
    assert failure.value.cause == "server_error"


async def test_a_site_without_validators_is_told_unchanged_by_its_content(
    sites: dict[str, Source], world: NationalWorld
) -> None:
    world.moods[ITALY] = Mood.WITHOUT_VALIDATORS
    async with door() as client:
        watch = Watch(sites[ITALY], client, Clock())
        assert await watch.poll() is not None
        assert await watch.poll() is None


async def test_a_notice_that_appears_is_read_when_it_does(
    sites: dict[str, Source], world: NationalWorld
) -> None:
    clock = Clock()
    world.clock = clock
    clock.now = datetime(2025, 5, 11, 12, tzinfo=UTC)
    async with door() as client:
        watch = Watch(sites[LATVIA], client, clock)
        before = await watch.poll()
        clock.now += timedelta(days=1)
        after = await watch.poll()
    assert before is not None
    assert before.calls == ()
    assert after is not None
    assert [seen.facts.deadlines[0].local.date().isoformat() for seen in after.calls] == [
        "2025-06-16"
    ]
