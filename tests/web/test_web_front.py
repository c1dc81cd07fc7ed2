"""The door: cache, versions, ETag, gzip, security headers, other methods, a store in trouble."""

import asyncio
import gzip
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta

import httpx
import pytest
from sqlalchemy import event as sql_event
from web_world import NOW, THB, World, client_of, world_call

from monitor.web import front
from monitor.web.app import build_app
from monitor.web.cache import Answer, AnswerCache
from monitor.web.deps import Health
from store.errors import StoreError

OPEN_DATA = ("/api/v1/calls", "/calendar.ics", "/feed.atom", "/feed.json", "/calls.csv",
             "/badge.svg", "/api/openapi.json")  # fmt: skip
PAGES = ("/", "/sources", f"/calls/{THB.id}", "/countries/se", "/api/docs", "/nowhere", "/embed")


@contextmanager
def statements(made: World) -> Iterator[list[str]]:
    """Every SQL statement that runs meanwhile."""
    seen: list[str] = []

    def note(_conn: object, _cursor: object, statement: str, *_rest: object) -> None:
        seen.append(statement)

    engine = made.database._engine
    sql_event.listen(engine, "before_cursor_execute", note)
    try:
        yield seen
    finally:
        sql_event.remove(engine, "before_cursor_execute", note)


@pytest.fixture
def at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """The data version is asked for every time, so that tests need not wait."""
    monkeypatch.setattr(front, "_VERSION_HOLDS", -1.0)


async def test_a_page_is_rendered_once_for_all_who_ask_together(filled: World) -> None:
    async with client_of(filled) as web:
        await web.get("/sources")
        with statements(filled) as seen:
            answers = await asyncio.gather(*(web.get("/") for _ in range(20)))
    assert len({answer.text for answer in answers}) == 1
    assert sum("FROM calls" in one and "count(" in one.lower() for one in seen) <= 3


async def test_an_unchanged_page_asks_the_store_for_nothing(filled: World) -> None:
    async with client_of(filled) as web:
        first = await web.get("/")
        with statements(filled) as seen:
            again = await web.get("/")
    assert again.text == first.text
    assert not [one for one in seen if "calls" in one]


@pytest.mark.usefixtures("at_once")
async def test_a_change_is_on_the_next_page(filled: World) -> None:
    async with client_of(filled) as web:
        assert "Brand new" not in (await web.get("/")).text
        filled.add(world_call("eu-portal-1", "Brand new call"))
        assert "Brand new call" in (await web.get("/")).text


async def test_a_change_is_seen_within_a_second_without_help(filled: World) -> None:
    async with client_of(filled) as web:
        await web.get("/")
        filled.add(world_call("eu-portal-1", "Brand new call"))
        await asyncio.sleep(0.4)
        assert "Brand new call" in (await web.get("/")).text


async def test_the_next_minute_has_its_own_page(filled: World) -> None:
    async with client_of(filled) as web:
        assert "4 minutes ago" in (await web.get("/")).text
        filled.now = NOW + timedelta(minutes=2)
        assert "6 minutes ago" in (await web.get("/")).text


async def test_languages_and_filters_do_not_share_an_answer(filled: World) -> None:
    async with client_of(filled) as web:
        bodies = {
            (await web.get("/")).text,
            (await web.get("/", headers={"Accept-Language": "sv"})).text,
            (await web.get("/sv/")).text,
            (await web.get("/?country=SE")).text,
            (await web.get("/?view=wall")).text,
        }
    assert len(bodies) == 5


async def test_searches_are_answered_and_never_kept(filled: World) -> None:
    async with client_of(filled) as web:
        await web.get("/?q=asyl")
        with statements(filled) as seen:
            await web.get("/?q=asyl")
    assert [one for one in seen if "FROM calls" in one]


async def test_a_copy_that_is_still_true_is_not_sent_again(web: httpx.AsyncClient) -> None:
    for path in ("/", "/feed.atom", "/calendar.ics", "/static/style.css"):
        first = await web.get(path)
        for known in (first.headers["etag"], f'"x", {first.headers["etag"]}', "*"):
            again = await web.get(path, headers={"If-None-Match": known})
            assert again.status_code == 304
            assert again.content == b""
            assert again.headers["etag"] == first.headers["etag"]
            assert "content-length" not in again.headers
        other = await web.get(path, headers={"If-None-Match": '"other"'})
        assert other.status_code == 200


