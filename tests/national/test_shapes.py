"""The three shapes over simulated sites: first pass, quiet pass, change, redesign, empty."""

from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

import pytest
from fake_site import Site

from sources.base import Answer, Fetched, Memory, Shape, Source, SourceInfo
from sources.errors import FetchError, NothingFound, ParseError, TooMuch
from sources.feed import FeedSource, FollowedFeed
from sources.listing import ListingSource
from sources.page import PageSource
from sources.registry import custom_source

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)
BASE = "https://fund.example.org"
AT = f"{BASE}/calls"
CALL = (
    "<p>The Ministry has opened a call for proposals under the Asylum, Migration and Integration"
    " Fund (AMIF) 2021-2027.</p><p>The deadline for applications is {day} at 12:00.</p>"
)


def page(title: str, body: str) -> bytes:
    return (
        f"<html lang='en'><head><title>{title}</title></head><body><nav><a href='/'>Home</a>"
        f"<a href='/about'>About</a></nav><main><h1>{title}</h1>{body}</main>"
        "<footer><a href='/legal'>Legal</a></footer></body></html>"
    ).encode()


def call_page(title: str, day: str = "15 January 2027") -> bytes:
    return page(title, CALL.format(day=day))


def listing(*rows: tuple[str, str]) -> bytes:
    items = "".join(f"<li><a href='{href}'>{text}</a></li>" for href, text in rows)
    return page("Our calls", f"<p>Calls for proposals</p><ul>{items}</ul>")


def rss(*items: tuple[str, str, str]) -> bytes:
    entries = "".join(
        f"<item><title>{title}</title><link>{link}</link><guid>{link}</guid>"
        f"<description>{text}</description>"
        "<pubDate>Mon, 16 Nov 2026 09:00:00 +0000</pubDate></item>"
        for title, link, text in items
    )
    return (
        "<?xml version='1.0' encoding='utf-8'?><rss version='2.0'><channel><title>News</title>"
        f"<link>{BASE}</link>{entries}</channel></rss>"
    ).encode()


def info(shape: Shape, **more: Any) -> SourceInfo:
    values: dict[str, Any] = {
        "landmarks": ("Calls for proposals",),
        "authority": "Ministry",
    } | more
    return SourceInfo(
        id="test", name="Test", country="IE", zone="Europe/Dublin", url=AT, shape=shape, **values
    )


@dataclass
class Poller:
    """Plays the part of the poll: keeps what is to be kept, and only after a success."""

    source: Source
    site: Site
    memory: Memory = field(default_factory=lambda: Memory(first=True))
    fetched: Fetched | None = None

    async def poll(self) -> Answer | None:
        """One pass; None when nothing changed."""
        self.fetched = await self.source.fetch(self.site, self.memory)
        read = {} if self.fetched.unchanged else None
        answer = None if self.fetched.unchanged else self.source.parse(self.fetched, NOW)
        if answer is not None:
            read = dict(answer.state)
        self.memory = Memory(
            validators=self.fetched.validators, state={**self.fetched.state, **(read or {})}
        )
        return answer


def page_source(**more: Any) -> PageSource:
    return PageSource(info(Shape.PAGE, **more))


def listing_source(**more: Any) -> ListingSource:
    options = more.pop("options", {"links": r"/call/"})
    return ListingSource(info(Shape.LISTING, options=options, **more))


# -- page ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("etags", [True, False])
async def test_a_quiet_pass_of_a_page_is_one_request_and_unchanged(etags: bool) -> None:
    poller = Poller(page_source(), Site({AT: call_page("Calls for proposals")}, etags=etags))
    first = await poller.poll()
    assert first is not None
    assert [seen.facts.deadlines[0].at for seen in first.calls] == [
        datetime(2027, 1, 15, 12, tzinfo=UTC)
    ]
    assert first.complete
    poller.site.requests()
    assert await poller.poll() is None
    assert poller.site.requests() == [AT]


async def test_a_page_rewritten_in_place_keeps_its_calls_name_when_the_deadline_moves() -> None:
    poller = Poller(page_source(), Site({AT: call_page("Calls for proposals")}))
    before = await poller.poll()
    poller.site.pages[AT] = call_page("Calls for proposals", "29 January 2027")
    after = await poller.poll()
    assert before is not None
    assert after is not None
    assert [seen.key for seen in before.calls] == [seen.key for seen in after.calls]
    assert after.calls[0].facts.deadlines[0].at == datetime(2027, 1, 29, 12, tzinfo=UTC)


