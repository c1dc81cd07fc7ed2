"""The one door to the outside: the only module that imports httpx.

What it holds to, for every request: an honest user agent; one request at a time per host, with a
pause; a limit on decoded bytes and on the whole time; every address looked at before and at the
connection, redirects too; robots.txt; one more try for what may pass by itself. Every failure is a
`FetchError` with one sentence.
"""

import asyncio
import os
import ssl
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Mapping
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass, replace
from http.cookiejar import DefaultCookiePolicy
from typing import Any
from weakref import WeakValueDictionary

import httpx
import stamina
from httpx_secure import SSRFProtectionError, httpx_ssrf_protection

from sources import robots as wishes
from sources.answers import Hop, check_status, retry_after, told_validators
from sources.base import Response, Validators
from sources.blockpage import block_sentence, is_html
from sources.budget import Budget
from sources.errors import Blocked, FetchError, Refused, TooMuch
from sources.guard import Guard, Place, Resolver, ask_name_server
from sources.inflate import Inflater, too_much
from sources.lanes import Lanes

_Site = tuple[str, str, int | None]  # scheme, host, port
_REDIRECTS = (301, 302, 303, 307, 308)
_MOST_REDIRECTS = 5
_WORTH_ANOTHER_TRY = frozenset({"unreachable", "garbled", "server_error", "rate_limited"})
_NO_USE_GOING_ON = frozenset({"unreachable", "tls", "timeout", "refused_address"})
_ROBOTS_KEPT = 500  # sites; a hostile one can redirect to new names for ever
_LONGEST_WAIT = 10.0  # seconds; a longer Retry-After is left to the poll schedule


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """How much one request may take: seconds in all, and decoded bytes by what is fetched."""

    seconds: float = 30.0
    page: int = 5_000_000
    pdf: int = 10_000_000
    portal: int = 20_000_000
    robots: int = 500_000

    def cap(self, kind: str, content_type: str) -> int:
        """The most decoded bytes of an answer of this content type to a request of this kind."""
        if kind == "page" and "application/pdf" in content_type.lower():
            return self.pdf
        return int(getattr(self, kind))


def user_agent(version: str, contact: str = "") -> str:
    """`amif-monitor/VERSION (contact)`; the contact is the operator's, for webmasters."""
    return f"amif-monitor/{version} ({contact})" if contact else f"amif-monitor/{version}"


@asynccontextmanager
async def open_client(
    *,
    user_agent: str,
    allow_private: bool = False,
    timeout: float = 30.0,  # noqa: ASYNC109  bounds each request, not this call
    pause: float = 1.0,
    in_flight: int = 8,
    attempts: int = 2,
    limits: Limits | None = None,
    resolve: Resolver = ask_name_server,
    verify: ssl.SSLContext | bool = True,
) -> AsyncIterator["HttpClient"]:
    """The client every source shares; closed at the end of the block.

    `timeout` bounds one request in seconds, body and redirects included; `pause` is what lies
    between two requests to one host (a tenth of a second at most on private networks);
    `allow_private` lets sources live on loopback or a private network. `verify` may be a TLS
    context that trusts another authority.
    """
    # What a retry was for is in the poll's one line; stamina's own line for each would be noise.
    stamina.instrumentation.set_on_retry_hooks(())
    guard = Guard(allow_private)
    headers = {"User-Agent": user_agent, "Accept-Encoding": "gzip, deflate"}
    # The pool's own wait must never be the reason of a failure: our lanes bound what is in flight.
    times = httpx.Timeout(timeout, connect=min(10.0, timeout), pool=None)
    async with httpx.AsyncClient(
        headers=headers, timeout=times, follow_redirects=False, trust_env=False, verify=verify
    ) as http:
        http.cookies.jar.set_policy(DefaultCookiePolicy(allowed_domains=[]))
        httpx_ssrf_protection(
            http,
            check_globally_reachable=False,
            custom_validator=lambda _host, address, _port: guard.allows(address),
        )
        yield HttpClient(
            http,
            guard=guard,
            resolve=resolve,
            lanes=Lanes(in_flight=in_flight, pause=pause),
            limits=limits or Limits(seconds=timeout),
            attempts=attempts,
        )


