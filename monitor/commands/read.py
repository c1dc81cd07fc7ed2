"""`amif-monitor read`: what is read in a page, a text, a feed or a PDF. Stores nothing."""

import asyncio
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from config.settings import Settings
from monitor.commands.output import as_json, say
from monitor.merge import sane
from monitor.present import facts_json
from sources.base import Response, Shape, SourceInfo
from sources.entries import entries, is_feed
from sources.errors import SourceError
from sources.feed import published_on
from sources.markup import decode, parsed, tame
from sources.pdf import is_pdf, pdf_text
from sources.reading import (
    Context,
    Notice,
    country_of,
    country_of_language,
    read_entry,
    read_html,
    read_text,
    zone_of,
)
from sources.registry import builtin_sources

_LARGEST = 10_000_000
_MARKUP = ("<!doctype", "<html", "<head", "<body", "<div", "<main", "<article", "<section", "<p")

Fetch = Callable[[str], Response]


@dataclass(frozen=True, slots=True)
class _Input:
    """One input: its name as given, what it holds, and what went wrong if anything did."""

    name: str
    response: Response | None = None
    error: str = ""


def run_read(
    inputs: Sequence[str],
    country: str | None,
    published: date | None,
    *,
    json: bool,
    now: datetime,
    fetch: Fetch,
) -> int:
    """Show what is read in files, addresses (http, https) or "-"; 1 if one could not be had."""
    items, failed = [], False
    for name in inputs:
        given = _have(name, fetch)
        failed |= bool(given.error)
        notices = _read(given.response, country, published, now) if given.response else ()
        item: dict[str, Any] = {
            "input": name,
            "calls": [facts_json(sane(one.facts, now), one.word, now) for one in notices],
        }
        if given.error:
            item["error"] = given.error
        items.append(item)
        if not json:
            _print(given, notices, item["calls"])
    if json:
        as_json({"items": items})
    return 1 if failed else 0


def fetcher(settings: Settings) -> Fetch:
    """Fetches an address through the one door, as these settings want it."""
    from monitor.assemble import client_for  # noqa: PLC0415  files need no client

    async def once(url: str) -> Response:
        async with client_for(settings) as client:
            return await client.get(url)

    return lambda url: asyncio.run(once(url))


def _have(name: str, fetch: Fetch) -> _Input:
    """The bytes of an input; a file that cannot be read is one sentence, not an exception."""
    try:
        if name.startswith(("http://", "https://")):
            return _Input(name, fetch(name))
        body = sys.stdin.buffer.read(_LARGEST) if name == "-" else _file(Path(name))
    except OSError as error:
        return _Input(name, error=f"{name} cannot be read: {error.strerror}.")
    except SourceError as error:
        return _Input(name, error=str(error))
    return _Input(name, Response(url="", status=200, headers={}, body=body))


def _file(path: Path) -> bytes:
    with path.open("rb") as file:
        return file.read(_LARGEST)


def _read(
    response: Response, country: str | None, published: date | None, now: datetime
) -> list[Notice]:
    """What the reader finds, whichever form it came in; never raises for what it holds."""
    if is_pdf(response.body):
        return _of_pdf(response, country, published)
    text = decode(response, None, ())
    if is_feed(text):
        return _of_feed(response, country, published, now)
    start = text[:2000].lstrip("\ufeff \t\r\n").lower()
    if start.startswith(_MARKUP) or "html" in response.headers.get("content-type", ""):
        page = tame(text)
        context = _context(page, response.url or _canonical(page), country, published)
        return list(read_html(page, context))
    context = _context(text, response.url or _first_line_address(text), country, published)
    return list(read_text(text, context))


def _of_pdf(response: Response, country: str | None, published: date | None) -> list[Notice]:
    try:
        text = pdf_text(response.body)
    except SourceError:
        return []
    return list(read_text(text, _context(text, response.url, country, published)))