async def test_a_page_without_calls_is_a_success_while_its_landmarks_stand() -> None:
    poller = Poller(page_source(), Site({AT: page("Calls for proposals", "<p>None now.</p>")}))
    answer = await poller.poll()
    assert answer is not None
    assert answer.calls == ()
    assert answer.landmarks_shown


@pytest.mark.parametrize(
    "body",
    [
        page("Welcome to our new site", "<p>Find your way.</p>"),
        page("Sign in", "<form><input type='password'></form>"),
        b"",
        b"\x00\xff\xfe binary",
    ],
)
async def test_a_page_without_its_landmarks_is_a_failed_poll(body: bytes) -> None:
    poller = Poller(page_source(), Site({AT: body}))
    with pytest.raises(NothingFound):
        await poller.poll()


async def test_without_landmarks_only_a_call_verifies_a_page() -> None:
    poller = Poller(page_source(landmarks=()), Site({AT: page("News", "<p>Nothing.</p>")}))
    answer = await poller.poll()
    assert answer is not None
    assert not answer.landmarks_shown
    poller.site.pages[AT] = call_page("News")
    answer = await poller.poll()
    assert answer is not None
    assert answer.landmarks_shown


async def test_where_one_of_two_pages_changed_the_other_is_read_too() -> None:
    second = f"{BASE}/more"
    site = Site({AT: call_page("Calls for proposals"), second: call_page("Calls for proposals 2")})
    poller = Poller(page_source(options={"pages": (second,)}), site)
    first = await poller.poll()
    site.pages[second] = call_page("Calls for proposals 2", "1 February 2027")
    then = await poller.poll()
    assert first is not None
    assert then is not None
    assert len(first.calls) == len(then.calls) == 2


# -- listing ---------------------------------------------------------------------------------------


def two_calls() -> Site:
    return Site(
        {
            AT: listing(("/call/one", "Call one"), ("/call/two", "Call two"), ("/news", "News")),
            f"{BASE}/call/one": call_page("Call one for integration"),
            f"{BASE}/call/two": call_page("Call two for reception", "5 March 2027"),
        }
    )


async def test_a_listing_reads_its_details_and_names_calls_by_their_address() -> None:
    poller = Poller(listing_source(), two_calls())
    answer = await poller.poll()
    assert answer is not None
    assert [seen.key for seen in answer.calls] == [
        "fund.example.org/call/one",
        "fund.example.org/call/two",
    ]
    assert [seen.facts.url for seen in answer.calls] == [f"{BASE}/call/one", f"{BASE}/call/two"]
    assert answer.complete


@pytest.mark.parametrize("etags", [True, False])
async def test_a_quiet_pass_of_a_listing_is_two_requests_and_looks_at_each_page_in_turn(
    etags: bool,
) -> None:
    poller = Poller(listing_source(), two_calls())
    poller.site.etags = etags
    await poller.poll()
    looked = []
    for _ in range(6):
        poller.site.requests()
        assert await poller.poll() is None
        asked = poller.site.requests()
        assert asked[0] == AT
        assert len(asked) == 2
        looked.append(asked[1])
    assert set(looked) == {f"{BASE}/call/one", f"{BASE}/call/two"}
    assert looked.count(f"{BASE}/call/one") >= 3  # it closes first


async def test_a_quiet_listing_is_read_through_again_now_and_then() -> None:
    poller = Poller(listing_source(), two_calls())
    answers = [await poller.poll() for _ in range(9)]
    again = [answer for answer in answers[1:] if answer is not None]
    assert len(again) == 1
    assert len(again[0].calls) == 2


async def test_an_extension_told_only_on_the_detail_page_is_found() -> None:
    poller = Poller(listing_source(), two_calls())
    await poller.poll()
    poller.site.pages[f"{BASE}/call/two"] = call_page("Call two for reception", "9 April 2027")
    answers = [await poller.poll() for _ in range(4)]
    changed = [answer for answer in answers if answer is not None]
    assert len(changed) == 1
    assert changed[0].calls[1].facts.deadlines[0].at == datetime(2027, 4, 9, 11, tzinfo=UTC)


