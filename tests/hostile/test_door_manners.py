"""The door as a guest: who it says it is, how often it asks, what it remembers, when it waits."""

import asyncio
import socket
import threading
import time
from collections.abc import Callable

import pytest
from raw_server import OK, RawServer, Script, answering, by_path

from sources.base import Validators
from sources.errors import Blocked, FetchError
from sources.guard import Place
from sources.http import HttpClient, Limits, open_client, user_agent
from sources.lanes import Lanes
from sources.robots import read_robots

Site = Callable[..., RawServer]


def in_turn(*scripts: Script) -> Script:
    """The first answer to the first request, and so on; the last one from then on."""
    left = list(scripts)

    def script(connection: socket.socket, path: str, server: RawServer) -> None:
        (left.pop(0) if len(left) > 1 else left[0])(connection, path, server)

    return script


def header(head: str, name: str) -> str | None:
    for line in head.split("\r\n")[1:]:
        key, _, value = line.partition(": ")
        if key.lower() == name:
            return value
    return None


@pytest.mark.parametrize(
    ("contact", "expected"),
    [("ops@example.org", "amif-monitor/1.2 (ops@example.org)"), ("", "amif-monitor/1.2")],
)
def test_the_user_agent_names_program_version_and_contact(contact: str, expected: str) -> None:
    assert user_agent("1.2", contact) == expected


async def test_every_request_says_who_asks_and_takes_only_what_it_can_unpack(
    client: HttpClient, site: Site
) -> None:
    server = site(answering(b"x"))
    await client.get(server.url, accept="text/html")
    await client.post_parts(server.url, {"query": "{}"})
    assert len(server.seen) == 3  # robots.txt among them
    for head in server.seen:
        assert header(head, "user-agent") == "amif-monitor/1.2 (ops@example.org)"
        assert header(head, "accept-encoding") == "gzip, deflate"
    assert header(server.seen[1], "accept") == "text/html"


async def test_cookies_are_not_kept(client: HttpClient, site: Site) -> None:
    server = site(answering(b"x", headers="Set-Cookie: track=me; Path=/\r\n"))
    await client.get(server.url)
    await client.get(server.url)
    assert header(server.seen[-1], "cookie") is None


# --- has it changed? ----------------------------------------------------------------------------


async def test_validators_come_back_and_304_is_a_success(client: HttpClient, site: Site) -> None:
    told = 'ETag: "v1"\r\nLast-Modified: Mon, 01 Jun 2026 10:00:00 GMT\r\n'
    server = site(in_turn(answering(b"x", headers=told), answering(status="304 Not Modified")))
    first = await client.get(server.url)
    assert first.validators == Validators(
        etag='"v1"', last_modified="Mon, 01 Jun 2026 10:00:00 GMT"
    )
    second = await client.get(server.url, validators=first.validators)
    assert second.not_modified
    assert second.body == b""
    assert second.validators == first.validators
    assert header(server.seen[-1], "if-none-match") == '"v1"'
    assert header(server.seen[-1], "if-modified-since") == "Mon, 01 Jun 2026 10:00:00 GMT"


async def test_validators_are_sent_along_a_redirect(client: HttpClient, site: Site) -> None:
    moved = answering(status="301 Moved", headers="Location: /new\r\n")
    server = site(by_path(old=moved, new=answering(status="304 Not Modified")))
    validators = Validators(etag='"v1"')
    response = await client.get(server.url + "/old", validators=validators)
    assert response.not_modified
    assert header(server.seen[-1], "if-none-match") == '"v1"'


async def test_a_validator_of_a_mile_is_not_kept(client: HttpClient, site: Site) -> None:
    server = site(answering(b"x", headers=f'ETag: "{"v" * 5000}"\r\n'))
    assert (await client.get(server.url)).validators == Validators()


# --- another try --------------------------------------------------------------------------------


@pytest.mark.parametrize("status", ["500 Oops", "502 Bad Gateway", "503 Busy", "429 Too Many"])
async def test_what_may_pass_by_itself_is_tried_once_more(
    client: HttpClient, site: Site, status: str
) -> None:
    server = site(in_turn(answering(status=status), answering(b"well")))
    assert (await client.get(server.url)).body == b"well"
    assert len(server.paths) == 2


@pytest.mark.parametrize(
    ("status", "cause"),
    [
        ("400 Bad Request", "refused"),
        ("401 Unauthorized", "forbidden"),
        ("403 Forbidden", "forbidden"),
        ("404 Not Found", "not_found"),
        ("405 Method Not Allowed", "refused"),
        ("499 Nobody Knows", "refused"),
        ("308 Moved", "redirected"),
        ("410 Gone", "not_found"),
        ("451 Unavailable", "forbidden"),
    ],
)
async def test_a_plain_no_is_taken_as_one(
    client: HttpClient, site: Site, status: str, cause: str
) -> None:
    server = site(answering(status=status))
    with pytest.raises(FetchError, match=f"answered {status[:3]}") as failure:
        await client.get(server.url)
    assert failure.value.cause == cause
    assert len(server.paths) == 1