class HttpClient:
    """`sources.base.Client` over httpx. Make it with `open_client`."""

    def __init__(
        self,
        http: httpx.AsyncClient,
        *,
        guard: Guard,
        resolve: Resolver,
        lanes: Lanes,
        limits: Limits,
        attempts: int,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._http = http
        self._guard = guard
        self._resolve = resolve
        self._lanes = lanes
        self._limits = limits
        self._attempts = attempts
        self._clock = clock
        self._robots: dict[_Site, wishes.Robots] = {}
        self._asking: WeakValueDictionary[_Site, asyncio.Lock] = WeakValueDictionary()

    async def get(
        self, url: str, *, accept: str = "*/*", validators: Validators | None = None
    ) -> Response:
        """Fetch `url`, following at most 5 redirects. Raises FetchError.

        With validators the answer may be `not_modified` with an empty body (304 is a success).
        """
        headers = {"Accept": accept}
        if validators and validators.etag:
            headers["If-None-Match"] = validators.etag
        if validators and validators.last_modified:
            headers["If-Modified-Since"] = validators.last_modified

        async def once() -> Response:
            return await self._follow(url, headers, validators or Validators())

        return await self._patiently(once)

    async def post_parts(self, url: str, parts: Mapping[str, str]) -> Response:
        """POST `parts` as multipart/form-data, each of type application/json. Raises FetchError.

        The one POST of the project is the portal's search, which changes nothing there and may be
        asked twice.
        """
        files = {name: (None, text, "application/json") for name, text in parts.items()}

        async def once() -> Response:
            request = self._request("POST", url, {"Accept": "application/json"}, files=files)
            hop = await self._ask(request, "portal", Budget(self._limits.seconds))
            if hop.status in _REDIRECTS:
                raise FetchError(f"{hop.place} sent the search elsewhere", cause="redirected")
            answer = _accept(hop, Validators())
            # An answer to a POST is never one to be used again, whatever its headers say.
            headers = {name: v for name, v in answer.headers.items() if name != "cache-control"}
            return replace(answer, headers=headers)

        return await self._patiently(once)

    async def _patiently(self, once: Callable[[], Awaitable[Response]]) -> Response:
        async for attempt in stamina.retry_context(
            on=_worth_another_try,
            attempts=self._attempts,
            timeout=None,
            wait_initial=0.5,
            wait_jitter=0.5,
        ):
            with attempt:
                return await once()
        raise AssertionError  # pragma: no cover  the loop above returns or raises

    async def _follow(self, url: str, headers: dict[str, str], sent: Validators) -> Response:
        budget = Budget(self._limits.seconds)
        request = self._request("GET", url, headers)
        for _ in range(_MOST_REDIRECTS + 1):
            await self._mind_robots(request.url, budget)
            hop = await self._ask(request, "page", budget)
            location = hop.headers.get("location")
            if hop.status not in _REDIRECTS or not location:
                return _accept(hop, sent)
            request = self._request("GET", _joined(request.url, location), headers)
        raise FetchError(f"{hop.place} redirects without end", cause="redirected")

    def _request(self, method: str, url: Any, headers: dict[str, str], **more: Any) -> Any:
        try:
            return self._http.build_request(method, url, headers=headers, **more)
        except (httpx.InvalidURL, ValueError, TypeError) as error:
            raise Refused("the address cannot be read as a web address") from error

    async def _mind_robots(self, url: httpx.URL, budget: Budget) -> None:
        site = _site(url)
        lock = self._asking.setdefault(site, asyncio.Lock())
        async with lock:
            known = self._robots.get(site)
            if known is None or known.expires <= self._clock():
                if len(self._robots) >= _ROBOTS_KEPT:
                    self._robots.clear()
                known = self._robots[site] = await self._ask_robots(url, budget)
        if not known.allow(str(url)):
            raise FetchError(
                f"{url.host} asks programs not to read this address (robots.txt)", cause="robots"
            )

    async def _ask_robots(self, url: httpx.URL, budget: Budget) -> wishes.Robots:
        """No robots.txt means no wishes; a site that cannot be reached is not asked for more."""
        address = url.copy_with(raw_path=b"/robots.txt", fragment=None)
        try:
            hop = await self._ask(self._request("GET", address, {}), "robots", budget)
        except FetchError as error:
            if error.cause in _NO_USE_GOING_ON:
                raise
            return wishes.Robots(self._clock() + wishes.HOUR)
        if hop.status == 200:
            return wishes.read_robots(hop.body, self._clock() + wishes.DAY)
        lasts = wishes.HOUR if hop.status >= 500 else wishes.DAY
        return wishes.Robots(self._clock() + lasts)

    async def _ask(self, request: httpx.Request, kind: str, budget: Budget) -> Hop:
        """One request to one host, following nothing. Waiting for a turn costs no budget."""
        with _failures_told(request.url.host, budget):
            async with budget.spend():
                place = await self._guard.admit(request.url, self._resolve)
            known = self._robots.get(_site(request.url))
            async with (
                self._lanes.turn(place, known.delay if known else 0.0),
                budget.spend(),
            ):
                return await self._read(request, place, kind)

    async def _read(self, request: httpx.Request, place: Place, kind: str) -> Hop:
        answer = await self._http.send(request, stream=True)
        try:
            headers = dict(answer.headers)
            body = b""
            if answer.status_code not in (*_REDIRECTS, 304):
                body = await self._body(answer, kind, str(place))
            return Hop(place, str(request.url), answer.status_code, headers, body)
        finally:
            await answer.aclose()

    async def _body(self, answer: httpx.Response, kind: str, host: str) -> bytes:
        cap = self._limits.cap(kind, answer.headers.get("content-type", ""))
        declared = answer.headers.get("content-length", "")
        if declared.isdecimal() and len(declared) < 20 and int(declared) > cap:
            raise too_much(host, cap)
        inflater = Inflater(answer.headers.get("content-encoding", ""), cap, host)
        async for chunk in answer.aiter_raw():
            inflater.feed(chunk)
        return inflater.finish()


def _accept(hop: Hop, sent: Validators) -> Response:
    if hop.status == 304 and (sent.etag or sent.last_modified):
        return hop.response(told_validators(hop.headers, sent), not_modified=True)
    if is_html(hop.headers.get("content-type", ""), hop.body):
        sentence = block_sentence(str(hop.place), hop.body)
        if sentence:
            raise Blocked(sentence, retry_after=retry_after(hop.headers))
    check_status(hop)
    return hop.response(told_validators(hop.headers, Validators()))


def _site(url: httpx.URL) -> _Site:
    return (url.scheme, url.host, url.port)


def _joined(url: httpx.URL, location: str) -> httpx.URL:
    """Where a redirect leads; a name and password in it are not ours to send."""
    try:
        return url.join(location).copy_with(userinfo=b"", fragment=None)
    except (httpx.InvalidURL, ValueError, TypeError) as error:
        raise Refused(f"{url.host} redirects to what is no web address") from error


def _worth_another_try(error: Exception) -> bool | float:
    """Whether a second try can help: True, or the seconds the server asks us to wait first."""
    if not isinstance(error, FetchError) or error.cause not in _WORTH_ANOTHER_TRY:
        return False
    if error.retry_after is None:
        return True
    return error.retry_after if error.retry_after <= _LONGEST_WAIT else False


@contextmanager
def _failures_told(host: str, budget: Budget) -> Iterator[None]:
    """Turns whatever httpx raises into one of our errors, with one sentence."""
    try:
        yield
    except (TimeoutError, httpx.TimeoutException) as error:
        raise TooMuch(f"{host} took longer than {budget.whole:g} s", cause="timeout") from error
    except SSRFProtectionError as error:
        raise Refused(
            f"{host} led to {error.ip_addr}, which is not on the public internet"
        ) from error
    except httpx.NetworkError as error:
        raise _network_failure(host, error) from error
    except (httpx.HTTPError, httpx.InvalidURL, httpx.StreamError, ssl.SSLError) as error:
        raise FetchError(f"{host} sent a broken answer: {error}", cause="garbled") from error


def _network_failure(host: str, error: Exception) -> FetchError:
    cause: BaseException | None = error
    while cause is not None:
        if isinstance(cause, ssl.SSLCertVerificationError):
            return FetchError(
                f"the certificate of {host} cannot be trusted: {cause.verify_message}", cause="tls"
            )
        if isinstance(cause, ssl.SSLError):
            return FetchError(f"no secure connection to {host}: {cause.reason}", cause="tls")
        cause = cause.__cause__ or cause.__context__
    if isinstance(error, httpx.ConnectError):
        return FetchError(f"{host} could not be reached: {_reason(error)}")
    return FetchError(f"{host} broke the connection off")


def _reason(error: BaseException) -> str:
    """The operating system's own words for why no connection came about, if there are any."""
    inner: BaseException | None = error
    while inner is not None:
        if isinstance(inner, BaseExceptionGroup):
            inner = inner.exceptions[0]
        if isinstance(inner, OSError) and inner.errno and inner.errno > 0:
            return os.strerror(inner.errno).lower()
        inner = inner.__cause__ or inner.__context__
    return str(error) or "no connection"
