"""The door every request comes through: language, cache, ETag, gzip, security headers.

A plain ASGI layer, because most answers are served here as finished bytes and nothing behind it
has to run.
"""

import asyncio
import gzip
import hashlib
import time
from collections.abc import Callable, Hashable, Iterable
from dataclasses import dataclass
from functools import lru_cache

import structlog
from starlette.concurrency import run_in_threadpool
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from monitor.i18n import negotiate
from monitor.web.cache import Answer, AnswerCache, Header
from monitor.web.headers import (
    PREFLIGHT,
    has_languages,
    is_cacheable,
    is_open_data,
    security_headers,
)
from monitor.web.problems import Failure, failure_response

CACHE_LIMIT = 32 * 2**20
QUERY_LIMIT = 4000
_VERSION_HOLDS = 0.25  # seconds a data version is believed before it is asked again
_ZIP_FROM = 600  # bytes below which gzip gains nothing
_ZIP_ASIDE = 32_000  # bytes above which squeezing leaves the loop
_SQUEEZED = (b"text/", b"application/json", b"application/problem", b"application/atom",
             b"application/feed", b"image/svg")  # fmt: skip

_log = structlog.get_logger(__name__)


class DataVersion:
    """What rendered answers depend on beside their address: the data, and the minute.

    `read` asks the store and may block; it runs in a thread, once for all who ask together.
    `minute` gives the present minute as a number.
    """

    def __init__(self, read: Callable[[], int], minute: Callable[[], int]) -> None:
        self._read = read
        self._minute = minute
        self._asked = 0.0
        self._data = -1
        self._reading: asyncio.Task[int] | None = None

    async def current(self) -> tuple[int, int]:
        """The version now, at most a quarter of a second behind the store. Raises StoreError."""
        if self._data < 0 or time.monotonic() - self._asked > _VERSION_HOLDS:
            if self._reading is None:
                self._reading = asyncio.create_task(run_in_threadpool(self._read))
                self._reading.add_done_callback(self._finished)
            await asyncio.shield(self._reading)
        return self._data, self._minute()

    def _finished(self, reading: asyncio.Task[int]) -> None:
        self._reading = None
        if reading.cancelled() or reading.exception() is not None:
            self._data = -1
            return
        self._data = reading.result()
        self._asked = time.monotonic()


@dataclass(frozen=True, slots=True)
class Wish:
    """What a request asks for. `prefix` is "/sv" where the address chose the language, else ""."""

    method: str
    path: str
    prefix: str
    language: str
    query: bytes
    known: bytes
    zipped: bool


class Front:
    """The layer itself. `languages` are the codes of the catalogues there are, default first."""

    def __init__(self, app: ASGIApp, *, version: DataVersion, languages: tuple[str, ...]) -> None:
        self._app = app
        self._version = version
        self._languages = languages
        self._cache = AnswerCache(CACHE_LIMIT)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request, from the cache where that is right."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        wish = self._wish(scope)
        inner = dict(scope, path=wish.path, language=wish.language, language_prefix=wish.prefix)
        if wish.method == "OPTIONS" and is_open_data(wish.path):
            await _send(send, 204, PREFLIGHT, b"")
        elif wish.method not in ("GET", "HEAD"):
            await self._pass_on(wish, inner, receive, send)
        elif len(wish.query) > QUERY_LIMIT:
            answer = await self._finish(wish, inner, failure_response(inner, Failure(414)))
            await _give(wish, answer, send)
        else:
            await self._get(wish, inner, receive, send)

    async def _get(self, wish: Wish, inner: Scope, receive: Receive, send: Send) -> None:
        inner["method"] = "GET"
        if not is_cacheable(wish.path, wish.query):
            await self._pass_on(wish, inner, receive, send)
            return

        async def make() -> Answer:
            return await self._finish(wish, inner, self._app)

        key: Hashable = (wish.path, wish.query, wish.language, wish.prefix)
        try:
            answer = await self._cache.fetch(key, await self._version.current(), make)
        except Exception as error:
            answer = await self._finish(wish, inner, _failed(inner, error))
        await _give(wish, answer, send)

    async def _pass_on(self, wish: Wish, inner: Scope, receive: Receive, send: Send) -> None:
        """Let an answer through as it comes, with the security headers it lacks."""
        head = wish.method == "HEAD"
        begun = False

        async def forward(message: Message) -> None:
            nonlocal begun
            if message["type"] == "http.response.start":
                begun = True
                message["headers"] = _with_missing(message["headers"], security_headers(wish.path))
            elif head:
                message["body"] = b""
            await send(message)

        try:
            await self._app(inner, receive, forward)
        except Exception as error:
            if begun:
                raise
            await _give(wish, await self._finish(wish, inner, _failed(inner, error)), send)

    async def _finish(self, wish: Wish, inner: Scope, app: ASGIApp) -> Answer:
        """Run `app` to its end and make a finished answer of what it sent."""
        start: Message = {}
        parts: list[bytes] = []

        async def collect(message: Message) -> None:
            if message["type"] == "http.response.start":
                start.update(message)
            else:
                parts.append(message.get("body", b""))

        await app(inner, _no_body, collect)
        body = b"".join(parts)
        aside = len(body) > _ZIP_ASIDE
        arguments = (wish.path, start["status"], tuple(start["headers"]), body)
        return await run_in_threadpool(_packed, *arguments) if aside else _packed(*arguments)

    def _wish(self, scope: Scope) -> Wish:
        accepts = known = b""
        zipped = False
        for name, value in scope["headers"]:
            if name == b"accept-language":
                accepts = value
            elif name == b"accept-encoding":
                zipped = _takes_gzip(value)
            elif name == b"if-none-match":
                known = value
        path, prefix, language = _address(scope["path"], self._languages)
        if not language:
            language = _negotiated(accepts[:200], self._languages)
        method, query = scope["method"], scope["query_string"]
        return Wish(method, path, prefix, language, query, known, zipped)


