"""From the bytes of a page to what can be read: its text, its skeleton, its links. No I/O."""

import re
import unicodedata
from dataclasses import dataclass

from selectolax.lexbor import LexborHTMLParser, LexborNode

from sources.address import absolute
from sources.base import Response

_NOT_TEXT = ["script", "style", "svg", "noscript", "template", "iframe", "canvas", "object"]
_FURNITURE = ["nav", "header", "footer", "aside", "form"]
_ROWS = frozenset({"li", "tr", "article", "section", "dd", "dt", "p", "h1", "h2", "h3", "h4"})
_BLOCKS = frozenset({"ul", "ol", "table", "tbody", "main", "body", "nav", "div", "dl"})
_META_CHARSET = re.compile(
    rb"""<meta[^>]{0,200}charset\s*=\s*["']?([\w:.-]{2,40})""", re.IGNORECASE
)
_HEADER_CHARSET = re.compile(r"charset\s*=\s*[\"']?([\w:.-]{2,40})", re.IGNORECASE)
_SPACE = re.compile(r"\s+")
_TAG = re.compile(r"<(/?)([a-zA-Z][a-zA-Z0-9]*)")
_NEVER_NEST = frozenset({
    "area", "base", "br", "col", "dd", "dt", "embed", "hr", "img", "input", "li", "link", "meta",
    "option", "p", "source", "td", "th", "tr", "wbr",
})  # fmt: skip
_DEEPEST = 500
_OLD_PAGES = (
    ({"el"}, "cp1253"),
    ({"bg"}, "cp1251"),
    ({"cs", "pl", "sk", "hu", "hr", "sl", "ro"}, "cp1250"),
    ({"lv", "lt", "et"}, "cp1257"),
)


@dataclass(frozen=True, slots=True)
class Link:
    """A link: where to, its own words, the words and date of its row.

    `html` stands in for its page until that is read: a feed entry's own text.
    """

    url: str
    words: str
    row: str
    stamp: str = ""
    html: str = ""


def decode(response: Response, encoding: str | None, languages: tuple[str, ...]) -> str:
    """The text of a page. Never fails: odd bytes that fit no encoding come back as marks.

    `encoding` is the source's own and outranks all. Then: byte order mark, what the server says,
    what the page says, UTF-8; a page that is none of these is read in the old code page of its
    language (undeclared Windows-1253 was met, dependencies 5).
    """
    body = response.body
    for name in (encoding, _mark(body), _declared(response), "utf-8", _old_page(languages)):
        if name:
            try:
                return body.decode(name)
            except (UnicodeDecodeError, LookupError):
                continue
    return body.decode("utf-8", "replace")


def plain_words(text: str) -> str:
    """A title as words: tags somebody escaped into it taken out."""
    return whole_text(text) if _TAG.search(text) else text


def tame(html: str) -> str:
    """The page, cut off where its elements nest deeper than any page people make (500).

    The parser's time grows with the square of the depth: 50 000 open elements cost it 20 seconds.
    """
    depth = 0
    for tag in _TAG.finditer(html):
        if tag[2].lower() in _NEVER_NEST:
            continue
        depth = max(0, depth - 1) if tag[1] else depth + 1
        if depth > _DEEPEST:
            return html[: tag.start()]
    return html


def parsed(html: str) -> LexborHTMLParser:
    """The page as a tree, whatever came."""
    return LexborHTMLParser(tame(html))


def skeleton(html: str) -> str:
    """The page without scripts, styles and drawings, its blanks closed up."""
    tree = parsed(html)
    tree.strip_tags(_NOT_TEXT)
    return _SPACE.sub(" ", tree.html or "")


def whole_text(html: str) -> str:
    """All words of the page, menus and footers too: where landmarks are looked for."""
    tree = parsed(html)
    tree.strip_tags(_NOT_TEXT)
    title = tree.css_first("title")
    body = tree.body
    words = [title.text() if title else "", body.text(separator=" ") if body else ""]
    return _SPACE.sub(" ", " ".join(words)).strip()


def links(html: str, base: str, select: str = "", *, chosen: bool = True) -> tuple[Link, ...]:
    """The page's links in its own order, each address once, with the row each stands in.

    `select` is CSS. Where nobody has `chosen` which links count, those of menus, heads and feet are
    left out.
    """
    tree = parsed(html)
    tree.strip_tags([*_NOT_TEXT, *(() if chosen else _FURNITURE)])
    found: dict[str, Link] = {}
    for node in tree.css(select or "a[href]"):
        url = absolute(node.attributes.get("href") or "", base)
        if url and url not in found:
            row = _row(node)
            found[url] = Link(url, _words(node), _words(row), _stamp(row))
    return tuple(found.values())


def fold(text: str) -> str:
    """Words for comparing: no accents, no case, single blanks."""
    plain = unicodedata.normalize("NFKD", text)
    kept = "".join(letter for letter in plain if not unicodedata.combining(letter))
    return _SPACE.sub(" ", kept).strip().casefold()


def shown(landmarks: tuple[str, ...], text: str) -> bool:
    """Whether at least one of the landmarks stands in the text, whatever its case and accents."""
    folded = fold(text)
    return any(fold(landmark) in folded for landmark in landmarks)


def _words(node: LexborNode) -> str:
    return _SPACE.sub(" ", node.text(separator=" ")).strip()


def _row(node: LexborNode) -> LexborNode:
    """The list item, table row or article around a link; the link itself for none near."""
    parent = node.parent
    for _ in range(4):
        if parent is None or parent.tag in _BLOCKS:
            break
        if parent.tag in _ROWS:
            return parent
        parent = parent.parent
    return node


def _stamp(row: LexborNode) -> str:
    time = row.css_first("time[datetime]")
    return (time.attributes.get("datetime") or "") if time else ""


def _mark(body: bytes) -> str | None:
    if body.startswith(b"\xef\xbb\xbf"):
        return "utf-8-sig"
    if body.startswith((b"\xff\xfe", b"\xfe\xff")):
        return "utf-16"
    start = body[:200]  # UTF-16 without its mark: of Latin letters and tags every other byte is 0
    if len(start) > 8 and start[1::2].count(0) * 2 > len(start[1::2]) and 0 not in start[::2]:
        return "utf-16-le"
    if len(start) > 8 and start[::2].count(0) * 2 > len(start[::2]) and 0 not in start[1::2]:
        return "utf-16-be"
    return None


def _declared(response: Response) -> str | None:
    header = next((v for k, v in response.headers.items() if k.lower() == "content-type"), "")
    if match := _HEADER_CHARSET.search(header):
        return match[1]
    if meta := _META_CHARSET.search(response.body[:4096]):
        return meta[1].decode("ascii")
    return None


def _old_page(languages: tuple[str, ...]) -> str:
    for family, page in _OLD_PAGES:
        if family & set(languages):
            return page
    return "cp1252"
