"""The three shapes as sources of the operator's own: read without landmarks or options."""

from fake_site import Site
from shape_makers import AT, BASE, TEXT, Poller, call_page, rss, two_calls

from sources.base import Source
from sources.registry import custom_source


def own(kind: str) -> Source:
    return custom_source(
        id="my-agency",
        kind=kind,
        url=AT,
        country="IE",
        language="en",
        timezone="Europe/Dublin",
        authority="My agency",
    )


async def test_a_page_of_ones_own_is_read_without_landmarks() -> None:
    answer = await Poller(own("page"), Site({AT: call_page("Funding for integration")})).poll()
    assert answer is not None
    assert [seen.source for seen in answer.calls] == ["my-agency"]
    assert answer.calls[0].facts.authority == "My agency"


async def test_a_listing_of_ones_own_follows_the_links_of_its_main_part() -> None:
    answer = await Poller(own("listing"), two_calls()).poll()
    assert answer is not None
    assert [seen.key for seen in answer.calls] == [
        "fund.example.org/call/one",
        "fund.example.org/call/two",
    ]


async def test_a_feed_of_ones_own_is_filtered_for_the_funds_calls() -> None:
    body = rss(
        ("AMIF call for proposals opens", f"{BASE}/n/1", TEXT),
        ("A festival", f"{BASE}/n/2", "Deadline for songs: 1 May 2027."),
    )
    answer = await Poller(own("feed"), Site({AT: body})).poll()
    assert answer is not None
    assert [seen.key for seen in answer.calls] == ["fund.example.org/n/1"]
