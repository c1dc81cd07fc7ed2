"""PURE but for its own memory: how often strangers may ask for a mail to be sent.

Kept in memory: a restart forgets it, which lets a few more through and nothing else.
"""

import threading
from collections import OrderedDict, deque
from dataclasses import dataclass, field
from ipaddress import IPv6Address, ip_address

_MOST_NETWORKS = 10_000


@dataclass(frozen=True, slots=True)
class Limit:
    """At most `count` in `seconds`."""

    count: int
    seconds: float


PER_NETWORK = (Limit(10, 60.0), Limit(60, 3600.0))
OVERALL = (Limit(120, 60.0), Limit(2000, 3600.0))
MISTAKEN = (Limit(30, 60.0), Limit(300, 3600.0))  # per network; nothing is mailed for these


@dataclass(slots=True)
class Limits:
    """Counts what was let through, per network and overall. Safe to use from many threads."""

    per_network: tuple[Limit, ...] = PER_NETWORK
    overall: tuple[Limit, ...] = OVERALL
    _all: deque[float] = field(default_factory=deque)
    _networks: OrderedDict[str, deque[float]] = field(default_factory=OrderedDict)
    _guard: threading.Lock = field(default_factory=threading.Lock)

    def let_through(self, address: str, now: float) -> bool:
        """Whether one more from `address` may be taken at `now` (seconds); counted if so."""
        with self._guard:
            return self._let_through(network(address), now)

    def _let_through(self, name: str, now: float) -> bool:
        mine = self._networks.setdefault(name, deque())
        self._networks.move_to_end(name)
        while len(self._networks) > _MOST_NETWORKS:
            self._networks.popitem(last=False)
        if not _room(mine, self.per_network, now) or not _room(self._all, self.overall, now):
            return False
        mine.append(now)
        self._all.append(now)
        return True


def network(address: str) -> str:
    """The network an address stands for: an IPv4 /24, an IPv6 /64; anything else is itself."""
    try:
        parsed = ip_address(address)
    except ValueError:
        return address
    if isinstance(parsed, IPv6Address):
        if parsed.ipv4_mapped is None:
            return parsed.exploded[:19]
        parsed = parsed.ipv4_mapped
    return str(parsed).rpartition(".")[0]


def _room(times: deque[float], limits: tuple[Limit, ...], now: float) -> bool:
    longest = max(limit.seconds for limit in limits)
    while times and times[0] <= now - longest:
        times.popleft()
    return all(sum(at > now - limit.seconds for at in times) < limit.count for limit in limits)
