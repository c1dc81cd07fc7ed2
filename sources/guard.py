"""Where the service may connect to: every answer of the name server is looked at beforehand.

Pure but for asking the name server. The same judgement is made again by httpx-secure on the address
actually connected to, so that a name that changes its mind in between (rebinding) gains nothing.
"""

import asyncio
import contextlib
import socket
import threading
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from ipaddress import IPv4Network, IPv6Address, IPv6Network, ip_address
from queue import SimpleQueue
from typing import Any, Protocol, TypeVar

from config.addresses import Address, is_public
from sources.errors import FetchError, Refused

Resolver = Callable[[str, int], Awaitable[tuple[Address, ...]]]

T = TypeVar("T")

_SCHEMES = {"http": 80, "https": 443}
# What "a private network" means to an operator. Link-local addresses are left out on purpose:
# 169.254.169.254 hands out a cloud machine's credentials, and no authority publishes calls there.
_HOME = (
    IPv4Network("127.0.0.0/8"),
    IPv4Network("10.0.0.0/8"),
    IPv4Network("172.16.0.0/12"),
    IPv4Network("192.168.0.0/16"),
    IPv4Network("100.64.0.0/10"),
    IPv6Network("::1/128"),
    IPv6Network("fc00::/7"),
)


class WebAddress(Protocol):
    """The parts of an address, as the very library that will connect reads them (httpx.URL)."""

    @property
    def scheme(self) -> str:
        """In lower case."""
        ...

    @property
    def host(self) -> str:
        """Without brackets; never the name and password before it."""
        ...

    @property
    def port(self) -> int | None:
        """None where the address states none."""
        ...


@dataclass(frozen=True, slots=True)
class Place:
    """A host and port we may connect to; `private` if it is on this machine or network."""

    host: str
    port: int
    private: bool

    def __str__(self) -> str:
        return self.host if self.port in _SCHEMES.values() else f"{self.host}:{self.port}"


@dataclass(frozen=True, slots=True)
class Guard:
    """The rule for addresses, with or without leave to reach private networks."""

    allow_private: bool

    def allows(self, address: Address) -> bool:
        """Whether a connection to this very address is allowed."""
        if is_public(address):
            return True
        return self.allow_private and _is_home(address)

    async def admit(self, url: WebAddress, resolve: Resolver) -> Place:
        """The place behind `url`; raises Refused, or FetchError when no name server knows it.

        One refused address among several refuses the name: which of them a connection would take
        is not ours to choose.
        """
        if url.scheme not in _SCHEMES:
            raise Refused("only http and https addresses are read")
        host = url.host.rstrip(".")
        if not host:
            raise Refused("an address without a host cannot be read")
        port = url.port or _SCHEMES[url.scheme]
        addresses = await resolve(host, port)
        for address in addresses:
            if not self.allows(address):
                raise Refused(_refusal(host, address))
        return Place(host, port, private=not all(is_public(each) for each in addresses))


def _is_home(address: Address) -> bool:
    if isinstance(address, IPv6Address) and address.ipv4_mapped:
        address = address.ipv4_mapped
    return any(address in network for network in _HOME if network.version == address.version)


def _refusal(host: str, address: Address) -> str:
    where = host if str(address) == host else f"{host} ({address})"
    return f"{where} is not on the public internet; the service does not connect to it"


class _Daemons:
    """Threads that nobody waits for at the end. A few are kept for the next question; where none
    is free another is begun, for a look-up without a network may block for many seconds.
    """

    def __init__(self, kept: int) -> None:
        self._kept = kept
        self._asked: SimpleQueue[Callable[[], None]] = SimpleQueue()
        self._lock = threading.Lock()
        self._idle = 0

    def do(self, work: Callable[[], None]) -> None:
        """Have `work` done, which never raises."""
        self._asked.put(work)
        with self._lock:
            if self._idle:
                self._idle -= 1
                return
        threading.Thread(target=self._serve, name="name-server", daemon=True).start()

    def _serve(self) -> None:
        while True:
            self._asked.get()()
            with self._lock:
                if self._idle >= self._kept:
                    return
                self._idle += 1


_daemons = _Daemons(kept=4)


async def _in_daemon(ask: Callable[[], T]) -> T:
    """What `ask` gives, from a thread that holds up neither the threads the rest of the service
    works with nor its end.
    """
    loop = asyncio.get_running_loop()
    answer: asyncio.Future[T] = loop.create_future()

    def tell(set_it: Callable[[Any], None], what: object) -> None:
        if not answer.done():
            set_it(what)

    def work() -> None:
        try:
            told: tuple[Callable[[Any], None], object] = (answer.set_result, ask())
        except Exception as error:  # handed to whoever asked
            told = (answer.set_exception, error)
        with contextlib.suppress(RuntimeError):  # the loop has ended: nobody asks any more
            loop.call_soon_threadsafe(tell, *told)

    _daemons.do(work)
    return await answer


async def ask_name_server(host: str, port: int) -> tuple[Address, ...]:
    """All addresses of a host as the system resolves it, odd spellings (`0x7f.1`) included."""
    try:
        answers = await _in_daemon(lambda: socket.getaddrinfo(host, port, type=socket.SOCK_STREAM))
    except (OSError, UnicodeError) as error:
        reason = getattr(error, "strerror", None) or "not a host name"
        raise FetchError(f"{host} was not found: {reason}") from error
    found = {str(answer[4][0]).split("%")[0] for answer in answers}
    return tuple(ip_address(text) for text in sorted(found))
