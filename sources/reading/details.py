"""What else a notice states: objectives, who may apply, whether open to all, codes, scores."""

import re

from config.vocabulary import Applicant, Objective
from sources.reading.page import Page
from sources.reading.terms import Hit

_BY_NUMBER = {
    "1": Objective.ASYLUM,
    "2": Objective.LEGAL_MIGRATION_AND_INTEGRATION,
    "3": Objective.RETURN,
    "4": Objective.SOLIDARITY,
}
_BY_LETTER = dict(zip("abcd", _BY_NUMBER.values(), strict=True))
_SHORT = re.compile(r"\b(?:so|os|oe|sz|sc|sm|et|st|sp|ko|ek)\s?\.?\s?([1-4])\b")
_RANGE = re.compile(r"\s{0,3}:?\s{0,2}(?:nr|c|no|n|br)?\.?\s?([1-4])\s?[-–]\s?([1-4])(?![\d.])")
_LIST = re.compile(
    r"\s{0,3}:?\s{0,2}(?:nr|c|no|n|br|№)?\.?o?\s?([1-4])(?![\d%])((?:\s?(?:,|;|/|and|och|und|et|e|y|ja|i|a|un|ir|en|si|és|es|και|и)\s?(?:[1-4])(?![\d%])){0,3})"
)
_LETTER = re.compile(r"\s{0,2}\"?([a-d])\"?(?=[\s.),\"]|$)")
_BEFORE = re.compile(
    r"(?<![\d.,])([1-4])\s?(?:\.|-?(?:er|e|o|a|as|os|st|nd|rd|th|ero|aja|ji))?\s{0,2}$"
)

_POINTS = re.compile(
    r"(?<![\d.,/-])(\d{2,3})\s?(?:points|poang|punk\w*|pistetta|punti|puntos|pontos|bod\w*|punct\w*|balu|balles|"
    r"pont\w*|tock\w*|т\w*чк\w*|μοναδ\w*)\b"
)
_SCORE_REACH = 60
_LIMITS = frozenset({"minimum", "maximum"})


def stated_objectives(page: Page, start: int, end: int) -> tuple[Objective, ...]:
    """The objectives a text states by number or letter; not excluded ones, nor bare lists."""
    found: set[Objective] = set()
    excluded: set[Objective] = set()
    for segment in page.with_term("objective", start, end):
        for hit in page.between(segment.start, segment.end):
            if hit.tag == "objective":
                numbers = _numbers_at(page.folded, hit, segment.end)
                target = excluded if _is_excluded(page, hit, segment.end) else found
                target.update(numbers)
    for segment in page.with_digit(start, end):
        tags = page.tags_of(segment)
        for match in _SHORT.finditer(page.folded, segment.start, segment.end):
            place = Hit("objective", match.start(), match.end())
            out = "excluded" in tags and _is_excluded(page, place, segment.end)
            (excluded if out else found).add(_BY_NUMBER[match[1]])
    return tuple(sorted(found - excluded))


def _numbers_at(folded: str, hit: Hit, end: int) -> set[Objective]:
    span = _RANGE.match(folded, hit.end, end)
    if span and int(span[1]) < int(span[2]):
        return {_BY_NUMBER[str(n)] for n in range(int(span[1]), int(span[2]) + 1)}
    listed = _LIST.match(folded, hit.end, end)
    if listed:
        return {_BY_NUMBER[n] for n in re.findall(r"[1-4]", listed[1] + listed[2])}
    letter = _LETTER.match(folded, hit.end, end)
    if letter:
        return {_BY_LETTER[letter[1]]}
    ahead = _BEFORE.search(folded, max(0, hit.start - 8), hit.start)
    return {_BY_NUMBER[ahead[1]]} if ahead else set()


def _is_excluded(page: Page, hit: Hit, end: int) -> bool:
    following = page.between(hit.end, min(end, hit.end + 60))
    ahead = page.between(max(0, hit.start - 30), hit.start)
    return any(each.tag == "excluded" for each in (*following, *ahead))


def inferred_objectives(page: Page, title: tuple[int, int]) -> tuple[Objective, ...]:
    """Objectives inferred from the title's theme, by the table in docs/accuracy.md."""
    named = {hit.tag[3:] for hit in page.between(*title) if hit.tag.startswith("so:")}
    own_name = [hit for hit in page.between(*title) if hit.tag == "fund"]
    if len(named) != 1 or len(own_name) > 1:
        return ()
    return (Objective(named.pop()),)


def applicants(page: Page, start: int, end: int) -> tuple[Applicant, ...]:
    """Who may apply, as far as the words beside an applicant word say so."""
    found = {hit.tag[4:] for hit in page.between(start, end) if hit.tag.startswith("who:")}
    return tuple(code for code in Applicant if code.value in found)


def closed_objectives(page: Page, start: int, end: int) -> tuple[Objective, ...]:
    """Objectives that take no more applications while the call goes on."""
    found: set[Objective] = set()
    for segment in page.with_term("spent", start, end):
        for hit in page.between(segment.start, segment.end):
            if hit.tag == "objective":
                found |= _numbers_at(page.folded, hit, segment.end)
        for match in _SHORT.finditer(page.folded, segment.start, segment.end):
            found.add(_BY_NUMBER[match[1]])
    return tuple(sorted(found))


def minimum_score(page: Page, start: int, end: int) -> int | None:
    """The points a proposal needs: "at least 65 points"; "at most 30 points" is no threshold."""
    for segment in page.with_digit(start, end):
        for match in _POINTS.finditer(page.folded, segment.start, segment.end):
            line = page.lines[segment.line]
            low = max(start, match.start() - _SCORE_REACH, line.start)
            near = [hit for hit in page.between(low, match.end()) if hit.tag in _LIMITS]
            if near and near[-1].tag != "maximum" and 10 <= int(match[1]) <= 200:
                return int(match[1])
    return None


def is_restricted(page: Page, start: int, end: int) -> bool:
    """Whether only named bodies may apply: a direct award, an invitation, one applicant."""
    return "restricted" in page.tags(start, end)
