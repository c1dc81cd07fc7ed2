"""What a pass over all national sources costs: requests and bytes, the first time and in quiet."""

import asyncio
import time
from collections import Counter
from collections.abc import Iterator

from monitor.demo.server import serve
from sources.base import Memory
from sources.http import open_client
from tests.national.sample_site import SampleSite, one_pass

Figure = tuple[str, str, str]


def figures() -> Iterator[Figure]:
    """Requests, bytes and CPU of a first and a quiet pass over every source's sample."""
    yield from asyncio.run(_passes())


async def _passes() -> list[Figure]:
    site = SampleSite()
    memories: dict[str, Memory] = {}
    found: list[Figure] = []
    with serve(site.app()) as base:
        sources = site.at(base)
        async with open_client(
            user_agent="amif-monitor/bench", allow_private=True, pause=0
        ) as client:
            for name, goal in (("first", 10), ("second", 10), ("quiet", 2)):
                site.requests, site.sent = Counter(), Counter()
                began = time.process_time()
                await one_pass(sources, client, memories)
                cpu = time.process_time() - began
                most = max(site.requests.values())
                found += [
                    (f"{name} pass: requests over {len(sources)} sources", _total(site), ""),
                    (f"{name} pass: most requests to one source", f"{most}", f"<= {goal}"),
                    (f"{name} pass: bytes sent to us", f"{site.sent.total()}", ""),
                    (f"{name} pass: CPU, server's and ours", f"{cpu:.2f} s", ""),
                ]
    return found


def _total(site: SampleSite) -> str:
    return f"{site.requests.total()}"