async def test_a_long_retry_after_is_left_to_the_schedule(client: HttpClient, site: Site) -> None:
    server = site(answering(status="429 Slow down", headers="Retry-After: 3600\r\n"))
    with pytest.raises(FetchError) as failure:
        await client.get(server.url)
    assert failure.value.cause == "rate_limited"
    assert failure.value.retry_after == 3600
    assert len(server.paths) == 1


async def test_a_short_retry_after_is_waited_for(site: Site) -> None:
    import stamina

    stamina.set_testing(False)
    busy = answering(status="503 Busy", headers="Retry-After: 1\r\n")
    server = site(in_turn(busy, answering(b"well")))
    async with open_client(user_agent="t", allow_private=True, pause=0) as client:
        began = time.monotonic()
        assert (await client.get(server.url)).body == b"well"
    assert time.monotonic() - began >= 1.0


async def test_a_dropped_connection_is_tried_once_more(client: HttpClient, site: Site) -> None:
    def drop(connection: socket.socket, path: str, server: RawServer) -> None:
        connection.close()

    server = site(in_turn(drop, answering(b"well")))
    assert (await client.get(server.url)).body == b"well"


# --- turns --------------------------------------------------------------------------------------


class Counter:
    """Counts how many requests a server had in hand at once."""

    def __init__(self, seconds: float) -> None:
        self.seconds = seconds
        self.now = 0
        self.most = 0
        self.lock = threading.Lock()

    def __call__(self, connection: socket.socket, path: str, server: RawServer) -> None:
        with self.lock:
            self.now += 1
            self.most = max(self.most, self.now)
        time.sleep(self.seconds)
        with self.lock:
            self.now -= 1
        answering(b"x")(connection, path, server)


async def test_a_host_is_asked_one_thing_at_a_time(client: HttpClient, site: Site) -> None:
    counter = Counter(0.02)
    server = site(counter)
    await asyncio.gather(*(client.get(f"{server.url}/{number}") for number in range(8)))
    assert counter.most == 1
    assert sorted(server.paths) == [f"/{number}" for number in range(8)]
    assert len(server.seen) == 9  # robots.txt once, though eight wanted it


async def test_no_more_than_so_many_are_asked_at_once(site: Site) -> None:
    counter = Counter(0.1)
    servers = [site(counter) for _ in range(6)]
    async with open_client(user_agent="t", allow_private=True, pause=0, in_flight=2) as client:
        await asyncio.gather(*(client.post_parts(one.url, {"query": "{}"}) for one in servers))
    assert counter.most == 2


async def test_hosts_that_keep_us_waiting_make_room_for_the_others(site: Site) -> None:
    slow = [site(Counter(3.0)) for _ in range(4)]
    good = site(answering(b"x"))
    async with open_client(user_agent="t", allow_private=True, pause=0, in_flight=2) as client:
        waiting = [asyncio.create_task(client.post_parts(one.url, {"q": "{}"})) for one in slow]
        await asyncio.sleep(0)
        began = time.monotonic()
        await client.post_parts(good.url, {"q": "{}"})
        assert time.monotonic() - began < 2.7
        await asyncio.gather(*waiting)


async def test_between_two_requests_to_a_host_lies_a_pause(site: Site) -> None:
    server = site(answering(b"x"))
    async with open_client(user_agent="t", allow_private=True, pause=0.08) as client:
        began = time.monotonic()
        for _ in range(4):
            await client.post_parts(server.url, {"query": "{}"})
    assert time.monotonic() - began >= 3 * 0.08


# --- robots.txt ---------------------------------------------------------------------------------


def robots(text: str) -> Script:
    return answering(text.encode(), headers="Content-Type: text/plain\r\n")


@pytest.mark.parametrize(
    ("rules", "allowed"),
    [
        ("User-agent: *\nDisallow: /private", True),
        ("User-agent: *\nDisallow: /", False),
        ("User-agent: amif-monitor\nDisallow: /calls\n\nUser-agent: *\nAllow: /", False),
        ("User-agent: other\nDisallow: /", True),
        ("<html><body>Not found</body></html>", True),
        ("", True),
    ],
)
async def test_what_robots_txt_asks_is_done(
    client: HttpClient, site: Site, rules: str, allowed: bool
) -> None:
    server = site(by_path(robots=robots(rules), calls=answering(b"x")))
    if allowed:
        assert (await client.get(server.url + "/calls")).body == b"x"
    else:
        with pytest.raises(FetchError, match=r"robots\.txt") as failure:
            await client.get(server.url + "/calls")
        assert failure.value.cause == "robots"
        assert server.paths == []


async def test_robots_txt_is_kept_for_a_day(client: HttpClient, site: Site) -> None:
    clock = [0.0]
    client._clock = lambda: clock[0]
    server = site(by_path(robots=robots("User-agent: *\nAllow: /"), calls=answering(b"x")))

    async def asked_again() -> int:
        await client.get(server.url + "/calls")
        return sum("/robots.txt" in head for head in server.seen)

    assert [await asked_again(), await asked_again()] == [1, 1]
    clock[0] = 86_399.0
    assert await asked_again() == 1
    clock[0] = 86_400.0
    assert await asked_again() == 2


