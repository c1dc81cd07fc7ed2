"""The codes calls carry: EU topic codes and the numbers national authorities give."""

import re
from dataclasses import dataclass
from functools import cache

from config.programmes import programme
from sources.reading.folding import fold

_EU_CODE = re.compile(r"^(?P<fund>[A-Z]+)-20\d\d-(?:TF\d-)?(?:AG|IBA|EMAS|CALL|TF\d)(?:-|$)")
_DASHES = str.maketrans(dict.fromkeys("‐‑‒–—−", "-"))
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
def _hints(fund: str) -> tuple[str, ...]:
    known = programme(fund)
    return (*known.short, *(code[:6] for code in known.codes if code[:6].isalnum()), "BG65", "AAP")


def find_codes(text: str, fund: str) -> list[Code]:
    """The codes of `fund` in a text, in order."""
    if not any(hint in text for hint in _hints(fund)):
        return []
    plain = text.translate(_DASHES)
    return [
        Code(m.start(), m.start() + len(m.group().rstrip("-.")), m.group().rstrip("-."))
        for m in _pattern(fund).finditer(plain)
    ]


@cache
def _numbered(fund: str) -> tuple[re.Pattern[str], re.Pattern[str]]:
    short = "|".join(re.escape(fold(name)) for name in programme(fund).short)
    return (
        re.compile(_NUMBER_BEFORE.replace("SHORT", short)),
        re.compile(_NUMBER_BEHIND.replace("SHORT", short)),
    )


def numbered_call(
    text: str, folded: str, start: int, end: int, fund: str
) -> tuple[int, int] | None:
    """Where a call's number stands: "8. výzva OP AMIF", "výzva AMIF č. 31"."""
    del text
    before, behind = _numbered(fund)
    match = before.search(folded, start, end)
    if match is None:
        match = next((m for m in behind.finditer(folded, start, end) if m["f2"]), None)
    return (match.start(), match.end()) if match else None


_REFERENCE = re.compile(
    r"(?P<ref>BOE-[AB]-20\d\d-\d{1,6})"
    r"|(?:\b(?:st|št|nr|n|no|br|č|číslo|ref|reference|referenční|spis\w*|dnr|aktenzeichen|az|protocollo|prot)\.?:?\s?"
    r"(?P<num>\d{2,6}[-/]\d{1,6}(?:[-/]\d{2,6}){0,2}))"
    r"|(?:\bnumac:?\s?(?P<numac>20\d{8})\b)",
    re.IGNORECASE,
)


def reference(text: str, start: int, end: int) -> tuple[int, int] | None:
    """Where a file number or gazette number stands: "št. 430-1125/2019", "BOE-B-2025-24528"."""
    match = _REFERENCE.search(text, start, end)
    if match is None:
        return None
    group = next(name for name, value in match.groupdict().items() if value)
    return match.span(group)


def numac_in(url: str) -> str | None:
    """The Belgian gazette's number in an address."""
    match = re.search(r"document_n(20\d{8})(?!\d)", url)
    return match[1] if match else None
