"""The status page and the page of one call: order, words, warnings, history."""

from dataclasses import replace
from datetime import timedelta

import httpx
import pytest
from web_world import (
    CLOSED,
    NOW,
    STATES,
    SWEDEN,
    THB,
    UNCLEAR,
    World,
    client_of,
    event,
    stored,
    world_call,
)

from config.vocabulary import CallStatus, Document, EventKind, Flag
from store import calls
from store.records import SourceState


def order(text: str, *words: str) -> bool:
    """Whether `words` stand in `text` in this order."""
    places = [text.index(word) for word in words]
    return places == sorted(places)


async def test_the_page_goes_from_open_over_closing_and_coming_to_closed(
    web: httpx.AsyncClient,
) -> None:
    page = (await web.get("/")).text
    assert order(page, 'id="open-title"', 'id="closing"', 'id="coming-title"', 'id="closed-title"')
    assert order(page.partition('id="open-title"')[2], "in 6 days", "in 13 days", "in 67 days")


async def test_what_closes_next_is_said_first(web: httpx.AsyncClient) -> None:
    page = (await web.get("/")).text
    hero = page.partition("Closes next")[2].partition("</section>")[0]
    assert "in 6 days" in hero
    assert "Tue 3 March, 17:00 Brussels" in hero
    assert "Assistance, support and integration" in hero
    assert order(page, "Closes next", 'id="open-title"')


async def test_assumed_hours_are_never_stated_as_fact(web: httpx.AsyncClient) -> None:
    page = (await web.get("/")).text
    assert "Tue 10 March (usually 17:00 Brussels)" in page
    assert "Sun 3 May (hour not stated, see the page)" in page
    assert "23:59" not in page


async def test_a_call_without_a_date_says_why(web: httpx.AsyncClient) -> None:
    page = (await web.get("/?country=LV")).text
    assert "no fixed date" in page
    assert "open until the money is spent" in page


async def test_an_amount_stays_in_its_own_currency(web: httpx.AsyncClient) -> None:
    assert "about SEK\N{NO-BREAK SPACE}300,000,000" in (await web.get("/?country=SE")).text


async def test_flags_are_explained_in_words(web: httpx.AsyncClient) -> None:
    page = (await web.get("/?status=unknown")).text
    assert "says two things at once" in page.replace("&#39;", "'")
    assert "A part of the notice could not be read." in page
    assert "restricted: not open to everyone" in page


async def test_filters_narrow_the_page_and_survive_in_its_links(web: httpx.AsyncClient) -> None:
    page = (await web.get("/?country=SE&status=open")).text
    assert "Utlysning 1" in page
    assert "Assistance" not in page
    assert "Utlysning 4" not in page
    assert 'href="/calendar.ics?status=open&amp;country=SE"' in page
    assert 'href="/?country=SE"' in page  # takes the status away again


async def test_the_greek_code_of_the_union_finds_greece(web: httpx.AsyncClient) -> None:
    assert 'href="/countries/GR' not in (await web.get("/?country=EL")).text
    assert "Country: Greece" in (await web.get("/?country=el")).text


async def test_words_are_found_without_accents_and_shown_back_escaped(
    web: httpx.AsyncClient,
) -> None:
    page = (await web.get("/", params={"q": "starkt MOTTAGANDE"})).text
    assert "Utlysning 1" in page
    nasty = '"><script>alert(1)</script>'
    page = (await web.get("/", params={"q": nasty})).text
    assert "<script>alert" not in page
    assert "&lt;script&gt;alert(1)" in page


async def test_calls_that_do_not_state_what_was_asked_for_are_not_lost(
    web: httpx.AsyncClient,
) -> None:
    page = (await web.get("/?objective=SO1")).text
    strict, _, perhaps = page.partition('id="unstated"')
    assert "Utlysning 1" in strict
    assert "Piani d" in perhaps
    assert "Relocation" not in page  # states another objective
    assert 'id="unstated"' not in (await web.get("/?country=SE")).text


async def test_what_closed_long_ago_leaves_the_page_but_not_the_list(filled: World) -> None:
    filled.now = NOW + timedelta(days=120)
    async with client_of(filled) as web:
        assert "Utlysning 4" not in (await web.get("/")).text
        assert "Utlysning 4" in (await web.get("/?status=closed")).text


async def test_a_deadline_that_has_just_passed_is_closed_though_no_tick_ran(
    filled: World,
) -> None:
    filled.now = THB.facts.deadlines[0].at + timedelta(seconds=1)
    async with client_of(filled) as web:
        page = (await web.get("/")).text
        assert "Assistance" in page.partition('id="closed-title"')[2]
        assert "Assistance" not in page.partition("Closes next")[2].partition("</section>")[0]


