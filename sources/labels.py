"""Labelled fields: what a site prints as "label: value", read by the labels. Pure.

Three layouts occur: label and value on one line ("Start submission calls: 21/05/2024"), several on
one line between bars ("Code: 33804 | Identifier Code: ..."), and label and value on lines of their
own ("Öppnar" / "1 mars 2023"). All three are read from the page's lines, so that a table, a
definition list and plain paragraphs come to the same.
"""

import re
from collections.abc import Iterable, Sequence

from selectolax.lexbor import LexborNode

from sources.markup import fold, parsed

_NOT_LINES = ["script", "style", "svg", "noscript", "template", "iframe"]
_BREAKS = frozenset({
    "address", "article", "aside", "blockquote", "br", "caption", "dd", "div", "dl",
    "dt", "fieldset", "figcaption", "footer", "form", "h1", "h2", "h3", "h4",
    "h5", "h6", "header", "hr", "legend", "li", "main", "nav", "ol",
    "p", "pre", "section", "summary", "table", "tbody", "td", "tfoot", "th",
    "thead", "tr", "ul",
})  # fmt: skip
_BULLET = re.compile(r"^[\s•·▪◦‣*–-]+(?=\S)")
_SPACE = re.compile(r"\s+")


def lines(html: str) -> tuple[str, ...]:
    """The page's words line by line as a person sees them: one per block, row cell or break."""
    tree = parsed(html)
    tree.strip_tags(_NOT_LINES)
    pieces: list[str] = []
    if tree.body is not None:
        _walk(tree.body, pieces)
    text = "".join(pieces)
    return text_lines(text)


def text_lines(text: str) -> tuple[str, ...]:
    """The lines of plain text, bullets and blanks taken off, empty ones left out."""
    cleaned = (_SPACE.sub(" ", _BULLET.sub("", raw)).strip() for raw in text.splitlines())
    return tuple(line for line in cleaned if line)


def bar_fields(line: str) -> dict[str, str]:
    """The fields of "Label: value | Label: value", labels folded; {} when there is none."""
    found: dict[str, str] = {}
    for part in line.split("|"):
        label, colon, value = part.partition(":")
        if colon and label.strip():
            found.setdefault(fold(label), value.strip())
    return found


def pairs(
    written: Sequence[str], labels: Iterable[str], *, stop: int | None = None
) -> dict[str, str]:
    """The values of `labels` in these lines: on the label's own line, or on the line below it.

    Labels are compared without case, accents and colon; the first value of a label counts. A line
    that is itself a label is never a value.
    """
    wanted = {fold(label).rstrip(" :"): label for label in labels}
    found: dict[str, str] = {}
    for place, line in enumerate(written[:stop]):
        label, value = _split(line, wanted)
        if label is None or label in found:
            continue
        below = written[place + 1] if place + 1 < len(written) else ""
        if not value and fold(below).rstrip(" :") not in wanted:
            value = below
        if value:
            found[label] = value
    return found


def _split(line: str, wanted: dict[str, str]) -> tuple[str | None, str]:
    """The label a line is or begins with, as it was asked for, and the rest of the line."""
    head, colon, rest = line.partition(":")
    if colon and (label := wanted.get(fold(head))):
        return label, rest.strip()
    folded = fold(line).rstrip(" :")
    if label := wanted.get(folded):
        return label, ""
    return None, ""


def _walk(node: LexborNode, pieces: list[str]) -> None:
    """Gather text in reading order with line breaks at blocks; a stack, since pages nest deep."""
    stack: list[LexborNode | str] = [node]
    while stack:
        item = stack.pop()
        if isinstance(item, str):
            pieces.append(item)
            continue
        if item.tag == "-text":
            pieces.append(item.text(deep=False) or item.text())
            continue
        if item.tag in _BREAKS:
            pieces.append("\n")
            stack.append("\n")
        stack.extend(reversed(list(item.iter(include_text=True))))
