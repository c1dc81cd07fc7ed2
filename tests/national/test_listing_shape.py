"""The listing over simulated sites: its details in turn, change, loss, redesign, long lists."""

from datetime import UTC, datetime

import pytest
from fake_site import Site
from shape_makers import AT, BASE, Poller, call_page, listing, listing_source, page, two_calls

from sources.errors import FetchError, NothingFound


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
