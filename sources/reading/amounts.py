"""Which amount is the call's budget, which a grant's limit, and which none of these.

An amount counts only beside a budget word of the language; amounts of one project, of the whole
programme, of another fund or of the national share do not. Two that contradict give none.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from config.vocabulary import Money
from sources.reading.lexicon import FUND, OTHER_FUND
from sources.reading.money import Amount, find_amounts
from sources.reading.page import Page
from sources.reading.segments import Segment
from sources.reading.terms import Hit

_RIGHT_REACH = 60
_TOO_MUCH = 3 * 10**9
"""More than this has no state's part of a fund, let alone a call; whole funds have."""
_PERCENT = re.compile(
    r"(?<![\d.,])(100|\d{1,2}(?:[.,]\d{1,2})?)\s?(?:-\s?\d{1,3}\s?)?(?:%|procent\w*|percent\w*|prozent\w*|"
    r"proc\b|pour cent|por ciento|per cent\w*|prosent\w*|protsent\w*|szazalek\w*|"
    r"τοις εκατο|на сто|odstotk\w*|posto)"
)


_WORD_REACH = 24
_LAST_WORD = re.compile(r"([^\W\d_]+)\s*$")
_ALMOST_NOTHING = re.compile(r"[\s:•~≈-]*(?:[^\W\d]{1,12}[.\s:]{1,2}){0,2}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Sums:
    """The money of one call, each with the place its words stand at."""

    budget: Money | None = None
    budget_at: tuple[int, int] | None = None
    grant_min: Money | None = None
    grant_max: Money | None = None
    grant_at: tuple[int, int] | None = None
    rate: float | None = None
    rate_at: tuple[int, int] | None = None
    flat: float | None = None


@dataclass(frozen=True, slots=True)
class _Candidate:
    amount: Amount
    total: bool
    own: bool


def read_sums(page: Page, start: int, end: int) -> Sums:
    """The sums of the call whose text stands between two places."""
    candidates: list[_Candidate] = []
    smallest: Amount | None = None
    largest: Amount | None = None
    for segment in page.with_digit(start, end):
        amounts = find_amounts(page.folded, segment.start, segment.end, page.words)
        ranges = _ranges(page, segment, amounts)
        for place, amount in enumerate(amounts):
            kind, candidate = ranges.get(place), None
            if kind is None:
                kind, candidate = _judge(page, segment, amounts, place)
            if kind == "min":
                smallest = smallest or amount
            elif kind == "max":
                largest = largest or amount
            elif candidate is not None:
                candidates.append(candidate)
    chosen = _choose(candidates, mixed=OTHER_FUND in page.tags(start, end))
    rate, rate_at, flat = _rates(page, start, end)
    grant = largest or smallest
    return Sums(
        budget=chosen.money if chosen else None,
        budget_at=(chosen.start, chosen.end) if chosen else None,
        grant_min=smallest.money if smallest else None,
        grant_max=largest.money if largest else None,
        grant_at=(grant.start, grant.end) if grant else None,
        rate=rate,
        rate_at=rate_at,
        flat=flat,
    )


def _ranges(page: Page, segment: Segment, amounts: Sequence[Amount]) -> dict[int, str]:
    """The ends of "between 750 000 and 1 500 000 euro": what one grant may be, never a budget."""
    found: dict[int, str] = {}
    for place, (low, high) in enumerate(pairwise(amounts)):
        reach = max(segment.start, low.start - _WORD_REACH)
        ahead = _LAST_WORD.search(page.folded, reach, low.start)
        opened = ahead is not None and ahead[1] in page.words.before_range
        if opened and low.money.amount < high.money.amount and _joined(page, low, high):
            whole = page.tags(segment.start, low.start) & {"budget", "total"}
            found[place], found[place + 1] = ("", "") if whole else ("min", "max")
    return found


def _joined(page: Page, low: Amount, high: Amount) -> bool:
    between = page.folded[low.end : high.start].split()
    return len(between) == 1 and (between[0] == "-" or between[0] in page.words.joins)


def _judge(
    page: Page, segment: Segment, amounts: Sequence[Amount], place: int
) -> tuple[str, _Candidate | None]:
    amount = amounts[place]
    left = _left_edge(page, segment, amounts, place)
    bracket = page.text.rfind("(", left, amount.start)
    if bracket > page.text.rfind(")", left, amount.start):
        left = bracket
    right = amounts[place + 1].start if place + 1 < len(amounts) else segment.end
    before = page.between(left, amount.start)
    after = page.between(amount.end, min(right, amount.end + _RIGHT_REACH))
    comma = page.text.find(", ", amount.end, right) if place + 1 < len(amounts) else -1
    if comma != -1:
        after = [hit for hit in after if hit.tag != "each" or hit.end <= comma]
    if not before and _ALMOST_NOTHING.fullmatch(page.folded, left, amount.start):
        before = _label(page, segment) if left == segment.start else before
    tags, behind = {hit.tag for hit in before}, {hit.tag for hit in after}
    sentence = page.tags_of(segment)
    if "each" in tags | behind or _nearest_is_minimum(before):
        return _limit(tags, sentence), None
    total = "total" in tags | behind
    if amount.money.currency == "EUR" and amount.money.amount >= _TOO_MUCH:
        return "", None
    ahead = page.tags(segment.start, amount.start)
    if _elsewhere(before, after, total=total) or ("whole" in ahead and not total):
        return "", None
    if "maximum" in tags and not tags & {"budget", "total"}:
        return "", None
    if not (tags & {"budget", "total"} or behind & {"budget", "total"}):
        return "", None
    return "budget", _Candidate(amount, total, FUND in tags or FUND in behind)


def _left_edge(page: Page, segment: Segment, amounts: Sequence[Amount], place: int) -> int:
    """Where the words before an amount begin: behind the amount before it and that one's comma."""
    if not place:
        return segment.start
    left = amounts[place - 1].end
    comma = page.text.find(", ", left, amounts[place].start)
    return left if comma == -1 else comma + 2


def _nearest_is_minimum(before: Sequence[Hit]) -> bool:
    """Whether "minimum" is the last word said of the amount: "budget 1 million, minimum 50 000"."""
    said = [hit.tag for hit in before if hit.tag in ("minimum", "budget", "total")]
    return bool(said) and said[-1] == "minimum"


def _limit(tags: set[str], sentence: frozenset[str]) -> str:
    if "minimum" in tags:
        return "min"
    if "maximum" in tags or tags & {"until", "budget"} or "maximum" in sentence:
        return "max"
    return ""


def _elsewhere(before: Sequence[Hit], after: Sequence[Hit], *, total: bool) -> bool:
    """Whether the amount is the programme's, the state's, another fund's or another year's."""
    funds = [hit.tag for hit in before if hit.tag in (FUND, OTHER_FUND)]
    if funds and funds[-1] == OTHER_FUND:
        return True
    tags = {hit.tag for hit in before}
    if "national" in tags or "whole" in tags or "results" in tags:
        return True
    behind = {hit.tag for hit in after}
    return not total and "whole" in behind


def _label(page: Page, segment: Segment) -> list[Hit]:
    if segment.line == 0 or not segment.first:
        return []
    line = page.lines[segment.line - 1]
    return page.between(line.start, line.end) if line.end - line.start <= 90 else []


def _choose(candidates: list[_Candidate], *, mixed: bool) -> Amount | None:
    """The one budget all plain words agree on; totals and the fund's own amount go first.

    Where other funds are named too (`mixed`), the total may be that of all of them.
    """
    own = [each for each in candidates if each.own]
    total = [each for each in candidates if each.total]
    both = [each for each in own if each.total]
    for group in (both, own, total, candidates) if mixed else (both, total, own, candidates):
        values = {(each.amount.money.amount, each.amount.money.currency) for each in group}
        if len(values) == 1:
            return group[0].amount
        if len(values) > 1:
            return _sum_of_others(group)
    return None


def _sum_of_others(group: list[_Candidate]) -> Amount | None:
    """The amount that is the sum of the rest; the same money in two currencies gives the first."""
    amounts = [each.amount for each in group]
    top = max(amounts, key=lambda amount: amount.money.amount)
    rest = {a.money.amount for a in amounts if a is not top and a.money != top.money}
    if rest and sum(rest) == top.money.amount:
        return top
    currencies = {amount.money.currency for amount in amounts}
    if len(amounts) == 2 and len(currencies) == 2:
        return amounts[0]
    return None


def flat_rate(page: Page, start: int, end: int) -> float | None:
    """The flat rate for other costs stated between two places, as a share of 1."""
    return _rates(page, start, end)[2]


def _rates(
    page: Page, start: int, end: int
) -> tuple[float | None, tuple[int, int] | None, float | None]:
    rate: float | None = None
    rate_at: tuple[int, int] | None = None
    flat: float | None = None
    for match in _percents(page, start, end):
        tags = _around(page, match.start(), match.end())
        share = float(match[1].replace(",", ".")) / 100
        if "flat" in tags:
            flat = flat if flat is not None else round(share, 4)
        elif "rate" in tags and "national" not in tags and rate is None:
            rate, rate_at = round(share, 4), match.span()
    return rate, rate_at, flat


def _percents(page: Page, start: int, end: int) -> Iterator[re.Match[str]]:
    for segment in page.with_digit(start, end):
        yield from _PERCENT.finditer(page.folded, segment.start, segment.end)


def _around(page: Page, start: int, end: int) -> frozenset[str]:
    low = max(page.folded.rfind("\n\n", 0, start), start - 80, 0)
    return page.tags(low, min(len(page.text), end + 40))
