"""The door against sites that send too much, too slowly, or nonsense."""

import gzip
import re
import socket
import ssl
import time
import tracemalloc
import zlib
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from raw_server import CAP, OK, SECONDS, RawServer, Script, answering, by_path

from sources.errors import FetchError, Refused, TooMuch
from sources.http import HttpClient
from sources.inflate import Inflater

Site = Callable[..., RawServer]
ENCODED = "Content-Encoding: gzip\r\n"
CERTIFICATE = Path(__file__).with_name("untrusted-test-site.pem")


async def failure(client: HttpClient, url: str) -> FetchError:
    with pytest.raises(FetchError) as raised:
        await client.get(url)
    sentence = str(raised.value)
    assert sentence
    assert "\n" not in sentence
    return raised.value


def a_bomb(size: int = 200_000_000) -> bytes:
    packer = zlib.compressobj(9, zlib.DEFLATED, 31)
    block = bytes(1_000_000)
    return b"".join(packer.compress(block) for _ in range(size // 1_000_000)) + packer.flush()


async def test_a_bomb_is_stopped_while_it_inflates(client: HttpClient, site: Site) -> None:
    server = site(answering(a_bomb(), headers=ENCODED))
    tracemalloc.start()
    try:
        error = await failure(client, server.url)
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert isinstance(error, TooMuch)
    assert "more than 5 MB" in str(error)
    assert peak < 2 * CAP


def endless(connection: socket.socket, path: str, server: RawServer) -> None:
    connection.sendall(OK + b"\r\n")
    while not server.ended.is_set():
        connection.sendall(b"x" * 65_536)


def drip(connection: socket.socket, path: str, server: RawServer) -> None:
    connection.sendall(OK + b"Content-Length: 100000\r\n\r\n")
    while not server.ended.wait(0.1):
        connection.sendall(b"x")


def dripping_head(connection: socket.socket, path: str, server: RawServer) -> None:
    connection.sendall(OK)
    while not server.ended.wait(0.1):
        connection.sendall(b"X-Slow: 1\r\n")


def silence(connection: socket.socket, path: str, server: RawServer) -> None:
    server.ended.wait(10)


def endless_head(connection: socket.socket, path: str, server: RawServer) -> None:
    connection.sendall(OK)
    for _ in range(100_000):
        connection.sendall(b"X-Filler: " + b"y" * 1_000 + b"\r\n")


async def test_an_endless_body_is_cut_at_the_limit(client: HttpClient, site: Site) -> None:
    error = await failure(client, site(endless).url)
    assert isinstance(error, TooMuch)
    assert error.cause == "too_much"


@pytest.mark.parametrize("script", [drip, dripping_head, silence])
async def test_the_whole_time_is_limited(client: HttpClient, site: Site, script: Script) -> None:
    began = time.monotonic()
    error = await failure(client, site(script).url)
    assert error.cause == "timeout"
    assert "longer than 1.5 s" in str(error)
    assert time.monotonic() - began < SECONDS + 5


async def test_an_endless_head_is_refused(client: HttpClient, site: Site) -> None:
    assert (await failure(client, site(endless_head).url)).cause == "garbled"


async def test_a_declared_length_over_the_limit_is_not_even_read(
    client: HttpClient, site: Site
) -> None:
    server = site(answering(b"x" * 10, length=50_000_000))
    error = await failure(client, server.url)
    assert error.cause == "too_much"


def chunked(*pieces: bytes) -> Script:
    def script(connection: socket.socket, path: str, server: RawServer) -> None:
        connection.sendall(OK + b"Transfer-Encoding: chunked\r\n\r\n" + b"".join(pieces))

    return script


def raw(data: bytes) -> Script:
    def script(connection: socket.socket, path: str, server: RawServer) -> None:
        connection.sendall(data)

    return script


@pytest.mark.parametrize(
    "script",
    [
        pytest.param(answering(b"short", length=500), id="fewer bytes than declared"),
        pytest.param(chunked(b"zz\r\nnonsense\r\n"), id="a chunk size that is no number"),
        pytest.param(chunked(b"5\r\nhello\r\n"), id="chunks that never end"),
        pytest.param(
            chunked(b"5\r\nhello, too long\r\n0\r\n\r\n"), id="a chunk longer than it says"
        ),
        pytest.param(chunked(b"-5\r\nhello\r\n0\r\n\r\n"), id="a negative chunk"),
        pytest.param(raw(b"nonsense\r\n\r\n"), id="no HTTP at all"),
        pytest.param(raw(b""), id="closes without a word"),
        pytest.param(raw(b"HTTP/1.1 999999 What\r\n\r\n"), id="a status that is none"),
        pytest.param(raw(OK + b"Content-Length: -5\r\n\r\n"), id="a negative length"),
        pytest.param(
            raw(OK + b"Content-Length: 5\r\nContent-Length: 6\r\n\r\nhello"), id="2 lengths"
        ),
        pytest.param(raw(OK + b"Broken header\r\n\r\n"), id="a header without a colon"),
        pytest.param(raw(b"\x16\x03\x01" + b"\xff" * 200), id="TLS where HTTP was asked for"),
        pytest.param(answering(b"\x1f\x8bnope", headers=ENCODED), id="gzip that is none"),
        pytest.param(
            answering(gzip.compress(b"hello" * 1000)[:20], headers=ENCODED), id="gzip cut short"
        ),
        pytest.param(
            answering(b"x", headers="Content-Encoding: br\r\n"), id="an encoding nobody asked for"
        ),
        pytest.param(
            answering(b"x", headers="Content-Encoding: gzip, gzip\r\n"), id="packed twice over"
        ),
        pytest.param(answering(status="304 Not Modified"), id="304 to a question never asked"),
        pytest.param(answering(status="302 Found"), id="a redirect to nowhere"),
    ],
)
async def test_a_broken_answer_is_one_sentence(
    client: HttpClient, site: Site, script: Script
) -> None:
    assert (await failure(client, site(script).url)).cause in {
        "garbled",
        "unreachable",
        "redirected",
    }


@pytest.mark.parametrize(
    ("body", "coding"),
    [
        (gzip.compress(b"hello"), "gzip"),
        (gzip.compress(b"hel") + gzip.compress(b"lo"), "gzip"),
        (gzip.compress(b"hello") + b"\0" * 20, "gzip"),
        (zlib.compress(b"hello"), "deflate"),
        (zlib.compress(b"hello")[2:-4], "deflate"),
        (b"hello", "identity"),
    ],
    ids=["gzip", "two members", "padded", "zlib", "raw deflate", "plain"],  # gzip holds the time
)
async def test_honest_packing_is_unpacked(
    client: HttpClient, site: Site, body: bytes, coding: str
) -> None:
    server = site(answering(body, headers=f"Content-Encoding: {coding}\r\n"))
    assert (await client.get(server.url)).body == b"hello"


async def test_more_bytes_than_declared_are_not_read(client: HttpClient, site: Site) -> None:
    assert (await client.get(site(answering(b"hello, world", length=5)).url)).body == b"hello"


@pytest.mark.parametrize(
    ("kind", "size", "fits"),
    [
        ("application/pdf", 9_000_000, True),
        ("application/pdf", 11_000_000, False),
        ("text/html", 6_000_000, False),
    ],
)
async def test_a_pdf_may_be_larger_than_a_page(
    client: HttpClient, site: Site, kind: str, size: int, fits: bool
) -> None:
    url = site(answering(b"x" * size, headers=f"Content-Type: {kind}\r\n")).url
    if fits:
        assert len((await client.get(url)).body) == size
    else:
        assert (await failure(client, url)).cause == "too_much"


# --- redirects ----------------------------------------------------------------------------------


def redirect(to: str, status: int = 302) -> Script:
    return answering(status=f"{status} Found", headers=f"Location: {to}\r\n")


async def test_a_redirect_loop_ends(client: HttpClient, site: Site) -> None:
    server = site(redirect("/again"))
    error = await failure(client, server.url)
    assert error.cause == "redirected"
    assert len(server.paths) == 6


async def test_a_redirect_is_followed_and_the_final_address_told(
    client: HttpClient, site: Site
) -> None:
    server = site(by_path(old=redirect("/new?x=1#y"), new=answering(b"here")))
    response = await client.get(server.url + "/old")
    assert response.body == b"here"
    assert response.url == server.url + "/new?x=1"


@pytest.mark.parametrize(
    "to", ["ftp://example.org/", "file:///etc/passwd", "javascript:alert(1)", "http://[::bad/"]
)
async def test_a_redirect_to_no_web_address_is_refused(
    client: HttpClient, site: Site, to: str
) -> None:
    error = await failure(client, site(redirect(to)).url)
    assert isinstance(error, Refused) or "URL" in str(error)


async def test_a_redirect_takes_no_password_along(client: HttpClient, site: Site) -> None:
    target = site(answering(b"here"))
    start = site(redirect(f"http://user:secret@127.0.0.1:{target.port}/"))
    assert (await client.get(start.url)).body == b"here"
    assert not re.search("authorization", target.seen[-1], re.IGNORECASE)


async def test_a_search_that_is_sent_elsewhere_is_not_followed(
    client: HttpClient, site: Site
) -> None:
    target = site(answering(b"{}"))
    start = site(redirect(target.url, 307))
    with pytest.raises(FetchError, match="sent the search elsewhere"):
        await client.post_parts(start.url, {"query": "{}"})
    assert target.seen == []


async def test_a_long_way_through_slow_redirects_is_one_budget(
    client: HttpClient, site: Site
) -> None:
    def slow_hop(connection: socket.socket, path: str, server: RawServer) -> None:
        server.ended.wait(0.6)
        redirect("/next")(connection, path, server)

    began = time.monotonic()
    assert (await failure(client, site(slow_hop).url)).cause == "timeout"
    assert time.monotonic() - began < SECONDS + 5


# --- TLS ----------------------------------------------------------------------------------------


async def test_a_certificate_nobody_vouches_for_is_refused(client: HttpClient, site: Site) -> None:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(CERTIFICATE)
    server = site(answering(b"secret"), context=context)
    error = await failure(client, server.url)
    assert error.cause == "tls"
    assert "certificate of 127.0.0.1 cannot be trusted" in str(error)


async def test_a_site_that_speaks_no_tls_is_told_so(client: HttpClient, site: Site) -> None:
    server = site(answering(b"plain"))
    error = await failure(client, server.url.replace("http:", "https:"))
    assert error.cause in {"tls", "unreachable"}


async def test_a_tls_connection_that_is_never_greeted_is_given_up(client: HttpClient) -> None:
    with socket.create_server(("127.0.0.1", 0)) as deaf:
        error = await failure(client, f"https://127.0.0.1:{deaf.getsockname()[1]}/")
    assert error.cause == "timeout"


# --- any way a body may be cut into pieces ------------------------------------------------------


def _bare(body: bytes) -> bytes:
    return zlib.compress(body)[2:-4]


@given(
    body=st.binary(max_size=3_000),
    repeat=st.integers(1, 200),
    packing=st.sampled_from(
        [("gzip", gzip.compress), ("deflate", zlib.compress), ("deflate", _bare)]
    ),
    cuts=st.lists(st.integers(1, 50), max_size=30),
)
def test_a_packed_body_is_the_same_however_it_comes_in_pieces(
    body: bytes, repeat: int, packing: tuple[str, Callable[[bytes], bytes]], cuts: list[int]
) -> None:
    coding, pack = packing
    whole, cap = body * repeat, 100_000
    packed, inflater = pack(whole), Inflater(coding, cap, "example.org")
    try:
        for size in cuts:
            inflater.feed(packed[:size])
            packed = packed[size:]
        inflater.feed(packed)
        read = inflater.finish()
    except TooMuch:
        assert len(whole) > cap
    else:
        assert read == whole
        assert len(whole) <= cap
