"""PURE: who asks: the true address of a visitor, believed only as far as our own proxies vouch."""

from collections.abc import Sequence
from ipaddress import IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network

from starlette.types import Scope

Network = IPv4Network | IPv6Network
_MOST_HOPS = 20


def trusted_networks(written: Sequence[str]) -> tuple[Network, ...]:
    """`[web] trusted_proxies` as networks; single addresses are networks of one."""
    return tuple(ip_network(one, strict=False) for one in written)


def visitor_address(scope: Scope, trusted: Sequence[Network]) -> str:
    """The address a request really came from; "" where none is known.

    `X-Forwarded-For` counts only when a trusted proxy brought it, and is read from its end: the
    first address there that is no proxy of ours is the visitor; what stands before it anybody
    may have written.
    """
    client = scope.get("client")
    nearest = _plain(client[0]) if client else ""
    if not nearest or not _is_trusted(nearest, trusted):
        return nearest
    told = [value for name, value in scope["headers"] if name == b"x-forwarded-for"]
    hops = b",".join(told).decode("latin-1").split(",")[-_MOST_HOPS:]
    address = nearest
    for hop in reversed([hop.strip() for hop in hops]):
        plain = _plain(hop)
        if not plain:
            break
        address = plain
        if not _is_trusted(plain, trusted):
            break
    return address


def visitor_network(address: str) -> str:
    """What shares a rate limit: one IPv4 address, or the /64 an IPv6 visitor has to himself."""
    try:
        found = ip_address(address)
    except ValueError:
        return address
    if isinstance(found, IPv6Address):
        return str(ip_network(f"{found}/64", strict=False))
    return str(found)


def _plain(text: str) -> str:
    """An address in its usual writing; "" for what is none. IPv4 within IPv6 is IPv4."""
    try:
        found = ip_address(text.removeprefix("[").partition("]")[0].partition("%")[0])
    except ValueError:
        return ""
    if isinstance(found, IPv6Address) and found.ipv4_mapped is not None:
        return str(found.ipv4_mapped)
    return str(found)


def _is_trusted(address: str, trusted: Sequence[Network]) -> bool:
    found = ip_address(address)
    return any(found in network for network in trusted)
