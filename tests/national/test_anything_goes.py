"""Whatever comes: parse answers or raises one of its two errors; names of addresses are steady."""

from contextlib import suppress
from datetime import UTC, datetime

from hypothesis import given, settings
from hypothesis import strategies as st

from sources.address import fold_address
from sources.base import Fetched, Response
from sources.dates import date_in_address, date_in_row, stamp
from sources.errors import NothingFound, ParseError
from sources.labels import bar_fields, lines, pairs, text_lines
from sources.markup import skeleton, tame, whole_text
from sources.notebook import Page, pages, written
from sources.quoted import quoted_names
from sources.registry import builtin_sources
from sources.teasers import teasers
from sources.values import deadline, money, opening, rate

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)
SOURCES = [source for id_, source in builtin_sources().items() if id_ != "eu_portal"]
TAGS = st.sampled_from(
    [
        "<p>", "</p>", "<div>", "</div>", "<li>", "<table>", "<tr><td>", "<h2>", "</h2>",
        "<a href='/call/1'>", "<item>", "</item>", "<link>", "<title>", "<![CDATA[", "]]>",
        "&amp;", "&#0;", "<rss version='2.0'>", "AMIF", "2027", "15.01.2027", "17:00",
        "Deadline:", "Code:", "|", "\x00", "\u202e", "É",
    ]
)  # fmt: skip
SOUP = st.lists(st.one_of(TAGS, st.text(max_size=12)), max_size=40).map("".join)


@given(body=st.one_of(SOUP.map(str.encode), st.binary(max_size=300)), data=st.data())
@settings(max_examples=150, deadline=None)
def test_parse_answers_or_raises_one_of_its_errors(body: bytes, data: st.DataObject) -> None:
    source = data.draw(st.sampled_from(SOURCES))
    url = source.info.url
    landmark = (source.info.landmarks or ("",))[0].encode()
    response = Response(url=url, status=200, headers={}, body=b"<p>" + landmark + b"</p>" + body)
    state = written([Page(url=url + "x").holding(body.decode("utf-8", "replace"), "d", 1)])
    with suppress(NothingFound, ParseError):
        source.parse(Fetched(responses=(response,), state=state), NOW)


@given(text=SOUP)
@settings(max_examples=150, deadline=None)
def test_small_steps_take_anything(text: str) -> None:
    whole_text(text)
    skeleton(tame(text))
    pairs(lines(text), ["Deadline", "Code"])
    bar_fields(text)
    text_lines(text)
    quoted_names(text)
    teasers(text, "https://example.org/")
    for value in (deadline(text, "Europe/Riga"), opening(text, "Europe/Riga"), money(text, "EUR")):
        assert value is None or value
    assert rate(text) is None or 0 <= rate(text) <= 1  # type: ignore[operator]
    stamp(text, "Europe/Riga")
    date_in_row(text, text)
    date_in_address(text)


@given(path=st.text(max_size=30), query=st.text(max_size=20))
def test_folding_an_address_twice_changes_nothing(path: str, query: str) -> None:
    once = fold_address(f"https://www.example.org/{path}?{query}")
    assert fold_address(f"https://{once}") == once


@given(texts=st.lists(st.text(max_size=200), max_size=5))
def test_what_is_written_in_the_notebook_is_read_again(texts: list[str]) -> None:
    kept = [
        Page(url=f"https://example.org/{n}").holding(text, "d", n) for n, text in enumerate(texts)
    ]
    assert list(pages(written(kept)).values()) == kept