async def test_a_long_list_is_paged_by_links(web: httpx.AsyncClient) -> None:
    page = (await web.get("/?limit=2")).text
    assert 'rel="next" href="/?limit=2&amp;offset=2"' in page
    page = (await web.get("/?limit=2&offset=2")).text
    assert 'rel="prev" href="/?limit=2"' in page


async def test_a_call_page_shows_each_date_with_the_words_it_was_read_from(
    web: httpx.AsyncClient,
) -> None:
    page = (await web.get(f"/calls/{THB.id}")).text
    assert "03 March 2026 17:00" in page
    assert "Budget: 6 000 000 EUR" in page
    assert "10 December 2025" in page
    assert 'href="https://ec.example.org/topic-details/AMIF-2026-TF2-AG-THB-01"' in page
    assert f'href="/calls/{THB.id}.ics"' in page


async def test_history_is_a_list_a_person_can_read(web: httpx.AsyncClient) -> None:
    page = (await web.get(f"/calls/{THB.id}")).text
    history = page.partition('id="history-title"')[2].partition("</section>")[0]
    assert "deadline moved from 24 February 2026 to Tue 3 March, 17:00 Brussels" in history
    assert "extended to 03 March 2026" in history
    assert "budget changed from “€5,000,000” to “€6,000,000”" in history
    assert "seen in EU Funding &amp; Tenders Portal" in history
    assert history.count("Tue 3 March") == 1  # the version does not repeat the event
    assert order(history, "deadline moved", "first seen")


async def test_a_corrected_value_stands_with_its_reason(web: httpx.AsyncClient) -> None:
    page = (await web.get(f"/calls/{SWEDEN.id}")).text
    assert "Confirmed by phone with the agency" in page


async def test_two_stages_are_both_shown_and_a_script_is_no_link(web: httpx.AsyncClient) -> None:
    page = (await web.get("/calls/eu-portal-33333333")).text
    assert "First stage" in page
    assert "Second stage" in page
    assert "javascript:" not in page


async def test_a_merged_call_redirects_to_the_older_id(filled: World) -> None:
    filled.add(world_call("eu-portal-99999999", "Same call again"))
    with filled.database.write() as conn:
        calls.merge_into(conn, THB.id, "eu-portal-99999999")
    async with client_of(filled) as web:
        for path in ("/calls/{}", "/calls/{}.ics", "/api/v1/calls/{}", "/sv/calls/{}"):
            answer = await web.get(path.format("eu-portal-99999999"))
            assert answer.status_code == 308
            assert answer.headers["location"] == path.format(THB.id)


async def test_a_missing_call_is_missing_not_closed(filled: World) -> None:
    lost = replace(UNCLEAR.sightings[0], missing_since=NOW - timedelta(days=2), missing_polls=4)
    filled.add(replace(UNCLEAR, sightings=(lost,)))
    async with client_of(filled) as web:
        page = (await web.get("/")).text
    assert "No source has listed it since 23 February 2026" in page
    assert "that does not mean it is closed" in page


HOSTILE = (
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "{{ 9999 * 9999 }}",
    "%(day)s %s {0}",
    "]]>&lt;",
    "\u202eevil\u2066",
    "a" * 100_000,
)


@pytest.mark.parametrize("nasty", HOSTILE, ids=range(len(HOSTILE)))
async def test_nothing_from_outside_is_markup_on_any_page(filled: World, nasty: str) -> None:
    facts = replace(
        THB.facts, title=nasty, authority=nasty, identifier=nasty, conditions=nasty,
        url="https://example.org/'\"><b>", flags=(Flag.PART_UNREADABLE,),
        documents=(Document(url="javascript:alert(1)", title=nasty),
                   Document(url="https://example.org/ok", title=nasty)),
    )  # fmt: skip
    filled.add(stored("nasty-1", facts, CallStatus.OPEN, corrected={"title": nasty}))
    filled.happen(event("nasty-1", EventKind.OPEN, NOW))
    async with client_of(filled) as web:
        for path in ("/", "/calls/nasty-1", "/embed", "/countries/eu", "/sv/"):
            page = (await web.get(path)).text
            assert "<script>alert" not in page
            assert "<img" not in page
            assert "99980001" not in page
            assert "\u202e" not in page
            assert "javascript:" not in page
            assert len(page) < 300_000


NAMING = (
    "/", "/sources", "/countries/it", "/calls/it-interno-2026-7", "/feed.atom", "/feed.json",
    "/api/v1/sources", "/api/v1/calls", "/api/v1/events",
)  # fmt: skip


async def test_a_hidden_source_is_named_nowhere(filled: World) -> None:
    filled.deps = replace(filled.deps, hidden=frozenset({"it_interno"}))
    async with client_of(filled) as web:
        for path in NAMING:
            answer = await web.get(path)
            assert answer.status_code == 200
            assert "it_interno" not in answer.text, path
            assert "it.example.org" not in answer.text.replace("https://it.example.org/7", "")
        assert (
            "A source that is not named in public."
            in (await web.get("/calls/it-interno-2026-7")).text
        )
        events = (await web.get("/api/v1/events")).json()
        assert len(events["items"]) == events["total"]


