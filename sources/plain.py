"""From what a source wrote to text fit to be stored and shown: one line, or paragraphs. Pure."""

import re
import unicodedata
from functools import lru_cache

from selectolax.lexbor import LexborHTMLParser

_BLOCKS = re.compile(r"</(?:p|div|li|h[1-6]|tr|ul|ol|table)>|<br\s*/?>", re.IGNORECASE)
_BLANKS = re.compile(r"[^\S\n]+")
_EMPTY_LINES = re.compile(r"\s*\n\s*")
_LINE = 500
_TEXT = 100_000
# Marks that turn the reading direction or hide in a text: a title must not reverse its neighbours.
_HIDDEN = frozenset("\u00ad\ufeff") | {
    chr(code)
    for first, last in ((0x200B, 0x200F), (0x202A, 0x202E), (0x2060, 0x2069))
    for code in range(first, last + 1)
}


def one_line(text: str, limit: int = _LINE) -> str:
    """`text` as one line of at most `limit` characters, without control or direction marks."""
    kept = _printable(text[: limit * 20])
    line = " ".join(kept.split())
    return line if len(line) <= limit else line[: limit - 1].rstrip() + "…"


@lru_cache(maxsize=256)
def html_text(html: str, limit: int = _TEXT) -> str:
    """The words of a piece of HTML, a line per paragraph; "" for the portal's `<p>null</p>`.

    Remembered, because the portal sends the same conditions at each poll.
    """
    tree = LexborHTMLParser(_BLOCKS.sub("\n\\g<0>", html[: limit * 4]))
    tree.strip_tags(["script", "style", "template", "noscript"])
    words = _printable(tree.body.text() if tree.body else "")
    text = _EMPTY_LINES.sub("\n", _BLANKS.sub(" ", words)).strip()
    return "" if text == "null" else text[:limit]


def _printable(text: str) -> str:
    if text.isascii() and text.isprintable():
        return text
    return "".join(
        " " if letter in "\t\r\v\f" else letter
        for letter in text
        if letter not in _HIDDEN
        and (letter in "\n\t\r\v\f" or not unicodedata.category(letter).startswith("C"))
    )
