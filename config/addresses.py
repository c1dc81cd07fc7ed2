"""Which hosts are private, as far as their written form alone tells. Pure: asks no name server."""

import re
import socket
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address
from urllib.parse import urlsplit

Address = IPv4Address | IPv6Address

# Addresses that carry an IPv4 address inside: what counts is where that one leads.
_NAT64 = IPv6Network("64:ff9b::/96")
_NOT_PUBLIC = (
    IPv4Network("192.88.99.0/24"),  # the old 6to4 relays: no web server lives there
    IPv4Network("192.0.0.0/24"),  # for protocols; older Pythons call parts of it global
    IPv6Network("::/96"),  # IPv4 addresses in their oldest wrapping: [::127.0.0.1]
    IPv6Network("64:ff9b:1::/48"),  # NAT64 for local use
    IPv6Network("fec0::/10"),  # site-local, as long as routers know it
)


def is_public(address: Address) -> bool:
    """Whether the address belongs to the public internet, looked at through every wrapping."""
    inner = _inner(address)
    if inner is not None:
        return is_public(inner)
    if any(address in net for net in _NOT_PUBLIC if net.version == address.version):
        return False
    return address.is_global and not address.is_multicast


def _inner(address: Address) -> IPv4Address | None:
    if isinstance(address, IPv4Address):
        return None
    if address in _NAT64:
        return IPv4Address(int(address) & 0xFFFFFFFF)
    if address.teredo:
        return address.teredo[1]
    return address.ipv4_mapped or address.sixtofour


def literal(host: str) -> Address | None:
    """The address a host name spells out: also `2130706433`, `0x7f.1`, `0177.0.0.1`, `[::1]`."""
    bare = host.strip("[]").split("%")[0].rstrip(".")
    try:
        return ip_address(bare)
    except ValueError:
        pass
    if not re.fullmatch(r"[0-9a-fx.]+", bare, re.IGNORECASE):
        return None
    try:
        return IPv4Address(socket.inet_aton(bare))
    except (OSError, ValueError):
        return None


def is_plainly_private(url: str) -> bool:
    """Whether the address alone shows a host on this machine or a private network (decisions H7).

    A name that only a name server can turn into a private address is not seen here; the HTTP
    client refuses it when it connects.
    """
    try:
        host = (urlsplit(url).hostname or "").rstrip(".").lower()
    except ValueError:
        return False
    if host == "localhost" or host.endswith(".localhost"):
        return True
    address = literal(host)
    return address is not None and not is_public(address)
