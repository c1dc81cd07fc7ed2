"""Is a call still shown? What its address tells when it is asked, and when it cannot be."""

import pytest
from fake_site import Site
from shape_makers import (
    AT,
    BASE,
    Poller,
    call_page,
    listing_source,
    page,
    page_source,
    seen_of,
    two_calls,
)


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
