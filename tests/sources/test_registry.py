"""Every source is found by itself, can be pointed elsewhere, and own ones can be made."""

import pickle
from datetime import UTC, datetime, timedelta

import pytest

from sources import registry
from sources.base import Fetched, Response, Shape, Source
from sources.eu_portal import EuPortal
from sources.registry import builtin_sources, configure, custom_source


def test_the_portal_comes_first_and_then_the_authorities_by_name() -> None:
    found = builtin_sources()
    names = list(found)
    assert names[0] == "eu_portal"
    assert names[1:] == sorted(names[1:])
    assert all(key == source.info.id for key, source in found.items())
    assert len(names) > 26


def test_two_sources_of_one_name_are_a_mistake(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(registry, "_national", lambda: iter([EuPortal()]))
    with pytest.raises(ValueError, match="two sources are called eu_portal"):
        builtin_sources()


def test_every_source_can_be_sent_to_a_child() -> None:
    for source in builtin_sources().values():
        if source.info.shape is not Shape.PORTAL:
            pickle.dumps(source.parse)


def test_the_portal_can_live_elsewhere() -> None:
    portal = EuPortal(programme="43252368")
    moved = configure(portal, url="http://127.0.0.1:1/s", details_url="http://127.0.0.1:1/d")
    assert isinstance(moved, EuPortal)
    assert moved.info.url == "http://127.0.0.1:1/s"
    assert moved.details_url == "http://127.0.0.1:1/d"
    assert moved.programme == "43252368"
    assert portal.info.url.startswith("https://api.tech.ec.europa.eu/")


def test_a_national_source_can_live_elsewhere_and_stays_as_it_was() -> None:
    source = builtin_sources()["se_migrationsverket"]
    moved = configure(source, url="http://127.0.0.1:1/calls")
    assert moved.info.url == "http://127.0.0.1:1/calls"
    assert moved.info.landmarks == source.info.landmarks
    assert source.info.url.startswith("https://www.migrationsverket.se/")
    assert configure(source) is source


@pytest.mark.parametrize("kind", ["feed", "page", "listing"])
def test_an_own_source_is_what_the_settings_say(kind: str) -> None:
    source: Source = custom_source(
        id="mine",
        kind=kind,
        url="https://example.org/news",
        country="SE",
        language="sv",
        timezone="Europe/Stockholm",
        every=timedelta(hours=1),
        landmarks=("Nyheter",),
        encoding="cp1252",
    )
    info = source.info
    assert (info.id, info.name, info.country, info.zone) == (
        "mine",
        "mine",
        "SE",
        "Europe/Stockholm",
    )
    assert (info.shape, info.languages, info.every) == (kind, ("sv",), timedelta(hours=1))
    assert (info.landmarks, info.encoding) == (("Nyheter",), "cp1252")
    assert info.complete is (kind != "feed")


def test_another_kind_of_source_is_refused() -> None:
    with pytest.raises(ValueError, match="not a portal"):
        custom_source(id="mine", kind="portal", url="https://example.org/", country="SE")


def test_an_own_page_is_read() -> None:
    source = custom_source(
        id="mine", kind="page", url="https://example.org/calls", country="SE", language="en"
    )
    body = (
        b"<html><body><h1>Calls</h1><p>Call AMIF-2026-TF2-AG-THB-01 for proposals under the Asylum,"
        b" Migration and Integration Fund. Deadline: 16 September 2026 at 17:00.</p></body></html>"
    )
    response = Response(
        url=source.info.url, status=200, headers={"content-type": "text/html"}, body=body
    )
    now = datetime(2026, 6, 1, tzinfo=UTC)
    (seen,) = source.parse(Fetched(responses=(response,)), now).calls
    assert seen.facts.identifier == "AMIF-2026-TF2-AG-THB-01"