def _of_feed(
    response: Response, country: str | None, published: date | None, now: datetime
) -> list[Notice]:
    info = SourceInfo(
        id="read", name="read", country="EU", zone="UTC", url=response.url, shape=Shape.FEED
    )
    try:
        listed, _warnings = entries(response, info)
    except SourceError:
        return []
    found: list[Notice] = []
    for entry in listed:
        context = _context(
            f"{entry.title}\n{entry.body}", entry.address or response.url, country, published
        )
        day = context.published or published_on(entry, context.zone, now)
        found.extend(
            read_entry(entry.title, entry.body, context, published=day, link=entry.address)
        )
    return found


def _context(text: str, url: str, country: str | None, published: date | None) -> Context:
    """What is known of a text: its country as said, by its address, or by its language."""
    known = _source_at(url)
    place = (country or "").upper() or (known.country if known else None) or country_of(url)
    if place is None:
        place = country_of_language(_language(text))
    context = Context(country=place, zone=zone_of(place), url=url, published=published)
    if known is not None and known.country == place:
        context = replace(context, zone=known.zone, authority=known.authority)
    return context


def _source_at(url: str) -> SourceInfo | None:
    """The built-in source that watches this host, for its zone and authority."""
    host = (urlsplit(url).hostname or "").removeprefix("www.")
    if not host:
        return None
    infos = (source.info for source in builtin_sources().values())
    hosts = ((info, (urlsplit(info.url).hostname or "").removeprefix("www.")) for info in infos)
    return next((info for info, theirs in hosts if theirs == host), None)


def _language(text: str) -> str:
    from sources.reading.folding import fold  # noqa: PLC0415
    from sources.reading.guess import guess_language  # noqa: PLC0415
    from sources.reading.terms import words_of  # noqa: PLC0415

    return guess_language(words_of(fold(text[:20_000]))) or "en"


def _first_line_address(text: str) -> str:
    first = text.lstrip("\ufeff \r\n").split("\n", 1)[0].strip()
    return first if first.startswith(("http://", "https://")) and " " not in first else ""


def _canonical(page: str) -> str:
    node = parsed(page).css_first('link[rel="canonical"]')
    return str(node.attributes.get("href") or "") if node is not None else ""


def _print(given: _Input, notices: Sequence[Notice], calls: Sequence[dict[str, Any]]) -> None:
    if given.error:
        print(given.error, file=sys.stderr)  # noqa: T201  a message for a person, not a log
        return
    plain = given.name.replace("[", "\\[")
    if not notices:
        say(f"[bold]{plain}[/bold]: no AMIF call")
        return
    say(f"[bold]{plain}[/bold]: {len(notices)} call{'s' if len(notices) > 1 else ''}")
    for notice, call in zip(notices, calls, strict=True):
        for name, value in _rows(call):
            say(f"  {name:<14}{value}".replace("[", "\\["))
        for quote in notice.facts.evidence:
            say(f"    {quote.field}: “{quote.text}” ({quote.place})".replace("[", "\\["))
        say("")


def _rows(call: dict[str, Any]) -> list[tuple[str, str]]:
    budget = call["budget"]
    rows = [
        ("title", call["title"]),
        ("code", call["identifier"]),
        ("status", f"{call['status']} (said: {call['status_word']})"),
        ("opens", _moment(call["opens"])),
        ("deadline", "; ".join(_moment(one) for one in call["deadlines"])),
        ("budget", f"{budget['amount']} {budget['currency']}" if budget else ""),
        ("objectives", ", ".join(call["objectives"])),
        ("applicants", ", ".join(call["applicants"])),
        ("restricted", "yes" if call["restricted"] else ""),
        ("beware", ", ".join(call["flags"])),
    ]
    return [(name, str(value)) for name, value in rows if value]


def _moment(moment: dict[str, Any] | None) -> str:
    if moment is None:
        return ""
    assumed = ", hour not stated" if moment["assumed"] else ""
    return f"{moment['at']} ({moment['zone']}{assumed})"