async def test_only_a_new_row_is_fetched() -> None:
    poller = Poller(listing_source(), two_calls())
    await poller.poll()
    poller.site.requests()
    poller.site.pages[AT] = listing(
        ("/call/three", "Call three"), ("/call/one", "Call one"), ("/call/two", "Call two")
    )
    poller.site.pages[f"{BASE}/call/three"] = call_page("Call three for return")
    answer = await poller.poll()
    assert answer is not None
    assert len(answer.calls) == 3
    assert poller.site.requests() == [AT, f"{BASE}/call/three"]


async def test_a_row_that_changed_is_read_again() -> None:
    poller = Poller(listing_source(), two_calls())
    await poller.poll()
    poller.site.requests()
    poller.site.pages[AT] = listing(("/call/one", "Call one (extended)"), ("/call/two", "Call two"))
    await poller.poll()
    assert poller.site.requests() == [AT, f"{BASE}/call/one"]


async def test_a_long_listing_is_read_in_passes_of_ten_requests_and_is_incomplete_until_then() -> (
    None
):
    rows = [(f"/call/{n}", f"Call {n}") for n in range(15)]
    site = Site({AT: listing(*rows)})
    site.pages |= {f"{BASE}{href}": call_page(f"{text} for integration") for href, text in rows}
    poller = Poller(listing_source(), site)
    first = await poller.poll()
    assert first is not None
    assert len(site.requests()) == 10
    assert len(first.calls) == 9
    assert not first.complete
    second = await poller.poll()
    assert second is not None
    assert len(second.calls) == 15
    assert second.complete


async def test_a_call_whose_page_is_gone_from_the_list_is_missing_from_a_complete_answer() -> None:
    poller = Poller(listing_source(), two_calls())
    await poller.poll()
    poller.site.pages[AT] = listing(("/call/two", "Call two"))
    answer = await poller.poll()
    assert answer is not None
    assert [seen.key for seen in answer.calls] == ["fund.example.org/call/two"]
    assert answer.complete


async def test_a_running_call_that_scrolls_off_an_incomplete_listing_is_still_watched() -> None:
    poller = Poller(listing_source(complete=False), two_calls())
    await poller.poll()
    poller.site.pages[AT] = listing(("/call/two", "Call two"))
    answer = await poller.poll()
    assert answer is not None
    assert len(answer.calls) == 2
    assert not answer.complete


async def test_a_detail_that_cannot_be_read_leaves_the_rest_and_makes_the_answer_incomplete() -> (
    None
):
    site = two_calls()
    site.broken[f"{BASE}/call/one"] = "forbidden"
    poller = Poller(listing_source(), site)
    answers = [await poller.poll() for _ in range(5)]
    assert answers[0] is not None
    assert [seen.key for seen in answers[0].calls] == ["fund.example.org/call/two"]
    assert not answers[0].complete
    site.broken.clear()
    then = [answer for answer in [await poller.poll() for _ in range(4)] if answer is not None]
    assert len(then[-1].calls) == 2


async def test_a_detail_that_fails_keeps_what_was_read_before() -> None:
    poller = Poller(listing_source(), two_calls())
    await poller.poll()
    poller.site.broken[f"{BASE}/call/one"] = "server_error"
    poller.site.pages[AT] = listing(("/call/one", "Call one (new)"), ("/call/two", "Call two"))
    answer = await poller.poll()
    assert answer is not None
    assert len(answer.calls) == 2


async def test_when_no_detail_can_be_read_the_poll_fails() -> None:
    site = two_calls()
    site.broken = {f"{BASE}/call/one": "forbidden", f"{BASE}/call/two": "forbidden"}
    with pytest.raises(FetchError):
        await Poller(listing_source(), site).poll()


async def test_a_detail_page_that_is_gone_is_no_call_and_not_asked_again_at_once() -> None:
    poller = Poller(listing_source(), two_calls())
    await poller.poll()
    del poller.site.pages[f"{BASE}/call/one"]
    answers = [await poller.poll() for _ in range(3)]
    gone = [answer for answer in answers if answer is not None]
    assert [seen.key for seen in gone[-1].calls] == ["fund.example.org/call/two"]
    poller.site.requests()
    await poller.poll()
    assert f"{BASE}/call/one" not in poller.site.requests()