@lru_cache(maxsize=512)
def _negotiated(accepts: bytes, languages: tuple[str, ...]) -> str:
    chosen = negotiate(accepts.decode("latin-1"))
    return chosen if chosen in languages else languages[0]


def _takes_gzip(accepts: bytes) -> bool:
    """Whether an Accept-Encoding header allows gzip: named, and not with a quality of nothing."""
    for part in accepts.lower().replace(b" ", b"").split(b","):
        coding, _, quality = part.partition(b";q=")
        if coding == b"gzip":
            return quality.strip(b"0.") != b"" or quality == b""
    return False


def _address(path: str, languages: Iterable[str]) -> tuple[str, str, str]:
    """Split "/sv/sources" into its path, its prefix and its language; most have no prefix."""
    head, slash, rest = path[1:].partition("/")
    if slash and head in languages and has_languages("/" + rest):
        return "/" + rest, "/" + head, head
    return path, "", ""


def _packed(path: str, status: int, headers: tuple[Header, ...], body: bytes) -> Answer:
    kept = [pair for pair in headers if pair[0] not in (b"content-length", b"etag")]
    kept = list(_with_missing(kept, security_headers(path)))
    given = dict(headers)
    kind = given.get(b"content-type", b"")
    etag = b""
    if status == 200:
        etag = given.get(b"etag") or b'W/"%s"' % hashlib.sha256(body).hexdigest()[:32].encode()
        kept.append((b"etag", etag))
        kept = list(_with_missing(kept, ((b"cache-control", b"no-cache"),)))
    if not kind.startswith(_SQUEEZED) or len(body) < _ZIP_FROM:
        return Answer(status, (*kept, _length(body)), body, etag)
    kept = _varying(kept, b"Accept-Encoding")
    small = gzip.compress(body, 6, mtime=0)
    coded = (*kept, (b"content-encoding", b"gzip"), _length(small))
    return Answer(status, (*kept, _length(body)), body, etag, coded, small)


def _varying(headers: list[Header], on: bytes) -> list[Header]:
    names = [value for name, value in headers if name == b"vary"]
    rest = [pair for pair in headers if pair[0] != b"vary"]
    return [*rest, (b"vary", b", ".join([*names, on]))]


def _with_missing(headers: Iterable[Header], wanted: Iterable[Header]) -> list[Header]:
    present = list(headers)
    names = {name.lower() for name, _ in present}
    return [*present, *(pair for pair in wanted if pair[0] not in names)]


def _length(body: bytes) -> Header:
    return b"content-length", str(len(body)).encode()


def _failed(inner: Scope, error: Exception) -> ASGIApp:
    failure = Failure.of(error)
    if failure.status >= 500:
        _log.error("page failed", path=inner["path"], status=failure.status, exc_info=error)
    return failure_response(inner, failure)


def _same(known: bytes, etag: bytes) -> bool:
    """Whether the visitor's copy is this one; weak comparison (RFC 9110, 8.8.3.2)."""
    plain = etag.removeprefix(b"W/")
    return known == b"*" or any(
        part.strip().removeprefix(b"W/") == plain for part in known.split(b",")
    )


async def _give(wish: Wish, answer: Answer, send: Send) -> None:
    if wish.known and answer.etag and _same(wish.known, answer.etag):
        kept = [
            pair for pair in answer.headers if pair[0] not in (b"content-length", b"content-type")
        ]
        await _send(send, 304, kept, b"")
        return
    squeezed = wish.zipped and answer.zipped is not None
    headers = answer.zipped_headers if squeezed else answer.headers
    body = answer.zipped if squeezed and answer.zipped is not None else answer.body
    await _send(send, answer.status, headers, b"" if wish.method == "HEAD" else body)


async def _send(send: Send, status: int, headers: Iterable[Header], body: bytes) -> None:
    await send({"type": "http.response.start", "status": status, "headers": list(headers)})
    await send({"type": "http.response.body", "body": body})


async def _no_body() -> Message:
    return {"type": "http.request", "body": b"", "more_body": False}