async def test_bytes_are_squeezed_for_those_who_can_read_them(web: httpx.AsyncClient) -> None:
    plain = await web.get("/", headers={"Accept-Encoding": "identity"})
    small = await web.get("/", headers={"Accept-Encoding": "gzip"})
    assert "content-encoding" not in plain.headers
    assert small.headers["content-encoding"] == "gzip"
    assert small.text == plain.text
    assert int(small.headers["content-length"]) < len(plain.content) / 3
    assert "Accept-Encoding" in plain.headers["vary"]
    assert "Accept-Language" in plain.headers["vary"]
    assert len(gzip.compress(plain.content)) < 60_000


@pytest.mark.parametrize(
    ("accepts", "squeezed"),
    [
        ("gzip", True), ("br, GZIP;q=0.5", True), ("gzip;q=1.0", True), ("gzip; q=0", False),
        ("gzip;q=0.000", False), ("br", False), ("x-gzipped", False), ("", False),
    ],
)  # fmt: skip
async def test_gzip_is_sent_to_those_who_ask_for_it(
    web: httpx.AsyncClient, accepts: str, squeezed: bool
) -> None:
    answer = await web.get("/", headers={"Accept-Encoding": accepts})
    assert (answer.headers.get("content-encoding") == "gzip") is squeezed


async def test_head_answers_like_get_without_a_body(web: httpx.AsyncClient) -> None:
    for path in (*PAGES, *OPEN_DATA, "/live", "/?q=asyl"):
        shown, head = await web.get(path), await web.head(path)
        assert head.status_code == shown.status_code
        assert head.content == b""
        assert head.headers["content-length"] == shown.headers["content-length"]


@pytest.mark.parametrize("path", PAGES)
async def test_pages_run_no_foreign_code_and_stay_out_of_frames(
    web: httpx.AsyncClient, path: str
) -> None:
    headers = (await web.get(path)).headers
    policy = headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "script-src 'self'" in policy
    assert "unsafe" not in policy
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "same-origin"
    assert "set-cookie" not in headers
    framed = path == "/embed"
    assert ("frame-ancestors *" in policy) is framed
    assert ("x-frame-options" in headers) is not framed


@pytest.mark.parametrize("path", PAGES)
async def test_pages_load_nothing_from_another_host(web: httpx.AsyncClient, path: str) -> None:
    page = (await web.get(path)).text
    for attribute in ('src="', 'rel="stylesheet" href="', 'rel="icon" href="'):
        for place in page.split(attribute)[1:]:
            assert place.startswith("/static/"), place[:60]
    assert " style=" not in page
    assert " onclick=" not in page


async def test_open_data_may_be_read_from_any_site(web: httpx.AsyncClient) -> None:
    for path in OPEN_DATA:
        answer = await web.get(path, headers={"Origin": "https://other.example.org"})
        assert answer.headers["access-control-allow-origin"] == "*"
        assert "access-control-allow-credentials" not in answer.headers
        asked = await web.options(path)
        assert asked.status_code == 204
        assert "GET" in asked.headers["access-control-allow-methods"]
    assert "access-control-allow-origin" not in (await web.get("/")).headers


async def test_pages_take_nothing(web: httpx.AsyncClient) -> None:
    for path in ("/", "/sources", "/calls/x", "/api/v1/calls", "/live"):
        for method in ("POST", "PUT", "DELETE", "PATCH"):
            answer = await web.request(method, path)
            assert answer.status_code == 405
            assert "content-security-policy" in answer.headers


async def test_a_get_changes_nothing(filled: World) -> None:
    paths = (*PAGES, *OPEN_DATA, "/live", "/ready", "/metrics", f"/calls/{THB.id}.ics", "/sv/")
    async with client_of(filled) as web:
        with statements(filled) as seen:
            for path in paths:
                await web.get(path)
    words = {one.split()[0].upper() for one in seen}
    assert words <= {"SELECT", "BEGIN", "PRAGMA", "WITH"}