async def test_a_redesigned_listing_fails_and_forgets_nothing() -> None:
    poller = Poller(listing_source(), two_calls())
    await poller.poll()
    was = poller.site.pages[AT]
    poller.site.pages[AT] = page("Welcome", "<p>Everything is new.</p>")
    with pytest.raises(NothingFound):
        await poller.poll()
    poller.site.pages[AT] = was + b" "
    poller.site.requests()
    answer = await poller.poll()
    assert answer is not None
    assert len(answer.calls) == 2
    assert len(poller.site.requests()) == 2


async def test_links_to_other_hosts_files_and_menus_are_not_followed() -> None:
    site = Site(
        {
            AT: listing(
                ("https://elsewhere.example.org/call/x", "Elsewhere"),
                ("/call/form.pdf", "Form"),
                ("/call/one", "Call one"),
            ),
            f"{BASE}/call/one": call_page("Call one for integration"),
        }
    )
    poller = Poller(listing_source(options={}), site)
    await poller.poll()
    assert site.requests() == [AT, f"{BASE}/call/one"]


async def test_a_listing_of_many_spellings_reads_each_page_once() -> None:
    site = Site(
        {
            AT: listing(("/call/one?nn=1", "Call one"), ("/call/one;jsessionid=3?nn=2", "again")),
            f"{BASE}/call/one?nn=1": call_page("Call one for integration"),
        }
    )
    answer = await Poller(listing_source(), site).poll()
    assert answer is not None
    assert [seen.key for seen in answer.calls] == ["fund.example.org/call/one"]


# -- feed ------------------------------------------------------------------------------------------

TEXT = (
    "A call for proposals under the Asylum, Migration and Integration Fund is open."
    " The deadline for applications is 15 January 2027."
)


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


# -- is a call still shown? ------------------------------------------------------------------------


async def seen_of(poller: Poller) -> Any:
    answer = await poller.poll()
    assert answer is not None
    return answer.calls[0]


async def test_a_detail_address_that_answers_not_found_no_longer_shows_the_call() -> None:
    poller = Poller(listing_source(), two_calls())
    seen = await seen_of(poller)
    assert await poller.source.still_shown(poller.site, seen) is True
    del poller.site.pages[f"{BASE}/call/one"]
    assert await poller.source.still_shown(poller.site, seen) is False


@pytest.mark.parametrize("cause", ["server_error", "timeout", "blocked", "forbidden"])
async def test_an_address_that_cannot_be_asked_tells_nothing(cause: str) -> None:
    poller = Poller(listing_source(), two_calls())
    seen = await seen_of(poller)
    poller.site.broken[f"{BASE}/call/one"] = cause
    assert await poller.source.still_shown(poller.site, seen) is None


async def test_a_standing_page_tells_only_while_it_is_the_page_we_know() -> None:
    poller = Poller(page_source(), Site({AT: call_page("Calls for proposals: integration")}))
    seen = await seen_of(poller)
    poller.site.pages[AT] = page("Calls for proposals", "<p>None now.</p>")
    assert await poller.source.still_shown(poller.site, seen) is False
    poller.site.pages[AT] = page("Maintenance", "<p>Back soon.</p>")
    assert await poller.source.still_shown(poller.site, seen) is None


async def test_after_an_upgrade_of_the_reader_a_page_is_read_anew_though_it_did_not_change(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    poller = Poller(page_source(), Site({AT: call_page("Calls for proposals")}))
    await poller.poll()
    assert await poller.poll() is None
    monkeypatch.setattr("sources.shape._reader", lambda: "another")
    answer = await poller.poll()
    assert answer is not None
    assert len(answer.calls) == 1
    assert await poller.poll() is None


async def test_a_page_that_is_a_pdf_is_read() -> None:
    body = pdf_of("AMIF call for proposals. The deadline for applications is 15 January 2027.")
    answer = await Poller(page_source(landmarks=()), Site({AT: body})).poll()
    assert answer is not None
    assert [seen.facts.deadlines[0].at.day for seen in answer.calls] == [15]


def pdf_of(words: str) -> bytes:
    """A PDF of one line, as small as one can be."""
    text = f"BT /F1 12 Tf 20 700 Td ({words}) Tj ET".encode()
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        (
            b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Contents 4 0 R"
            b" /Resources << /Font << /F1 5 0 R >> >> >>"
        ),
        b"<< /Length %d >>\nstream\n%s\nendstream" % (len(text), text),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
    ]
    body, places = b"%PDF-1.4\n", []
    for number, each in enumerate(objects, start=1):
        places.append(len(body))
        body += b"%d 0 obj\n%s\nendobj\n" % (number, each)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    return (
        body
        + b"xref\n0 6\n0000000000 65535 f \n"
        + table
        + b"trailer << /Size 6 /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF" % len(body)
    )


