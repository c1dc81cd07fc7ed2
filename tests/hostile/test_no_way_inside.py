"""No way inside: every written form of a private address, every redirect, every changed mind."""

import socket
from collections.abc import Callable, Iterator
from ipaddress import ip_address

import pytest
from raw_server import RawServer, Script, answering, raw_server

import sources.guard
from config.addresses import Address, is_public
from sources.errors import FetchError, Refused
from sources.guard import Guard
from sources.http import Budget, open_client

# The forms as they would stand in a page, a feed, a redirect or a setting.
FORMS = [
    "127.0.0.1",
    "127.1",
    "127.0.1",
    "127.255.255.254",
    "2130706433",
    "0x7f000001",
    "0x7f.0.0.1",
    "0x7f.1",
    "017700000001",
    "0177.0.0.1",
    "0177.1",
    "127.0.0.1.",
    "localhost",
    "LOCALHOST",
    "localhost.",
    "0.0.0.0",
    "0",
    "10.0.0.1",
    "10.255.255.255",
    "172.16.0.1",
    "172.31.255.255",
    "192.168.1.1",
    "192.0.0.8",
    "192.0.2.1",
    "198.18.0.1",
    "198.51.100.7",
    "203.0.113.9",
    "100.64.0.1",
    "100.127.255.254",
    "169.254.169.254",
    "0xa9fea9fe",
    "2852039166",
    "224.0.0.1",
    "239.255.255.250",
    "240.0.0.1",
    "255.255.255.255",
    "[::1]",
    "[::]",
    "[0:0:0:0:0:0:0:1]",
    "[::ffff:127.0.0.1]",
    "[::ffff:7f00:1]",
    "[::ffff:10.0.0.1]",
    "[::ffff:169.254.169.254]",
    "[::127.0.0.1]",
    "[64:ff9b::7f00:1]",
    "[64:ff9b::a9fe:a9fe]",
    "[64:ff9b:1::1]",
    "[2002:7f00:1::]",
    "[2002:a00:1::1]",
    "[2001:0:7f00:1:0:0:80ff:fffe]",
    "[fe80::1]",
    "[fc00::1]",
    "[fd12:3456:789a::1]",
    "[fec0::1]",
    "[ff02::1]",
    "[2001:db8::1]",
    "[100::1]",
]
WITHOUT_A_PLACE = [
    "127.0.0.1:80:80",
    "[::1",
    "",
    "%31%32%37.0.0.1:x",
    "exa mple.org",
    "127。0。0。1",
]


@pytest.fixture
def inside() -> Iterator[RawServer]:
    """Something on this machine that must never hear from us."""
    with raw_server(answering(b"secret")) as server:
        yield server


@pytest.mark.parametrize("form", FORMS)
async def test_no_written_form_of_a_private_address_is_connected_to(
    form: str, inside: RawServer
) -> None:
    async with open_client(user_agent="t", timeout=5, pause=0) as client:
        for path in (f"http://{form}:{inside.port}/", f"https://user@{form}:{inside.port}/x"):
            with pytest.raises(FetchError) as refused:
                await client.get(path)
            # A form no name server knows is just as well; nearly all are understood and refused.
            assert isinstance(refused.value, Refused) or "not found" in str(refused.value)
            with pytest.raises(FetchError):
                await client.post_parts(path, {"query": "{}"})
    assert inside.connections == 0


@pytest.mark.parametrize("form", WITHOUT_A_PLACE)
async def test_what_is_no_address_is_refused(form: str, inside: RawServer) -> None:
    async with open_client(user_agent="t", timeout=5, pause=0) as client:
        with pytest.raises(FetchError):
            await client.get(f"http://{form}/")
    assert inside.connections == 0


@pytest.mark.parametrize("scheme", ["ftp", "file", "gopher", "data", "dict", "ws", "unix", ""])
async def test_only_web_addresses_are_read(scheme: str) -> None:
    async with open_client(user_agent="t", allow_private=True) as client:
        with pytest.raises(Refused):
            await client.get(f"{scheme}://127.0.0.1/x")


def resolving_to(*addresses: str) -> Callable[..., object]:
    async def resolve(host: str, port: int) -> tuple[Address, ...]:
        return tuple(ip_address(each) for each in addresses)

    return resolve


