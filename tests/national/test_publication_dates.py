"""Publication dates from feeds, addresses and rows: the zone traps and the nonsense."""

from datetime import UTC, date, datetime

import pytest

from sources.dates import date_in_address, date_in_row, stamp

STAMPS = [
    ("Tue, 05 May 2026 12:00:00 CEST", "Europe/Rome", "2026-05-05T10:00"),
    ("Tue, 05 May 2026 12:00:00 EET", "Europe/Rome", "2026-05-05T10:00"),
    ("Tue, 05 May 2026 12:00:00", "Europe/Riga", "2026-05-05T09:00"),
    ("Fri, 14 Apr 2017 00:00:00  +0200", "Europe/Riga", "2017-04-13T22:00"),
    ("Tue, 05 May 2026 12:00:00 GMT", "Europe/Riga", "2026-05-05T12:00"),
    ("Tue, 05 May 2026 12:00:00 -0000", "Europe/Riga", "2026-05-05T12:00"),
    ("2026-05-05T12:00:00+02:00", "Europe/Riga", "2026-05-05T10:00"),
    ("2026-05-05T12:00:00.123Z", "Europe/Riga", "2026-05-05T12:00"),
    ("2026-05-05 12:00", "Europe/Lisbon", "2026-05-05T11:00"),
    ("2026-05-05", "Europe/Riga", "2026-05-04T21:00"),
]


@pytest.mark.parametrize(("raw", "zone", "instant"), STAMPS)
def test_a_feed_date_is_read_in_the_zone_it_states_or_else_the_sources(
    raw: str, zone: str, instant: str
) -> None:
    assert stamp(raw, zone) == datetime.fromisoformat(instant).replace(tzinfo=UTC)


@pytest.mark.parametrize(
    "raw", ["", "21 avril 2026", "soon", "2026-13-45", "Tue, 99 Foo 2026 1:2:3"]
)
def test_a_date_nobody_can_read_is_none(raw: str) -> None:
    assert stamp(raw, "Europe/Paris") is None


ADDRESSES = [
    ("https://www.fami2030.gov.pt/2025/10/22/fami-abre", date(2025, 10, 22)),
    ("https://example.org/nieuws/2022/09/27/regelwijziging", date(2022, 9, 27)),
    ("https://example.org/Fonder/2022-03-24-Utlysningar.html", date(2022, 3, 24)),
    ("https://example.org/SharedDocs/DE/220801-start.html", date(2022, 8, 1)),
    ("https://example.org/2025/13/45/x", None),
    ("https://example.org/call-2025", None),
]


@pytest.mark.parametrize(("url", "expected"), ADDRESSES)
def test_an_address_that_holds_its_date_gives_it(url: str, expected: date | None) -> None:
    assert date_in_address(url) == expected


def test_a_row_gives_its_one_date_and_none_when_two_differ() -> None:
    assert date_in_row("16. 11. 2026 Výzva č. 3") == date(2026, 11, 16)
    assert date_in_row("Open 01/02/2026, closes 03/04/2026") is None
    assert date_in_row("whatever", "2026-02-03T10:00:00Z") == date(2026, 2, 3)
    assert date_in_row("no date") is None
