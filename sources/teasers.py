"""A feed's entries as links, found in linear time: what following a feed needs of it. Pure.

A feed is followed while it is fetched, in the service's own process, where nothing hostile may take
long; feedparser's forgiving mode grows with the square of what is broken. It is used where a stuck
parse can be killed (`sources.entries`, in the worker); here a plain scan will do.
"""

import re
from collections.abc import Iterator
from html import unescape

from sources.address import absolute
from sources.entries import Entry
from sources.markup import plain_words

_HREF = re.compile(r"""<link\b[^>]{0,500}?\bhref\s*=\s*["']([^"'<>]{1,2000})["'][^>]{0,500}>""")
_OTHER_LINK = re.compile(r"""\brel\s*=\s*["'](?!alternate)""")
_BODIES = ("content:encoded", "content", "description", "summary")
_STAMPS = ("pubDate", "published", "updated", "dc:date")
_LONGEST = 200_000
_MOST = 500


def teasers(text: str, base: str) -> tuple[Entry, ...]:
    """The entries that have a link, in their order, 500 at most."""
    found = []
    for block in _blocks(text):
        address = absolute(_link(block), base)
        if address:
            entry = Entry(
                title=plain_words(_inner(block, "title")),
                body=max((_inner(block, name) for name in _BODIES), key=len),
                address=address,
                stamps=tuple(raw for name in _STAMPS if (raw := _inner(block, name))),
            )
            found.append(entry)
    return tuple(found)


def _blocks(text: str) -> Iterator[str]:
    for name in ("item", "entry"):
        place, count = text.find(f"<{name}"), 0
        while place >= 0 and count < _MOST:
            end = text.find(f"</{name}", place)
            if end < 0:
                break
            if text[place + len(name) + 1] in "> \n\t\r":
                yield text[place : min(end, place + _LONGEST)]
                count += 1
            place = text.find(f"<{name}", end)


def _link(block: str) -> str:
    inner = _inner(block, "link")
    if inner:
        return inner
    hrefs = [match for match in _HREF.finditer(block) if not _OTHER_LINK.search(match[0])]
    return unescape(hrefs[0][1]) if hrefs else ""


def _inner(block: str, name: str) -> str:
    """What stands between an element's tags, CDATA and entities undone; "" for none."""
    start = block.find(f"<{name}")
    opened = block.find(">", start) if start >= 0 else -1
    end = block.find(f"</{name}", opened) if opened >= 0 else -1
    if end < 0 or block[start + len(name) + 1] not in "> \n\t\r" or block[opened - 1] == "/":
        return ""
    words = block[opened + 1 : end].strip()
    if words.startswith("<![CDATA["):
        return words.removeprefix("<![CDATA[").removesuffix("]]>").strip()
    return unescape(words)