async def test_no_error_text_no_query_and_no_private_address_is_public(filled: World) -> None:
    inside = replace(filled.deps.sources["lv_ministry_of_culture"], url="http://10.0.0.7/x?k=s")
    filled.deps = replace(
        filled.deps, sources={**filled.deps.sources, "lv_ministry_of_culture": inside}
    )
    async with client_of(filled) as web:
        for path in ("/", "/sources", "/countries/it", "/countries/lv", "/api/v1/sources"):
            text = (await web.get(path)).text
            for secret in ("10.1.2.3", "token=abc", "session=secret", "10.0.0.7", "ConnectError"):
                assert secret not in text, (path, secret)


async def test_the_portal_out_of_reach_is_told_at_once_with_the_next_try(filled: World) -> None:
    down = SourceState(
        id="eu_portal", last_poll=NOW, last_error="[Errno 101]", last_cause="unreachable",
        failing_since=NOW, failures=1, next_poll=NOW + timedelta(minutes=15),
    )  # fmt: skip
    filled.states(down)
    async with client_of(filled) as web:
        page = (await web.get("/")).text
    assert "EU Funding &amp; Tenders Portal: not readable since 25 February 2026, 09:30 UTC" in page
    assert "it cannot be reached" in page
    assert "Next try: 25 February 2026, 09:45 UTC" in page


async def test_country_pages_know_offices_figures_and_denmark(web: httpx.AsyncClient) -> None:
    sweden = (await web.get("/countries/se")).text
    assert "fonderna@migrationsverket.se" in sweden
    assert "managing authority" in sweden
    latvia = (await web.get("/countries/LV")).text
    assert "€32,004,016" in latvia
    assert "According to:" in latvia
    assert "takes no part in the fund" in (await web.get("/countries/dk")).text
    france = (await web.get("/countries/fr")).text
    assert "Not watched" in france
    assert (await web.get("/countries/us")).status_code == 404


async def test_sources_page_tells_every_state_apart(web: httpx.AsyncClient) -> None:
    page = (await web.get("/sources")).text
    said = (
        "Watched", "Cannot be read", "Not yet verified", "Not watched", "It shows 2 calls.",
        "Looked at every 15 minutes.", "it answers with a block page",
        "refuses automated reading", "Its address is inferred, not proven.",
    )  # fmt: skip
    for words in said:
        assert words in page


async def test_sources_stand_in_the_readers_order_of_countries(web: httpx.AsyncClient) -> None:
    for path, names in (
        ("/sources", ("EU level", "Cyprus", "France", "Italy", "Latvia", "Sweden")),
        ("/de/sources", ("EU-Ebene", "Frankreich", "Italien", "Lettland", "Schweden", "Zypern")),
    ):
        page = (await web.get(path)).text.partition('class="source-groups"')[2]
        assert order(page, *(f">{name}</a></h2>" for name in names))


async def test_an_empty_database_is_told_as_such(empty: World) -> None:
    async with client_of(empty) as web:
        page = (await web.get("/")).text
        assert "No source has been read yet: the first look is still under way." in page
        assert "No open call is known just now." in page
    empty.states(STATES[4])
    async with client_of(empty) as web:
        assert "No source could be read yet" in (await web.get("/")).text


async def test_without_a_database_every_list_is_empty(empty: World) -> None:
    empty.deps = replace(empty.deps, database=None)
    async with client_of(empty) as web:
        assert (await web.get("/")).status_code == 200
        assert (await web.get("/api/v1/calls")).json()["items"] == []
        assert (await web.get("/api/v1/events")).json()["total"] == 0
        assert (await web.get("/calls/x")).status_code == 404
        assert "BEGIN:VCALENDAR" in (await web.get("/calendar.ics")).text


async def test_nobody_named_is_said_plainly(filled: World) -> None:
    filled.deps = replace(filled.deps, operator="", contact="", imprint_url="javascript:alert(1)")
    async with client_of(filled) as web:
        page = (await web.get("/")).text
    assert "Whoever runs this service has not given a name." in page
    assert "Found an error? Tell whoever gave you this address." in page
    assert "javascript:" not in page


async def test_the_wall_has_a_pause_button_and_refreshes_by_script_alone(
    web: httpx.AsyncClient,
) -> None:
    page = (await web.get("/?view=wall&country=SE")).text
    assert 'http-equiv="refresh"' not in page
    assert 'id="wall-pause"' in page
    assert '<html lang="en" class="wall">' in page
    assert "wall.js" in page
    assert "wall.js" not in (await web.get("/")).text
    assert CLOSED.facts.title in page