async def test_a_whole_feed_of_thousands_is_read_from_its_beginning() -> None:
    items = [(f"News {n}", f"{BASE}/n/{n}", "Nothing.") for n in range(3000)]
    items[1999] = ("AMIF call for proposals opens", f"{BASE}/n/1999", TEXT)
    items[2500] = ("AMIF call for proposals closes", f"{BASE}/n/2500", TEXT)
    source = FeedSource(info(Shape.FEED, landmarks=()))
    answer = await Poller(source, Site({AT: rss(*items)})).poll()
    assert answer is not None
    assert [seen.key for seen in answer.calls] == ["fund.example.org/n/1999"]
    assert answer.warnings == ()


# -- sources of the operator's own -----------------------------------------------------------------


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


async def test_a_page_with_a_heading_per_call_gives_each_its_own_title() -> None:
    one = "<h2>Language courses</h2>" + CALL.format(day="15 January 2027")
    two = "<h2>Safe return</h2>" + CALL.format(day="1 March 2027")
    answer = await Poller(
        page_source(), Site({AT: page("Calls for proposals", f"{one}{two}")})
    ).poll()
    assert answer is not None
    assert [seen.facts.title for seen in answer.calls] == ["Language courses", "Safe return"]
    assert [seen.facts.deadlines[0].at.month for seen in answer.calls] == [1, 3]


async def test_a_call_is_named_by_the_number_in_its_address_whatever_the_rest_says() -> None:
    options = {"links": r"/call/", "name": r"/call/(\d+)"}
    site = Site(
        {
            AT: listing(("/call/7/call-one", "Call one")),
            f"{BASE}/call/7/call-one": call_page("Call one for integration"),
            f"{BASE}/call/7/call-one-extended": call_page("Call one for integration", "1 May 2027"),
        }
    )
    poller = Poller(listing_source(options=options), site)
    before = await poller.poll()
    site.pages[AT] = listing(("/call/7/call-one-extended", "Call one, extended"))
    after = await poller.poll()
    assert before is not None
    assert after is not None
    assert [seen.key for seen in before.calls] == [seen.key for seen in after.calls] == ["7"]
    assert await poller.poll() is None


@pytest.mark.parametrize(
    ("body", "answer"),
    [
        (call_page("Call one for integration, extended"), True),
        (page("Sorry", "<p>The page you are looking for does not exist any more.</p>"), False),
        (b"<html><body><div id='app'></div></body></html>", None),
    ],
)
async def test_a_detail_page_that_answers_is_asked_what_it_shows(
    body: bytes, answer: bool | None
) -> None:
    poller = Poller(listing_source(), two_calls())
    seen = await seen_of(poller)
    poller.site.pages[f"{BASE}/call/one"] = body
    assert await poller.source.still_shown(poller.site, seen) is answer


async def test_rows_that_always_change_cost_two_details_a_pass_and_all_get_their_turn() -> None:
    rows = [(f"/call/{n}", f"Call {n}") for n in range(5)]
    site = Site({AT: listing(*rows)}, etags=False)
    site.pages |= {f"{BASE}{href}": call_page(f"{text} for integration") for href, text in rows}
    poller = Poller(listing_source(), site)
    await poller.poll()
    asked = set()
    for hour in range(1, 4):
        site.requests()
        site.pages[AT] = listing(*((href, f"{text}, {hour} hours ago") for href, text in rows))
        answer = await poller.poll()
        assert answer is not None
        assert len(answer.calls) == 5
        assert answer.complete
        requests = site.requests()
        assert len(requests) == 3
        asked |= set(requests[1:])
    assert len(asked) == 5
