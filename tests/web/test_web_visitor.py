"""Whose request it is, behind proxies we trust and before proxies we do not."""

from typing import Any

import pytest

from monitor.web.visitor import trusted_networks, visitor_address, visitor_network

PROXIES = trusted_networks(("10.0.0.0/8", "192.0.2.1", "fd00::/8"))


def scope(client: str | None, *forwarded: str) -> dict[str, Any]:
    return {
        "client": (client, 1234) if client else None,
        "headers": [(b"x-forwarded-for", value.encode()) for value in forwarded],
    }


@pytest.mark.parametrize(
    ("client", "forwarded", "visitor"),
    [
        ("203.0.113.9", (), "203.0.113.9"),
        ("203.0.113.9", ("1.2.3.4",), "203.0.113.9"),  # nobody we trust said so
        ("10.0.0.1", ("203.0.113.9",), "203.0.113.9"),
        ("10.0.0.1", ("1.2.3.4, 203.0.113.9",), "203.0.113.9"),  # the first is made up
        ("10.0.0.1", ("203.0.113.9, 10.0.0.2",), "203.0.113.9"),  # two proxies of ours
        ("10.0.0.1", ("203.0.113.9", "192.0.2.1"), "203.0.113.9"),  # in two headers
        ("10.0.0.1", (), "10.0.0.1"),
        ("10.0.0.1", ("nonsense",), "10.0.0.1"),
        ("10.0.0.1", ("203.0.113.9, nonsense",), "10.0.0.1"),
        ("10.0.0.1", ("10.0.0.5, 10.0.0.6",), "10.0.0.5"),
        ("10.0.0.1", ("::ffff:203.0.113.9",), "203.0.113.9"),
        ("::ffff:10.0.0.1", ("2001:db8::7",), "2001:db8::7"),
        ("fd00::1", ("[2001:db8::7]",), "2001:db8::7"),
        ("10.0.0.1", (", ".join(["1.2.3.4"] * 5000),), "1.2.3.4"),
        (None, ("203.0.113.9",), ""),
    ],
)
def test_only_our_own_proxies_are_believed(
    client: str | None, forwarded: tuple[str, ...], visitor: str
) -> None:
    assert visitor_address(scope(client, *forwarded), PROXIES) == visitor


def test_without_proxies_nothing_is_believed() -> None:
    assert visitor_address(scope("10.0.0.1", "203.0.113.9"), ()) == "10.0.0.1"


def test_an_ipv6_visitor_counts_as_one_with_all_his_addresses() -> None:
    assert visitor_network("2001:db8:1:2:3:4:5:6") == "2001:db8:1:2::/64"
    assert visitor_network("203.0.113.9") == "203.0.113.9"
    assert visitor_network("") == ""
