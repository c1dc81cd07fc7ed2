"""The main text of a web page: menus, cookie banners and footers dropped, tables and lists kept."""

import re
from dataclasses import dataclass
from datetime import date

from selectolax.lexbor import LexborHTMLParser, LexborNode

from sources.reading.folding import squeeze

MAX_MARKUP = 2_000_000
MAX_NODES = 60_000
_NEVER = [
    "script", "style", "noscript", "template", "svg", "iframe", "canvas", "object", "button",
    "select", "nav", "aside", "footer", "dialog", "[hidden]", "[aria-hidden=true]",
    "[role=navigation]",
    "[role=banner]", "[role=contentinfo]", "[role=complementary]", "[role=search]", "[role=dialog]",
    "[role=alertdialog]",
]  # fmt: skip
_NOISE = re.compile(
    r"(?:^|[\s_-])(?:cookies?|consent|gdpr|breadcrumbs?|menu|navbar|navigation|nav|footer|sidebar|share|social|"
    r"sharing|skip|skiplinks?|newsletter|related|pager|pagination|search|login|language-switch\w*|lang-switch\w*|"
    r"toolbar|popup|modal|comments?|widget|banner)(?:$|[\s_-])",
    re.IGNORECASE,
)
_HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)
_MAIN = (
    "main",
    "[role=main]",
    "article",
    "#main-content",
    "#content",
    "#main",
    ".content",
    "#inhalt",
)
_BLOCKS = frozenset(
    [
        "p",
        "div",
        "section",
        "article",
        "main",
        "body",
        "header",
        "ul",
        "ol",
        "table",
        "tbody",
        "thead",
        "tr",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "dl",
        "dt",
        "dd",
        "blockquote",
        "pre",
        "figure",
        "figcaption",
        "address",
        "form",
        "fieldset",
        "legend",
        "label",
        "details",
        "summary",
        "hr",
        "center",
    ]
)
_GAPS = frozenset(["h1", "h2", "h3", "h4", "table", "ul", "ol", "section", "article"])
_META_DATES = (
    "meta[property='article:published_time']",
    "meta[name='dcterms.issued']",
    "meta[name='DC.date.issued']",
    "meta[name='dcterms.created']",
    "meta[name='date']",
    "meta[itemprop=datePublished]",
    "meta[name='publish-date']",
)
_DAY = re.compile(r"(20[12]\d)-(\d\d)-(\d\d)")
_PUBLISHED_IN_LD = re.compile(r'"datePublished"\s*:\s*"(20[12]\d-\d\d-\d\d)')


@dataclass(frozen=True, slots=True)
class Markup:
    """What a page of HTML says: its text, title, language and day of publication."""

    text: str
    title: str = ""
    language: str | None = None
    published: date | None = None


def main_text(html: str) -> str:
    """The readable text of an HTML page, one block per line; empty when there is none."""
    return read_markup(html).text


def read_markup(html: str) -> Markup:
    """The page's main text with what its head says of it. Never raises, whatever comes."""
    tree = LexborHTMLParser(html[:MAX_MARKUP])
    root = tree.root
    if root is None:
        return Markup("")
    language = _language(tree)
    published = _published(tree)
    heading = tree.css_first("h1")
    title = squeeze(heading.text()) if heading is not None else ""
    title = title or _head_title(tree)
    for node in tree.css(", ".join(_NEVER)):
        if node.tag not in ("html", "body", "main"):
            node.decompose()
    _drop_noise(tree)
    text = _render(_main_node(tree) or root)
    if title and title not in squeeze(text[: len(title) + 400]):
        text = f"{title}\n\n{text}"
    return Markup(text=text, title=title, language=language, published=published)


def _language(tree: LexborHTMLParser) -> str | None:
    node = tree.css_first("html")
    value = (node.attributes.get("lang") or node.attributes.get("xml:lang") or "") if node else ""
    return value[:2].lower() or None


def _head_title(tree: LexborHTMLParser) -> str:
    node = tree.css_first("meta[property='og:title']")
    if node is not None and node.attributes.get("content"):
        return squeeze(node.attributes["content"] or "")
    node = tree.css_first("title")
    return squeeze(node.text()) if node is not None else ""


def _published(tree: LexborHTMLParser) -> date | None:
    for selector in _META_DATES:
        node = tree.css_first(selector)
        day = _as_day(node.attributes.get("content") or "") if node is not None else None
        if day:
            return day
    for node in tree.css("script[type='application/ld+json']")[:5]:
        match = _PUBLISHED_IN_LD.search(node.text()[:50_000])
        if match:
            return _as_day(match[1])
    return None


def _as_day(value: str) -> date | None:
    match = _DAY.search(value[:40])
    try:
        return date(int(match[1]), int(match[2]), int(match[3])) if match else None
    except ValueError:
        return None


