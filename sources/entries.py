"""From a feed's bytes to its entries. Pure.

feedparser runs without its sanitizer (quadratic on hostile input, and feed HTML is never shown) and
without its dates (it takes CEST for UTC): dependencies 5. `bozo` alone is no fault: a wrong content
type or encoding label is harmless; a fault without entries is a failed poll; a feed broken off in
the middle still gives its first entries.
"""

import re
from collections import Counter
from dataclasses import dataclass
from datetime import date
from html import escape
from itertools import islice
from typing import Any

import feedparser

from sources.address import absolute, fold_address
from sources.base import Response, SourceInfo
from sources.dates import date_in_address
from sources.errors import NothingFound, ParseError
from sources.markup import decode, plain_words, shown, tame

_DECLARATION = re.compile(r"^\s*<\?xml[^>]*\?>")
_ROOT = re.compile(r"<(rss|feed|rdf:RDF)\b", re.IGNORECASE)
_MOST = 2000
_ENCODING = re.compile(rb"""^\s*<\?xml[^>]*encoding\s*=\s*["']([\w.:-]{2,40})["']""")
_STAMPS = ("published", "updated", "created")


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One entry: `name` is its guid where that is its own, else its link where that is, else "".

    `body` is the longest text it carries, HTML as sent; `stamps` its date strings as sent.
    """

    title: str
    body: str
    address: str = ""
    name: str = ""
    stamps: tuple[str, ...] = ()

    @property
    def html(self) -> str:
        """The entry as a small page: its title as heading over its body."""
        return f"<main><h1>{escape(self.title)}</h1>{self.body}</main>"

    @property
    def address_date(self) -> date | None:
        """The date its link carries, if it does."""
        return date_in_address(self.address)


def entries(response: Response, info: SourceInfo) -> tuple[tuple[Entry, ...], tuple[str, ...]]:
    """A feed's entries in its own order, and warnings for the operator.

    Raises ParseError where no feed, or a broken one without entries, answered; NothingFound where
    the source's landmarks are in neither the feed's title nor its link.
    """
    text = _beginning(tame(feed_text(response, info)))
    if not is_feed(text):
        raise ParseError(f"{info.id}: the answer is no RSS or Atom feed.")
    feed = feedparser.parse(
        text.encode("utf-8", "replace"),
        sanitize_html=False,
        resolve_relative_uris=False,
        response_headers={"content-type": "application/xml; charset=utf-8"},
    )
    if not feed.get("version"):
        raise ParseError(f"{info.id}: the answer is no RSS or Atom feed.")
    broken = _fault(feed)
    if broken and not feed.entries:
        raise ParseError(f"{info.id}: the feed cannot be read: {broken}")
    about = f"{feed.feed.get('title', '')} {feed.feed.get('link', '')}"
    if info.landmarks and not shown(info.landmarks, about):
        raise NothingFound(f"{info.id}: another feed answers here: {about[:80]!r}.")
    warnings = (f"The feed is malformed or breaks off: {broken}",) if broken else ()
    return _read(feed.entries, response.url or info.url), warnings


def _beginning(text: str) -> str:
    """The feed with its first 2 000 entries only: 50 000 take longer than the worker may."""
    for name in ("item", "entry"):
        ends = re.finditer(rf"</{name}\s*>", text)
        last = next(islice(ends, _MOST - 1, None), None)
        if last is not None and (root := _ROOT.search(text[:5000])):
            channel = "</channel>" if root[1].lower() == "rss" else ""
            return f"{text[: last.end()]}{channel}</{root[1]}>"
    return text


def _read(raw: list[Any], base: str) -> tuple[Entry, ...]:
    guids = Counter(str(entry.get("id", "")) for entry in raw)
    links = Counter(absolute(str(entry.get("link", "")), base) for entry in raw)
    found = []
    for entry in raw:
        guid, address = str(entry.get("id", "")), absolute(str(entry.get("link", "")), base)
        own_guid = bool(guid) and guids[guid] == 1
        own_link = bool(address) and links[address] == 1
        given = set(entry.keys())  # feedparser's own `in` and `get` guess
        parts = [str(part.get("value", "")) for part in entry.get("content", ())]
        item = Entry(
            title=plain_words(str(entry.get("title", ""))),
            body=tame(max([*parts, str(entry.get("summary", ""))], key=len)),
            address=address,
            name=(fold_address(guid) or guid) if own_guid else fold_address(address) * own_link,
            stamps=tuple(str(entry[name]) for name in _STAMPS if name in given),
        )
        found.append(item)
    return tuple(found)


def is_feed(text: str) -> bool:
    """Whether this looks like RSS or Atom at a glance."""
    return _ROOT.search(text[:5000]) is not None


def feed_text(response: Response, info: SourceInfo) -> str:
    """The feed without its declaration, decoded as `info` or that declaration says."""
    declared = _ENCODING.search(response.body[:400])
    encoding = info.encoding or (declared[1].decode("ascii") if declared else None)
    text = decode(response, encoding, info.languages).lstrip("\ufeff")
    return _DECLARATION.sub("", text, count=1)


def _fault(feed: Any) -> str:
    """The true fault behind `bozo`, in words; "" for none."""
    fault = feed.get("bozo_exception")
    harmless = (feedparser.CharacterEncodingOverride, feedparser.NonXMLContentType)
    return "" if not feed.bozo or isinstance(fault, harmless) else f"{fault}"[:200]
