"""The feed over simulated sites: the fund's entries, broken feeds, teasers followed to pages."""

import pytest
from fake_site import Site
from shape_makers import AT, BASE, TEXT, Poller, call_page, info, page, rss

from sources.base import Shape
from sources.errors import NothingFound, ParseError, TooMuch
from sources.feed import FeedSource, FollowedFeed


async def test_a_feed_lets_only_the_funds_calls_through_and_is_never_complete() -> None:
    site = Site(
        {
            AT: rss(
                ("AMIF call for proposals opens", f"{BASE}/n/1", TEXT),
                ("Minister opens a school", f"{BASE}/n/2", "A deadline was met on 1 May 2026."),
            )
        }
    )
    poller = Poller(FeedSource(info(Shape.FEED, landmarks=())), site)
    answer = await poller.poll()
    assert answer is not None
    assert [seen.key for seen in answer.calls] == ["fund.example.org/n/1"]
    assert not answer.complete
    assert answer.landmarks_shown
    assert await poller.poll() is None


async def test_an_empty_feed_is_alive() -> None:
    answer = await Poller(FeedSource(info(Shape.FEED, landmarks=())), Site({AT: rss()})).poll()
    assert answer is not None
    assert answer.calls == ()
    assert answer.landmarks_shown


@pytest.mark.parametrize(
    "body", [page("Error", "<p>Sorry</p>"), b"", b"{}", b"<rss><channel><title>x", b"\x00\x01\x02"]
)
async def test_what_is_no_feed_is_a_failed_poll(body: bytes) -> None:
    with pytest.raises(ParseError):
        await Poller(FeedSource(info(Shape.FEED, landmarks=())), Site({AT: body})).poll()


async def test_another_sites_feed_is_not_taken_for_ours() -> None:
    with pytest.raises(NothingFound):
        await Poller(
            FeedSource(info(Shape.FEED, landmarks=("Ministry",))), Site({AT: rss()})
        ).poll()


async def test_a_feed_cut_off_in_the_middle_gives_its_first_entries_and_a_warning() -> None:
    whole = rss(("AMIF call for proposals", f"{BASE}/n/1", TEXT), ("b", f"{BASE}/n/2", "c"))
    answer = await Poller(
        FeedSource(info(Shape.FEED, landmarks=())), Site({AT: whole[: whole.rindex(b"<item>") + 9]})
    ).poll()
    assert answer is not None
    assert len(answer.calls) == 1
    assert answer.warnings


async def test_entries_that_share_a_link_are_told_apart() -> None:
    body = rss(
        ("AMIF call for proposals A", f"{BASE}/n", TEXT),
        ("AMIF call for proposals B", f"{BASE}/n", TEXT),
    )
    answer = await Poller(FeedSource(info(Shape.FEED, landmarks=())), Site({AT: body})).poll()
    assert answer is not None
    assert len({seen.key for seen in answer.calls}) == 2


async def test_a_feed_larger_than_the_limit_is_refused() -> None:
    with pytest.raises(TooMuch):
        await Poller(
            FeedSource(info(Shape.FEED, landmarks=())), Site({AT: b" " * 5_000_001})
        ).poll()


async def test_a_whole_feed_of_thousands_is_read_from_its_beginning() -> None:
    items = [(f"News {n}", f"{BASE}/n/{n}", "Nothing.") for n in range(3000)]
    items[1999] = ("AMIF call for proposals opens", f"{BASE}/n/1999", TEXT)
    items[2500] = ("AMIF call for proposals closes", f"{BASE}/n/2500", TEXT)
    source = FeedSource(info(Shape.FEED, landmarks=()))
    answer = await Poller(source, Site({AT: rss(*items)})).poll()
    assert answer is not None
    assert [seen.key for seen in answer.calls] == ["fund.example.org/n/1999"]
    assert answer.warnings == ()


def followed(words: str = "amif") -> FollowedFeed:
    return FollowedFeed(info(Shape.FEED, landmarks=(), complete=False, options={"words": words}))


async def test_a_teaser_leads_to_its_page() -> None:
    site = Site(
        {
            AT: rss(
                ("AMIF: new call", f"{BASE}/n/1", "Read more."),
                ("Minister opens a school", f"{BASE}/n/2", "Read more."),
            ),
            f"{BASE}/n/1": call_page("New call for integration projects"),
        }
    )
    poller = Poller(followed(), site)
    answer = await poller.poll()
    assert answer is not None
    assert [seen.facts.deadlines[0].at.day for seen in answer.calls] == [15]
    assert site.requests() == [AT, f"{BASE}/n/1"]
    assert await poller.poll() is None
    assert len(site.requests()) == 2


async def test_where_the_page_is_refused_the_teaser_stands_in() -> None:
    site = Site({AT: rss(("AMIF call for proposals opens", f"{BASE}/n/1", TEXT))})
    answer = await Poller(followed(), site).poll()
    assert answer is not None
    assert [seen.facts.deadlines[0].at.day for seen in answer.calls] == [15]


async def test_a_teasers_feed_that_is_no_feed_is_a_failed_poll() -> None:
    with pytest.raises(ParseError):
        await Poller(followed(), Site({AT: page("Error", "<p>Sorry</p>")})).poll()
