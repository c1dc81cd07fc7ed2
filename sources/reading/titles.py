"""Which line of a text is its title."""

import re

from sources.reading.folding import fold, squeeze
from sources.reading.lexicon import FUND
from sources.reading.page import Page

_HEAD_LINES = 12
_ADDRESS = re.compile(
    r"\s*(?:url\s*:\s*)?(?:\(?(?:address )?not stored\)?|https?://\S+)\s*", re.IGNORECASE
)
_CRUMBS = re.compile(r"[>»›/|].*[>»›/|]|^\W*home\b|(?:^|\s)>\s", re.IGNORECASE)
_LONG = 320


def take_address(text: str) -> tuple[str, str]:
    """A first line that is only an address, and the rest of the text."""
    stripped = text.lstrip("\n \ufeff")
    line, _, rest = stripped.partition("\n")
    if _ADDRESS.fullmatch(line) and len(line) < 2000:
        found = re.search(r"https?://\S+", line)
        return (found.group() if found else ""), rest
    return "", text


def title_line(page: Page, known: str = "") -> int:
    """The number of the title's line, 0 when no line looks like one."""
    lines = page.lines[:_HEAD_LINES]
    if known:
        wanted = fold(squeeze(known))
        for number, _ in enumerate(page.lines[:40]):
            if fold(squeeze(page.line_text(number))) == wanted:
                return number
    labelled = _labelled(page)
    if labelled is not None:
        return labelled
    scores = [(_score(page, number), -number) for number in range(len(lines))]
    return -max(scores)[1] if scores else 0


def _labelled(page: Page) -> int | None:
    for number, line in enumerate(page.lines[:30]):
        tags = page.tags_of(line)
        short = line.end - line.start < 45
        if "title" in tags and short and number + 1 < len(page.lines):
            return number + 1
    return None


def _score(page: Page, number: int) -> int:  # noqa: C901  a tally: one line for each sign
    line = page.lines[number]
    text = page.line_text(number)
    length = len(text)
    tags = page.tags_of(line)
    if not any(sign.isalpha() for sign in text):
        return -100
    score = 20 - 3 * number
    if length < 12:
        score -= 25
    if length > _LONG or (length > 150 and text.endswith(".")):
        score -= 30
    if text.endswith((".", ":")):
        score -= 12
    if ". " in text and text.endswith("."):
        score -= 12
    if line.bullet:
        score -= 10
    if tags & {"published", "updated"} and length < 60 and "call" not in tags:
        score -= 30
    if _CRUMBS.search(text) or ("today" in tags and length < 90 and "call" not in tags):
        score -= 20
    if _mostly_date(page, line.start, line.end):
        score -= 40
    if "call" in tags:
        score += 12
    if FUND in tags:
        score += -6 if _only_fund(page, line.start, line.end) else 8
    return score


def _only_fund(page: Page, start: int, end: int) -> bool:
    """Whether a line says little more than the fund's name."""
    named = sum(hit.end - hit.start for hit in page.between(start, end) if hit.tag == FUND)
    return named * 10 > (end - start) * 7


def _mostly_date(page: Page, start: int, end: int) -> bool:
    if end - start >= 40:
        return False
    digits = sum(sign.isdigit() for sign in page.folded[start:end])
    return digits >= 4 and digits * 4 > end - start