async def test_a_store_in_trouble_is_a_503_that_says_so(
    filled: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    @contextmanager
    def locked() -> Iterator[None]:
        raise StoreError("The database /srv/secret.db is locked.")
        yield

    monkeypatch.setattr(filled.database, "read", locked)
    async with client_of(filled) as web:
        for path in ("/", "/api/v1/calls", "/?q=x", "/calendar.ics", "/sources"):
            answer = await web.get(path)
            assert answer.status_code == 503
            assert answer.headers["retry-after"] == "10"
            assert "secret" not in answer.text
            assert "content-security-policy" in answer.headers
        assert "Not an official source" in (await web.get("/")).text
        assert (await web.get("/live")).status_code == 200


async def test_a_fault_of_ours_is_a_500_without_its_words(filled: World) -> None:
    def broken() -> Health:
        raise RuntimeError("secret detail")

    filled.deps = replace(filled.deps, probe=broken)
    async with client_of(filled) as web:
        answer = await web.get("/live", headers={"Accept": "application/json"})
    assert answer.status_code == 500
    assert answer.json() == {
        "type": "about:blank",
        "title": "Internal Server Error",
        "status": 500,
    }


async def test_a_failed_page_is_made_anew_for_the_next_visitor(
    filled: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    app = build_app(filled.deps)
    transport = httpx.ASGITransport(app=app)
    async with httpx.AsyncClient(transport=transport, base_url="http://127.0.0.1") as web:
        with monkeypatch.context() as broken:
            broken.setattr(app.state.pages, "watched", lambda: 1 / 0)
            assert (await web.get("/sources")).status_code == 500
        assert (await web.get("/sources")).status_code == 200


async def test_dead_and_not_ready_are_told_apart(filled: World) -> None:
    async def codes(health: Health) -> tuple[int, int]:
        filled.deps = replace(filled.deps, probe=lambda: health)
        async with client_of(filled) as web:
            return (await web.get("/live")).status_code, (await web.get("/ready")).status_code

    assert await codes(Health()) == (200, 200)
    assert await codes(Health(ready=False, reasons=("The database is locked.",))) == (200, 503)
    assert await codes(Health(live=False, ready=True)) == (503, 503)


async def test_metrics_can_be_taken_off_the_public_port(filled: World) -> None:
    filled.deps = replace(filled.deps, metrics=None)
    async with client_of(filled) as web:
        assert (await web.get("/metrics")).status_code == 404


def answer(size: int) -> Answer:
    return Answer(200, (), b"x" * size)


async def test_the_cache_stays_within_its_limit_and_drops_the_oldest() -> None:
    cache = AnswerCache(20_000)

    async def fill(key: str, size: int) -> None:
        async def make() -> Answer:
            return answer(size)

        await cache.fetch(key, 1, make)

    for key in "abc":
        await fill(key, 4000)
    assert cache.get("a", 1) is not None  # used again, so "b" is the oldest now
    await fill("d", 4000)
    assert cache.get("b", 1) is None
    assert cache.get("a", 1) is not None
    await fill("huge", 50_000)
    assert cache.get("huge", 1) is None
    assert cache.size <= 20_000
    assert cache.get("a", 2) is None  # another version of the data


async def test_a_visitor_who_leaves_does_not_take_the_page_from_the_others() -> None:
    cache = AnswerCache(100_000)
    begun, go_on = asyncio.Event(), asyncio.Event()

    async def make() -> Answer:
        begun.set()
        await go_on.wait()
        return answer(10)

    leaving = asyncio.create_task(cache.fetch("k", 1, make))
    staying = asyncio.create_task(cache.fetch("k", 1, make))
    await begun.wait()
    leaving.cancel()
    go_on.set()
    assert (await staying).body == b"x" * 10


async def test_extra_routers_know_the_language_and_get_the_headers(filled: World) -> None:
    from fastapi import APIRouter, Request

    router = APIRouter()

    @router.post("/subscribe")
    def subscribe(request: Request) -> dict[str, str]:
        return {"language": request.scope["language"]}

    filled.deps = replace(filled.deps, routers=(router,), page_links=(("/subscribe", "Subscribe"),))
    async with client_of(filled) as web:
        answered = await web.post("/sv/subscribe")
        assert answered.json() == {"language": "sv"}
        assert "content-security-policy" in answered.headers
        assert '<a href="/sv/subscribe">Prenumerera</a>' in (await web.get("/sv/")).text
