"""Languages by address and by the browser's wish; every language says the law of the page."""

import httpx
import pytest
from web_world import THB

from monitor.i18n import languages

CODES = [language.code for language in languages()]


async def test_the_address_outranks_the_browser(web: httpx.AsyncClient) -> None:
    wish = {"Accept-Language": "sv-SE,sv;q=0.9,en;q=0.5"}
    wished = await web.get("/", headers=wish)
    assert '<html lang="sv">' in wished.text
    assert wished.headers["content-language"] == "sv"
    assert "Accept-Language" in wished.headers["vary"]
    chosen = await web.get("/de/", headers=wish)
    assert '<html lang="de">' in chosen.text
    assert '<html lang="en">' in (await web.get("/en/", headers=wish)).text
    assert '<html lang="en">' in (await web.get("/")).text


@pytest.mark.parametrize("code", CODES)
async def test_every_page_exists_in_every_language(web: httpx.AsyncClient, code: str) -> None:
    law = {"en": "Not an official source", "sv": "Ingen officiell källa"}.get(code)
    for path in ("/", "/sources", "/countries/it", f"/calls/{THB.id}", "/embed", "/?view=wall"):
        answer = await web.get(f"/{code}{path}")
        assert answer.status_code == 200
        assert f'<html lang="{code}"' in answer.text
        assert law is None or law in answer.text


async def test_links_keep_the_language_of_the_address(web: httpx.AsyncClient) -> None:
    page = (await web.get("/sv/")).text
    assert f'href="/sv/calls/{THB.id}"' in page
    assert 'href="/sv/sources"' in page
    assert 'href="/sv/calendar.ics"' in page
    negotiated = (await web.get("/", headers={"Accept-Language": "sv"})).text
    assert f'href="/calls/{THB.id}"' in negotiated


async def test_search_engines_find_each_language_by_itself(web: httpx.AsyncClient) -> None:
    page = (await web.get("/sv/?country=SE")).text
    base = "https://calls.example.org"
    assert f'<link rel="canonical" href="{base}/sv/?country=SE">' in page
    for code in CODES:
        assert f'hreflang="{code}" href="{base}/{code}/?country=SE"' in page
    assert f'hreflang="x-default" href="{base}/?country=SE"' in page


async def test_dates_and_words_are_those_of_the_language(web: httpx.AsyncClient) -> None:
    page = (await web.get("/sv/")).text
    assert "om 6 dagar" in page
    assert "tis 3 mars kl. 17:00, Bryssel" in page
    assert "sön 3 maj (klockslag anges inte, se sidan)" in page
    greek = (await web.get("/el/")).text
    assert "Τρί 3 Μαρτίου, 17:00 Βρυξέλλες" in greek
    latvian = (await web.get("/lv/sources")).text
    assert "pirms 4 minūtēm" in latvian


async def test_titles_stay_in_the_language_of_the_call(web: httpx.AsyncClient) -> None:
    page = (await web.get("/de/")).text
    assert '<bdi lang="sv">Utlysning 1: stärkt mottagande' in page
    assert '<bdi lang="el">Ενίσχυση' in page


async def test_calendar_and_feeds_speak_too_but_programs_do_not(web: httpx.AsyncClient) -> None:
    assert "Sista ansökningsdag" in (await web.get("/sv/calendar.ics")).text
    assert "Ingen officiell källa" in (await web.get("/sv/feed.atom")).text
    assert "4 öppna" in (await web.get("/sv/badge.svg")).text
    for path in ("/sv/api/v1/calls", "/sv/live", "/sv/static/style.css"):
        assert (await web.get(path)).status_code == 404


async def test_an_unknown_language_is_no_page(web: httpx.AsyncClient) -> None:
    for path in ("/xx/", "/pt/", "/SV/"):
        assert (await web.get(path)).status_code == 404


async def test_a_page_without_its_closing_slash_is_sent_to_it(web: httpx.AsyncClient) -> None:
    answer = await web.get("/sv")
    assert answer.status_code == 308
    assert answer.headers["location"] == "/sv/"


async def test_unreviewed_translations_are_marked(web: httpx.AsyncClient) -> None:
    page = (await web.get("/")).text
    marked = [language for language in languages() if not language.reviewed]
    assert page.count('<span class="unreviewed">*</span>') == len(marked)
    assert ("(not yet checked by a speaker)" in page) is bool(marked)