@pytest.mark.parametrize("status", ["404 Not Found", "403 Forbidden", "500 Oops"])
async def test_a_site_without_robots_txt_has_no_wishes(
    client: HttpClient, site: Site, status: str
) -> None:
    server = site(by_path(robots=answering(status=status), calls=answering(b"x")))
    assert (await client.get(server.url + "/calls")).body == b"x"


async def test_an_endless_robots_txt_stops_nothing(site: Site) -> None:
    def endless(connection: socket.socket, path: str, server: RawServer) -> None:
        connection.sendall(OK + b"\r\n")
        while not server.ended.is_set():
            connection.sendall(b"Disallow: /x\n" * 1000)

    server = site(by_path(robots=endless, calls=answering(b"x")))
    limits = Limits(seconds=5, robots=100_000)
    async with open_client(user_agent="t", allow_private=True, pause=0, limits=limits) as client:
        assert (await client.get(server.url + "/calls")).body == b"x"


async def test_a_crawl_delay_is_a_pause(site: Site) -> None:
    server = site(by_path(robots=robots("User-agent: *\nCrawl-delay: 0"), calls=answering(b"x")))
    async with open_client(user_agent="t", allow_private=True, pause=0) as client:
        await client.get(server.url + "/calls")
        (known,) = client._robots.values()
        assert known.delay == 0
    assert read_robots(b"User-agent: *\nCrawl-delay: 7", 0.0).delay == 7
    assert read_robots(b"User-agent: *\nCrawl-delay: 3600", 0.0).delay == 10
    lanes = Lanes(in_flight=1, pause=1.0)
    assert lanes._gap(Place("example.org", 443, private=False), 7.0) == 7.0
    assert lanes._gap(Place("example.org", 443, private=False), 0.0) == 1.0


async def test_a_search_is_no_crawling(client: HttpClient, site: Site) -> None:
    server = site(by_path(robots=robots("User-agent: *\nDisallow: /"), search=answering(b"{}")))
    assert (await client.post_parts(server.url + "/search", {"query": "{}"})).body == b"{}"
    assert len(server.seen) == 1


# --- block pages --------------------------------------------------------------------------------

SUPPORT = "Please contact us. Your support ID is: 8217439817234. <a href='/'>Back</a>"
BLOCKS = [
    f"<html><head><title>Request Rejected</title></head><body>{SUPPORT}</body></html>",
    "<!doctype html><title>Just a moment...</title><p>Checking your browser</p>",
    "<title>Attention Required! | Cloudflare</title><p>Ray ID: 8f3b2a1c9d7e6f50</p>",
    "<html><head><title>x</title></head><body>Enable JavaScript and cookies to continue</body>",
    "<html><script src='/_Incapsula_Resource?SWJIYLWA=1'></script>Incident ID: 123-456</html>",
    "<html><title>Access Denied</title>Reference #18.2d351ab8.1557333295.a4e16ab</html>",
    "<html><script>window.gokuProps = {}</script></html>",
]


@pytest.mark.parametrize("page", BLOCKS)
@pytest.mark.parametrize("status", ["200 OK", "403 Forbidden", "503 Service Unavailable"])
async def test_a_block_page_is_told_whatever_its_status(
    client: HttpClient, site: Site, page: str, status: str
) -> None:
    kind = "Content-Type: text/html\r\n"
    server = site(answering(page.encode(), status=status, headers=kind))
    with pytest.raises(Blocked, match="answered a block page") as failure:
        await client.get(server.url)
    assert failure.value.cause == "blocked"
    assert len(server.paths) == 1


@pytest.mark.parametrize(
    ("page", "identifier"),
    [
        (BLOCKS[0], "8217439817234"),
        (BLOCKS[2], "8f3b2a1c9d7e6f50"),
        (BLOCKS[5], "18.2d351ab8.1557333295.a4e16ab"),
    ],
)
async def test_the_support_id_is_told(
    client: HttpClient, site: Site, page: str, identifier: str
) -> None:
    server = site(answering(page.encode(), headers="Content-Type: text/html\r\n"))
    with pytest.raises(Blocked, match=f"support id {identifier}"):
        await client.get(server.url)


@pytest.mark.parametrize(
    "page",
    [
        "<title>Calls for proposals</title><form>captcha <input type='password'></form>",
        "<title>Funding</title><p>Applications were rejected; the request was denied.</p>",
        "<title>Calls</title>" + "<p>text</p>" * 10_000 + "The requested URL was rejected",
    ],
)
async def test_a_page_about_funding_is_no_block_page(
    client: HttpClient, site: Site, page: str
) -> None:
    server = site(answering(page.encode(), headers="Content-Type: text/html\r\n"))
    assert (await client.get(server.url)).status == 200