async def test_one_private_answer_among_public_ones_refuses_the_name() -> None:
    resolve = resolving_to("93.184.216.34", "10.0.0.7")
    async with open_client(user_agent="t", resolve=resolve) as client:  # type: ignore[arg-type]
        with pytest.raises(Refused, match=r"example\.org \(10\.0\.0\.7\) is not on the public"):
            await client.get("http://example.org/")


async def test_a_name_that_changes_its_mind_gains_nothing(inside: RawServer) -> None:
    """Rebinding: public when looked at, loopback when connected to."""
    resolve = resolving_to("93.184.216.34")
    async with open_client(user_agent="t", resolve=resolve, pause=0) as client:  # type: ignore[arg-type]
        with pytest.raises(Refused, match=r"led to .* not on the public internet"):
            await client.get(f"http://localhost:{inside.port}/")
    assert inside.seen == []


@pytest.fixture
def outside(monkeypatch: pytest.MonkeyPatch) -> None:
    """Lets 127.0.0.1 pass for the public internet, so that a redirect can lead inside from it."""

    def looks_public(address: Address) -> bool:
        return str(address) == "127.0.0.1" or is_public(address)

    monkeypatch.setattr(sources.guard, "is_public", looks_public)


def redirect(to: str, status: int) -> Script:
    return answering(status=f"{status} Moved", headers=f"Location: {to}\r\n")


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
@pytest.mark.parametrize(
    "to", ["http://10.0.0.1/", "//169.254.169.254/latest/meta-data/", "http://[::ffff:10.0.0.1]/"]
)
@pytest.mark.usefixtures("outside")
async def test_a_redirect_inside_is_refused(to: str, status: int) -> None:
    with raw_server(redirect(to, status)) as site:
        async with open_client(user_agent="t", pause=0, timeout=5) as client:
            with pytest.raises(Refused, match="not on the public internet"):
                await client.get(site.url)
    assert len(site.paths) == 1


@pytest.mark.usefixtures("outside")
async def test_a_redirect_to_another_name_of_this_machine_is_refused(inside: RawServer) -> None:
    with raw_server(redirect(f"http://[::1]:{inside.port}/", 302)) as site:
        async with open_client(user_agent="t", pause=0, timeout=5) as client:
            with pytest.raises(Refused):
                await client.get(site.url)
    assert inside.connections == 0


async def test_robots_txt_is_no_way_round_the_guard(inside: RawServer) -> None:
    async with open_client(user_agent="t", pause=0) as client:
        with pytest.raises(Refused):
            await client._mind_robots(client._http.build_request("GET", inside.url).url, _budget())
    assert inside.connections == 0


def _budget() -> Budget:
    return Budget(5)


@pytest.mark.parametrize(
    ("address", "allowed"),
    [
        ("127.0.0.1", True),
        ("::1", True),
        ("10.1.2.3", True),
        ("172.20.0.1", True),
        ("192.168.0.9", True),
        ("100.64.0.1", True),
        ("fd00::1", True),
        ("::ffff:192.168.0.9", True),
        ("93.184.216.34", True),
        ("169.254.169.254", False),
        ("::ffff:169.254.169.254", False),
        ("fe80::1", False),
        ("0.0.0.0", False),
        ("224.0.0.1", False),
        ("255.255.255.255", False),
        ("203.0.113.9", False),
    ],
)
def test_leave_for_private_networks_is_no_leave_for_metadata_and_multicast(
    address: str, allowed: bool
) -> None:
    assert Guard(allow_private=True).allows(ip_address(address)) is allowed


async def test_with_leave_a_private_site_is_read(inside: RawServer) -> None:
    async with open_client(user_agent="t", allow_private=True, pause=0) as client:
        assert (await client.get(inside.url)).body == b"secret"
        assert (await client.get(f"http://localhost:{inside.port}/")).body == b"secret"


async def test_the_refusal_tells_no_path_and_no_password(inside: RawServer) -> None:
    async with open_client(user_agent="t", pause=0) as client:
        with pytest.raises(Refused) as refused:
            await client.get(f"http://user:pass@127.0.0.1:{inside.port}/token?key=abc")
    assert not {"user", "pass", "token", "abc"} & set(str(refused.value).replace("/", " ").split())


def test_a_name_of_both_kinds_of_address_is_looked_at_whole() -> None:
    """The system's own resolver gives all addresses of a name, not the first."""
    families = {each[0] for each in socket.getaddrinfo("localhost", 80)}
    assert socket.AF_INET in families