def _drop_noise(tree: LexborHTMLParser) -> None:
    for node in tree.css("[class], [id], [style]"):
        attributes = node.attributes
        names = f"{attributes.get('class') or ''} {attributes.get('id') or ''}"
        noisy = _NOISE.search(names) or _HIDDEN.search(attributes.get("style") or "")
        if (
            noisy
            and node.tag not in ("html", "body", "main", "article", "h1")
            and not _holds_main(node)
        ):
            node.decompose()


def _holds_main(node: LexborNode) -> bool:
    return node.css_first("main, h1, article, [role=main]") is not None


def _main_node(tree: LexborHTMLParser) -> LexborNode | None:
    body = tree.body
    whole = len(body.text()) if body is not None else 0
    for selector in _MAIN:
        nodes = tree.css(selector)
        if len(nodes) == 1 or (nodes and selector in ("main", "[role=main]")):
            size = len(nodes[0].text())
            if size >= 200 or size * 2 >= whole:
                return nodes[0]
    return body


# --- rendering ---


class _Writer:
    """Collects lines. Tables become `label: value` lines or rows cut by bars."""

    def __init__(self) -> None:
        self.parts: list[str] = []
        self.budget = MAX_NODES

    def line(self) -> None:
        if self.parts and self.parts[-1] != "\n":
            self.parts.append("\n")

    def gap(self) -> None:
        self.line()
        self.parts.append("\n")


def _render(root: LexborNode) -> str:
    writer = _Writer()
    _walk(root, writer)
    lines = [squeeze(line) for line in "".join(writer.parts).split("\n")]
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()


def _walk(root: LexborNode, writer: _Writer) -> None:
    """Walk without recursion: a page may be nested deeper than any stack."""
    stack: list[tuple[LexborNode, bool]] = [(root, False)]
    while stack and writer.budget > 0:
        node, leaving = stack.pop()
        writer.budget -= 1
        tag = node.tag or ""
        if leaving:
            _leave(tag, writer)
            continue
        if tag == "-text":
            writer.parts.append(" ".join(f".{node.text(deep=False)}.".split())[1:-1])
            continue
        if tag == "table" and _table(node, writer):
            continue
        _enter(tag, writer)
        stack.append((node, True))
        children = list(node.iter(include_text=True))
        stack.extend((child, False) for child in reversed(children))


def _enter(tag: str, writer: _Writer) -> None:
    if tag == "br":
        writer.line()
    elif tag == "li":
        writer.line()
        writer.parts.append("• ")
    elif tag in _GAPS:
        writer.gap()
    elif tag in _BLOCKS:
        writer.line()
    elif tag in ("td", "th"):
        writer.parts.append(" ")


def _leave(tag: str, writer: _Writer) -> None:
    if tag in _GAPS:
        writer.gap()
    elif tag in _BLOCKS or tag == "li":
        writer.line()


def _table(table: LexborNode, writer: _Writer) -> bool:
    """Write a plain data table so that every value stands behind its label."""
    if table.css_first("table table") is not None:
        return False
    rows = [
        [(cell.tag or "", squeeze(cell.text(separator=" "))) for cell in row.css("td, th")]
        for row in table.css("tr")[:400]
    ]
    rows = [row for row in rows if any(text for _, text in row)]
    if not rows or max(len(row) for row in rows) < 2:
        return False
    writer.gap()
    header = rows[0] if _is_header(rows) else None
    for row in rows[1:] if header else rows:
        writer.parts.append(_row_text(row, header))
        writer.parts.append("\n")
    writer.gap()
    return True


def _is_header(rows: list[list[tuple[str, str]]]) -> bool:
    first = rows[0]
    if len(rows) < 2 or len(first) < 2:
        return False
    if all(tag == "th" for tag, _ in first):
        return True
    return len(first) > 2 and not any(any(sign.isdigit() for sign in text) for _, text in first)


def _row_text(row: list[tuple[str, str]], header: list[tuple[str, str]] | None) -> str:
    texts = [text for _, text in row]
    if header and len(header) == len(row):
        cells = [
            f"{label.rstrip(':')}: {text}" if label else text
            for (_, label), text in zip(header, texts, strict=True)
            if text
        ]
        return " | ".join(cells)
    if len(texts) == 2 and texts[0]:
        return f"{texts[0].rstrip(':')}: {texts[1]}"
    return " | ".join(text for text in texts if text)


def feed_text(html_or_text: str) -> str:
    """A feed entry's body as text, whether it came as HTML or plain."""
    if "<" in html_or_text and re.search(r"<\w+[^<>]{0,400}>", html_or_text):
        return main_text(html_or_text)
    return html_or_text
