"""Feeds and pages made to hurt: nothing they hold hangs the reader, fills it, or gets past it."""

import time
from datetime import UTC, datetime
from pathlib import Path

import pytest

from sources.base import Answer, Fetched, Response, Source
from sources.errors import NothingFound, ParseError
from sources.registry import custom_source

NOW = datetime(2026, 6, 1, 10, tzinfo=UTC)
CALL = "Call for proposals AMIF-2026-TF2-AG-THB-01: applications until 16 September 2026 at 17:00"
SHARED = Path(__file__).parents[2] / ".." / "shared" / "data" / "feeds"


def a_source(kind: str = "feed", **options: object) -> Source:
    values = {"country": "SE", "language": "en", "timezone": "Europe/Stockholm"} | options
    return custom_source(id="mine", kind=kind, url="https://example.org/news", **values)  # type: ignore[arg-type]


def read(body: bytes | str, source: Source | None = None, kind: str = "application/xml") -> Answer:
    data = body if isinstance(body, bytes) else body.encode()
    response = Response(
        url="https://example.org/news", status=200, headers={"content-type": kind}, body=data
    )
    return (source or a_source()).parse(Fetched(responses=(response,)), NOW)


def feed(*items: str) -> str:
    return (
        '<?xml version="1.0" encoding="utf-8"?><rss version="2.0"><channel><title>News</title>'
        f"<link>https://example.org/</link>{''.join(items)}</channel></rss>"
    )


def item(title: str = CALL, text: str = "", date: str = "", guid: str = "1") -> str:
    return (
        f"<item><title>{title}</title><description>{text}</description><guid>{guid}</guid>"
        f"<link>https://example.org/{guid}</link><pubDate>{date}</pubDate></item>"
    )


def quickly(body: bytes | str, seconds: float = 5.0, source: Source | None = None) -> Answer | None:
    began = time.monotonic()
    try:
        return read(body, source)
    except (ParseError, NothingFound):
        return None
    finally:
        assert time.monotonic() - began < seconds


def test_an_honest_feed_is_read() -> None:
    (seen,) = read(feed(item())).calls
    assert seen.facts.identifier == "AMIF-2026-TF2-AG-THB-01"


def test_400_kb_of_comment_marks_cost_nothing() -> None:
    answer = quickly(feed(item(text="<![CDATA[" + "<!--" * 100_000 + "]]>")), 3.0)
    assert answer is not None
    assert len(answer.calls) == 1


def test_billion_laughs_are_no_feed() -> None:
    laughs = '<!ENTITY a0 "ha">' + "".join(
        f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 12)
    )
    text = feed(item(title="&a11;")).replace("<rss", f"<!DOCTYPE rss [{laughs}]><rss", 1)
    answer = quickly(text)
    assert answer is None or answer.calls == ()


def test_no_external_entity_is_read(tmp_path: Path) -> None:
    secret = tmp_path / "secret"
    secret.write_text("AMIF-2026-SECRET")
    entity = f'<!DOCTYPE rss [<!ENTITY x SYSTEM "file://{secret}">]><rss'
    text = feed(item(title=CALL + " &x;")).replace("<rss", entity, 1)
    answer = quickly(text)
    assert answer is None or "SECRET" not in repr(answer)


def test_deep_nesting_ends() -> None:
    quickly(feed("<a>" * 50_000), 10.0)
    quickly(feed(item(text="<![CDATA[" + "<div>" * 50_000 + "]]>")), 10.0)


def test_fifty_thousand_items_are_one_parse() -> None:
    items = "".join(item(title=f"News {n}", guid=str(n)) for n in range(50_000))
    answer = quickly(feed(items[:4_900_000].rsplit("<item>", 1)[0], item()), 60.0)
    assert answer is not None
    assert len(answer.calls) <= 1


@pytest.mark.parametrize("date", ["Mon, 01 Jan 1901 00:00:00 GMT", "Mon, 01 Jan 2999 00:00:00 GMT"])
def test_mad_dates_of_publication_are_none(date: str) -> None:
    (seen,) = read(feed(item(date=date))).calls
    assert [each.at.year for each in seen.facts.deadlines] == [2026]


@pytest.mark.parametrize("year", ["1901", "2999"])
def test_a_mad_deadline_never_counts(year: str) -> None:
    answer = read(feed(item(title=CALL.replace("September 2026", f"September {year}"))))
    for seen in answer.calls:
        for deadline in seen.facts.deadlines:
            assert deadline.doubt is not None or deadline.at < NOW


def test_a_title_of_a_megabyte_has_an_end() -> None:
    answer = quickly(feed(item(title=CALL + " " + "x" * 1_000_000)), 20.0)
    assert answer is not None
    assert all(len(seen.facts.title) <= 2_000 for seen in answer.calls)


def test_control_and_direction_marks_do_not_reach_a_title() -> None:
    answer = read(feed(item(title="\u202e\u2066" + CALL + "\u200f\u0085")))
    for seen in answer.calls:
        assert not set("\u202e\u2066\u200f\u0085\x00") & set(seen.facts.title)


def test_html_in_a_title_stops_no_reading() -> None:
    """What is left of it is text: the pages and messages escape every title (tests/web)."""
    title = "&lt;script&gt;alert(1)&lt;/script&gt; " + CALL
    (seen,) = read(feed(item(title=title))).calls
    assert seen.facts.identifier == "AMIF-2026-TF2-AG-THB-01"


GREEK = "Πρόσκληση AMIF-2026-TF2-AG-THB-01 υποβολή προτάσεων έως 16 Σεπτεμβρίου 2026"


@pytest.mark.parametrize(
    ("data", "language"),
    [
        pytest.param(feed(item(title=CALL)).encode("utf-16"), "en", id="UTF-16 with a mark"),
        pytest.param(
            feed(item(title=CALL)).split("?>", 1)[1].encode("utf-16-le"),
            "en",
            id="UTF-16 without a mark",
        ),
        pytest.param(
            feed(item(title=GREEK)).split("?>", 1)[1].encode("cp1253"),
            "el",
            id="Windows-1253 undeclared",
        ),
        pytest.param(
            feed(item(title="Appel é " + CALL)).encode("latin-1"),
            "fr",
            id="ISO-8859-1 that calls itself UTF-8",
        ),
    ],
)
def test_odd_encodings_are_read(data: bytes, language: str) -> None:
    answer = read(data, a_source(language=language))
    (seen,) = answer.calls
    assert seen.facts.identifier == "AMIF-2026-TF2-AG-THB-01"
    if language == "el":
        assert "Πρόσκληση" in seen.facts.title
    if language == "fr":
        assert "é" in seen.facts.title


def test_an_html_page_is_no_feed() -> None:
    with pytest.raises(ParseError):
        read("<!doctype html><html><body>Calls</body></html>", kind="text/html")


def test_a_feed_that_breaks_off_gives_its_first_items_and_says_so() -> None:
    answer = read(feed(item(), item(guid="2"))[:-60])
    assert answer.warnings
    assert not answer.complete


@pytest.mark.skipif(not SHARED.is_dir(), reason="../shared/data/feeds is not here")
def test_every_feed_met_in_the_wild_is_read_without_a_crash() -> None:
    for path in sorted(SHARED.glob("*.xml")):
        source = a_source(country="IT" if "-it" in path.name else "ES")
        answer = read(path.read_bytes(), source)
        assert answer.calls == (), path.name  # none of them names the fund
