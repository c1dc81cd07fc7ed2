"""A pass over all sources at once, over HTTP: green, and a polite guest."""

from collections import Counter

import pytest
from sample_site import SampleSite, one_pass

from monitor.demo.server import serve
from sources.base import Memory
from sources.http import open_client


@pytest.mark.slow
async def test_a_first_pass_stays_within_ten_requests_a_source_and_a_quiet_one_within_two() -> None:
    site = SampleSite()
    memories: dict[str, Memory] = {}
    with serve(site.app()) as base:
        sources = site.at(base)
        async with open_client(
            user_agent="amif-monitor/test", allow_private=True, pause=0
        ) as client:
            await one_pass(sources, client, memories)
            first, site.requests = site.requests, Counter()
            await one_pass(sources, client, memories)  # a listing's second pass may catch up
            site.requests, site.sent = Counter(), Counter()
            unchanged = await one_pass(sources, client, memories)
    assert set(first) == set(sources)
    assert max(first.values()) <= 10
    assert max(site.requests.values()) <= 2
    assert all(unchanged.values())
    assert site.sent.total() == 0
