"""Can each source's host be found, reached and trusted, and is our own page seen from outside?

Connections go straight from this machine, as the polls do. One small request per host, its
answer's body not read; what the site says is the business of `amif-monitor sources check ID`.
"""

import http.client
import json
import socket
import ssl
from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from email.utils import parsedate_to_datetime
from ipaddress import ip_address
from itertools import groupby
from urllib.parse import SplitResult, urlsplit

from config.addresses import is_plainly_private, is_public
from config.settings import Settings
from monitor import __version__
from monitor.context import Clock, Watched
from monitor.doctor.finding import Finding, fault, fine, warning
from sources.http import user_agent

_AT_ONCE = 8
_NAMED = 5  # hosts in one line


@dataclass(slots=True, kw_only=True)
class Visit:
    """One host and what came of looking in: `trouble` is empty when it answered at all."""

    url: str
    sources: list[str] = field(default_factory=list)
    trusted: bool = False
    trouble: str = ""
    do: str = ""
    date: datetime | None = None
    clock_ahead: timedelta = timedelta()

    @property
    def host(self) -> str:
        """The host's name, with its port where it is not the usual one."""
        return urlsplit(self.url).netloc


def visit_all(
    settings: Settings, watched: Mapping[str, Watched], clock: Clock, *, seconds: float
) -> list[Visit]:
    """Look in at the host of every source that is polled, several at once."""
    visits: dict[tuple[str, str], Visit] = {}
    for one in watched.values():
        if one.enabled:
            parts = urlsplit(one.info.url)
            visit = visits.setdefault((parts.scheme, parts.netloc), Visit(url=one.info.url))
            visit.sources.append(one.info.id)
            visit.trusted = visit.trusted or one.trusted
    agent = user_agent(__version__, settings.polling.contact)
    private = settings.polling.allow_private_addresses

    def look(visit: Visit) -> None:
        _look_in(visit, clock, agent, allow_private=private, seconds=seconds)

    with ThreadPoolExecutor(_AT_ONCE, thread_name_prefix="doctor") as pool:
        list(pool.map(look, visits.values()))
    return list(visits.values())


def check_visits(visits: list[Visit]) -> Iterator[Finding]:
    """One finding per kind of trouble, one for all hosts that answered.

    A fault where the portal or a source of the operator's own is among them (decisions H 1); the
    other sources may well be away for a while.
    """
    well = [visit for visit in visits if not visit.trouble]
    in_trouble = groupby(
        sorted((visit for visit in visits if visit.trouble), key=_kind_of_trouble),
        key=_kind_of_trouble,
    )
    for (away, trouble, remedy), group in in_trouble:
        told = warning if away else fault
        yield told("sources", _listed(list(group), trouble), remedy)
    if well:
        yield fine("sources", f"{len(well)} of {len(visits)} hosts answer, found and trusted")


def _kind_of_trouble(visit: Visit) -> tuple[bool, str, str]:
    return not visit.trusted, visit.trouble, visit.do


def _listed(visits: list[Visit], trouble: str) -> str:
    names = [f"{visit.host} ({', '.join(visit.sources)})" for visit in visits]
    if len(names) > _NAMED:
        names = [*names[:_NAMED], f"and {len(names) - _NAMED} more hosts"]
    return f"{', '.join(names)}: {trouble}"


def check_public_url(settings: Settings, *, seconds: float) -> Finding:
    """Does the address in messages lead to a running service?"""
    url = settings.web.public_url
    parts = urlsplit(url)
    try:
        status, body = _get(parts, f"{parts.path}/live", seconds)
        alive = status == http.client.OK and bool(json.loads(body).get("live"))
    except (OSError, ValueError, http.client.HTTPException, AttributeError) as error:
        return warning(
            "public_url",
            f"{url} does not answer: {_reason(error)}",
            "start the service, or set [web] public_url to where people reach it",
        )
    if not alive:
        return fault(
            "public_url",
            f"{url}/live answers {status}, and not as this service would",
            "look where the reverse proxy sends it, and at [web] public_url",
        )
    if is_plainly_private(url):
        return warning(
            "public_url",
            f"{url} answers, but only on this machine or network: links in messages lead there",
            "set [web] public_url to the address people outside use",
        )
    return fine("public_url", f"{url} answers")


def _look_in(
    visit: Visit, clock: Clock, agent: str, *, allow_private: bool, seconds: float
) -> None:
    parts = urlsplit(visit.url)
    try:
        addresses = _addresses(parts)
        if not allow_private and any(not is_public(ip_address(one)) for one in addresses):
            visit.trouble = "a private address"
            visit.do = "if that is meant: [polling] allow_private_addresses = true"
            return
        with closing(_connect(parts, seconds)) as connection:
            connection.request("HEAD", parts.path or "/", headers={"User-Agent": agent})
            answer = connection.getresponse()
            _note_date(visit, answer.getheader("Date"), clock())
    except (OSError, http.client.HTTPException, ValueError) as error:
        visit.trouble, visit.do = _explained(error)


def _note_date(visit: Visit, header: str | None, now: datetime) -> None:
    if not header:
        return
    try:
        date = parsedate_to_datetime(header)
    except ValueError:
        return
    if date.tzinfo is not None:
        visit.date, visit.clock_ahead = date, now - date


def _addresses(parts: SplitResult) -> set[str]:
    port = parts.port or (443 if parts.scheme == "https" else 80)
    answers = socket.getaddrinfo(parts.hostname, port, type=socket.SOCK_STREAM)
    return {str(answer[4][0]).split("%")[0] for answer in answers}


def _connect(parts: SplitResult, seconds: float) -> http.client.HTTPConnection:
    host = parts.hostname or ""
    if parts.scheme == "https":
        trust = ssl.create_default_context()
        return http.client.HTTPSConnection(host, parts.port, timeout=seconds, context=trust)
    return http.client.HTTPConnection(host, parts.port, timeout=seconds)


def _get(parts: SplitResult, path: str, seconds: float) -> tuple[int, bytes]:
    with closing(_connect(parts, seconds)) as connection:
        connection.request("GET", path)
        answer = connection.getresponse()
        return answer.status, answer.read(10_000)


def _explained(error: Exception) -> tuple[str, str]:
    """What is wrong with a host, and what to do."""
    if isinstance(error, socket.gaierror):
        return "not found by the name server", "look at the machine's DNS, and at the address"
    if isinstance(error, ssl.SSLCertVerificationError):
        return (
            f"a certificate that cannot be trusted: {error.verify_message}",
            "look at the machine's CA certificates and clock; else the site must mend it",
        )
    if isinstance(error, ssl.SSLError):
        return f"breaks off the TLS greeting: {error.reason}", "nothing here: the site must mend it"
    if isinstance(error, TimeoutError):
        return "no answer in time", "look at the firewall and the network; else wait"
    return f"cannot be reached: {_reason(error)}", "look at the firewall and the network; else wait"


def _reason(error: Exception) -> str:
    if isinstance(error, OSError) and error.strerror:
        return error.strerror
    return str(error) or type(error).__name__
