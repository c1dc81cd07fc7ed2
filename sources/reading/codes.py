"""The codes calls carry: EU topic codes and the numbers national authorities give."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from config.programmes import programme
from sources.reading.folding import fold

_EU_CODE = re.compile(r"^(?P<fund>[A-Z]+)-20\d\d-(?:TF\d-)?(?:AG|IBA|EMAS|CALL|TF\d)(?:-|$)")
_AHEAD, _AFTER = 30, 20
"""How far from the fund's name the rest of a code, or a call's number and its word, may stand."""
_DASH = re.compile("[‐‑‒–—−]")
_NUMBER_BEFORE = r"\b(?P<n1>\d{1,3})\s?\.\s?(?P<w1>[^\W\d]{4,14})\s(?P<f1>(?:op\s)?(?:SHORT))\b"
_NUMBER_BEHIND = (
    r"\b(?P<w2>[^\W\d]{4,14})\s(?:(?P<f2>SHORT)\s)?(?:c|nr|br|no|st|№)\.?\s?"
    r"(?P<n2>\d{1,3}(?:/\d{2,4})?)\b"
)


@dataclass(frozen=True, slots=True)
class Code:
    """A code as it stands in the text."""

    start: int
    end: int
    text: str

    @property
    def is_eu(self) -> bool:
        """Whether the code is one of the EU level (decisions A 3)."""
        return bool(_EU_CODE.match(self.text))


@cache
def _pattern(fund: str) -> re.Pattern[str]:
    return re.compile(r"(?<![\w-])(?:" + "|".join(programme(fund).codes) + r")(?![\w])")


@cache
def _hints(fund: str) -> re.Pattern[str]:
    known = programme(fund)
    starts = (code[:6] for code in known.codes if code[:6].isalnum())
    return re.compile("|".join(map(re.escape, (*known.short, *starts, "BG65", "AAP"))))


def find_codes(text: str, fund: str) -> list[Code]:
    """The codes of `fund` in a text, in order."""
    plain = _DASH.sub("-", text)
    return [
        Code(m.start(), m.start() + len(m.group().rstrip("-.")), m.group().rstrip("-."))
        for low, high in _hinted(plain, fund)
        for m in _pattern(fund).finditer(plain, low, high)
    ]


def _hinted(text: str, fund: str) -> Iterator[tuple[int, int]]:
    """The stretches that may hold a code: from shortly ahead of a hint to the end of its line."""
    done = 0
    for hint in _hints(fund).finditer(text):
        if hint.start() >= done:
            stop = text.find("\n", hint.end())
            low, done = max(done, hint.start() - _AHEAD), stop if stop != -1 else len(text)
            yield low, done


@cache
def _numbered(fund: str) -> tuple[re.Pattern[str], re.Pattern[str], re.Pattern[str]]:
    """The fund's short names, and a call's number with one of them behind or ahead of it."""
    short = "|".join(re.escape(fold(name)) for name in programme(fund).short)
    return (
        re.compile(short),
        re.compile(_NUMBER_BEFORE.replace("SHORT", short)),
        re.compile(_NUMBER_BEHIND.replace("SHORT", short)),
    )


def numbered_call(folded: str, start: int, end: int, fund: str) -> tuple[int, int] | None:
    """Where a call's number stands: "8. výzva OP AMIF", "výzva AMIF č. 31"."""
    name, before, behind = _numbered(fund)
    named = [
        (max(start, match.start() - _AHEAD), min(end, match.end() + _AFTER))
        for match in name.finditer(folded, start, end)
    ]
    for low, high in named:
        match = before.search(folded, low, high)
        if match:
            return match.span()
    for low, high in named:
        match = next((each for each in behind.finditer(folded, low, high) if each["f2"]), None)
        if match:
            return match.span()
    return None


_FIGURES = re.compile(r"\d[-/]\d|\d{10}|BOE-")
"""Without such figures there is no reference; looking for them costs little."""
_REFERENCE = re.compile(
    r"(?P<ref>BOE-[AB]-20\d\d-\d{1,6})"
    r"|(?:\b(?:st|št|nr|n|no|br|č|číslo|ref|reference|referenční|spis\w*|dnr|aktenzeichen|az|protocollo|prot)\.?:?\s?"
    r"(?P<num>\d{2,6}[-/]\d{1,6}(?:[-/]\d{2,6}){0,2}))"
    r"|(?:\bnumac:?\s?(?P<numac>20\d{8})\b)",
    re.IGNORECASE,
)


def reference(text: str, start: int, end: int) -> tuple[int, int] | None:
    """Where a file number or gazette number stands: "št. 430-1125/2019", "BOE-B-2025-24528"."""
    match = _REFERENCE.search(text, start, end) if _FIGURES.search(text, start, end) else None
    if match is None:
        return None
    group = next(name for name, value in match.groupdict().items() if value)
    return match.span(group)


def numac_in(url: str) -> str | None:
    """The Belgian gazette's number in an address."""
    match = re.search(r"document_n(20\d{8})(?!\d)", url)
    return match[1] if match else None
