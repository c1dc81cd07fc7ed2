"""All national sources as a house: coverage, honest data, hostile answers, politeness."""

import re
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from fake_site import Site

from config.countries import countries, participating
from sources.base import Fetched, Memory, Rank, Response, Shape
from sources.errors import NothingFound, ParseError
from sources.overview import overview
from sources.registry import builtin_sources

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)
SOURCES = {id_: source for id_, source in builtin_sources().items() if id_ != "eu_portal"}
INFOS = [source.info for source in SOURCES.values()]
DOCS = Path(__file__).parents[2] / "docs"


def test_every_participating_country_is_watched_by_something_that_is_polled() -> None:
    watched = {info.country for info in INFOS if not info.blind_spot}
    assert {country.code for country in participating()} <= watched
    assert len(participating()) == 26


def test_denmark_and_greece_are_what_they_are() -> None:
    assert not countries()["DK"].participates
    assert "DK" not in {info.country for info in INFOS}
    assert "GR" in {info.country for info in INFOS}
    assert "EL" not in countries()


def test_both_authorities_are_watched_where_there_are_two() -> None:
    for country in ("AT", "LV", "IT", "IE"):
        own = {
            info.authority
            for info in INFOS
            if info.country == country and info.rank is Rank.AUTHORITY
        }
        assert len(own) >= 2, country


def test_the_one_blind_spot_is_declared() -> None:
    blind = [info for info in INFOS if info.blind_spot]
    assert [info.id for info in blind] == ["fr_interieur"]
    assert "refuses automated reading" in blind[0].blind_spot


def test_the_eu_levels_other_sites_only_relay() -> None:
    relays = {info.id: info.rank for info in INFOS if info.country == "EU"}
    assert set(relays) == {"eu_ewsi", "eu_home", "eu_portal_updates"}
    assert set(relays.values()) == {Rank.RELAY}


@pytest.mark.parametrize("info", INFOS, ids=lambda info: info.id)
def test_a_source_is_described_honestly(info: object) -> None:
    from sources.base import SourceInfo

    assert isinstance(info, SourceInfo)
    assert re.fullmatch(rf"{info.country.lower()}_[a-z0-9_]+", info.id)
    assert info.country in countries()
    assert ZoneInfo(info.zone).key == info.zone == countries()[info.country].zone
    assert info.evidence in ("seen", "inferred")
    assert info.url.startswith(("https://", "http://"))
    assert info.authority
    assert info.languages
    assert info.accept == "*/*"
    if info.shape is Shape.FEED:
        assert not info.complete
    else:
        assert info.landmarks


@pytest.mark.parametrize("info", INFOS, ids=lambda info: info.id)
def test_an_authority_is_named_as_its_countrys_offices_are(info: object) -> None:
    from sources.base import SourceInfo

    assert isinstance(info, SourceInfo)
    if info.rank is not Rank.AUTHORITY or info.id == "fr_dreets":
        return
    offices = {office.name for office in countries()[info.country].offices}
    assert any(office.startswith(info.authority) for office in offices), info.authority


def test_only_ministries_facts_with_an_origin_are_kept() -> None:
    facts = [(c.code, fact) for c in countries().values() for fact in c.facts]
    latvia = [fact.amount.amount for code, fact in facts if code == "LV" and fact.amount]
    assert [f"{amount}" for amount in latvia] == [
        "41804171.98",
        "32004016.00",
        "9800155.98",
        "16500000",
    ]
    assert latvia[0] == latvia[1] + latvia[2]
    assert all(fact.origin for _, fact in facts)


def test_the_page_of_what_is_watched_is_up_to_date() -> None:
    written = (DOCS / "sources.md").read_text(encoding="utf-8")
    made = overview(source.info for source in builtin_sources().values())
    assert written == made, "run `python -m sources.overview > docs/sources.md`"


# -- hostile and broken answers --------------------------------------------------------------------

BROKEN = {
    "maintenance": b"<html><body><h1>503</h1><p>The site is being maintained.</p></body></html>",
    "login": b"<html><body><form><input type='password'></form></body></html>",
    "empty": b"",
    "binary": bytes(range(256)) * 50,
    "json": b'{"error": "not found"}',
    "bomb": b"<div>" * 50_000,
    "comments": b"<!--" * 20_000,
    "entities": b"<?xml version='1.0'?><!DOCTYPE r [<!ENTITY a 'aa'>]><rss>&a;&a;</rss>",
    "utf-16": "<html><body>Wartung</body></html>".encode("utf-16-le"),
}


@pytest.mark.parametrize("body", BROKEN.values(), ids=BROKEN)
@pytest.mark.parametrize("id_", sorted(SOURCES))
async def test_a_broken_answer_is_a_failed_poll_never_an_empty_list(id_: str, body: bytes) -> None:
    source = SOURCES[id_]
    site = Site(dict.fromkeys(source.addresses, body))  # type: ignore[attr-defined]
    with pytest.raises((NothingFound, ParseError)):
        source.parse(await source.fetch(site, Memory(first=True)), NOW)


@pytest.mark.parametrize("id_", sorted(SOURCES))
def test_parse_of_a_fetch_that_brought_nothing_never_raises_anything_odd(id_: str) -> None:
    source = SOURCES[id_]
    states = ({}, {"page:000": "not json"}, {"page:000": '{"url": 5}'}, {"pass": "x"})
    for state in states:
        source.parse(Fetched(responses=(), state=state), NOW)
    broken = Response(url="http://[", status=200, headers={}, body=b"<rss version='2.0'/>")
    with suppress(NothingFound, ParseError):
        source.parse(Fetched(responses=(broken,)), NOW)
