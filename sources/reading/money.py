"""Amounts of money in a text, in the currency they are written in; never converted."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from functools import cache

from config.vocabulary import Money
from sources.reading.lexicon import Lexicon, lexicon

_SIGNS = {
    "€": "EUR", "eur": "EUR", "euro": "EUR", "sek": "SEK", "msek": "SEK", "mkr": "SEK",
    "kr": "SEK", "tkr": "SEK", "pln": "PLN", "zl": "PLN", "huf": "HUF", "ft": "HUF", "czk": "CZK",
    "kc": "CZK", "ron": "RON", "lei": "RON", "bgn": "BGN", "лв": "BGN", "лева": "BGN",
    "лев": "BGN", "hrk": "HRK", "kn": "HRK", "meur": "EUR", "m€": "EUR", "mio€": "EUR",
    "keur": "EUR", "k€": "EUR", "dkk": "DKK", "nok": "NOK", "chf": "CHF", "gbp": "GBP",
    "£": "GBP", "usd": "USD", "eiro": "EUR", "evro": "EUR", "евро": "EUR", "ευρω": "EUR",
    "mdkk": "DKK",
}  # fmt: skip
_BUILT_IN = {
    "msek": 10**6,
    "mkr": 10**6,
    "meur": 10**6,
    "m€": 10**6,
    "mio€": 10**6,
    "tkr": 1000,
    "keur": 1000,
    "k€": 1000,
}
_NUMBER = r"\d{1,3}(?:[.,' ]\d{3})+(?:[.,]\d{1,2})?(?!\d)|\d+(?:[.,]\d{1,3})?(?!\d)"
_APPROXIMATE = re.compile(
    r"\b(?:ca|cca|circa|about|around|approximately|approx|some|rund|etwa|ungefahr|noin|n|cirka|omkring|environ|"
    r"vers|circa|oltre|quasi|przez|okolo|ok|asi|priblizne|priblizno|oko|okoli|apie|aptuveni|ap|umbes|ligikaudu|"
    r"korulbelul|kb|aproximativ|cca|unos|alrededor|aproximadamente|cerca|около|приблизително|περιπου|ongeveer|"
    r"indicative|madwar)\.?(?:\s[^\W\d]{2,8})?\s*$|[~≈]\s*$"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Amount:
    """An amount and where it stands in the text."""

    start: int
    end: int
    money: Money


@cache
def _pattern(language: str) -> re.Pattern[str]:
    words = lexicon(language)
    names = sorted({*_SIGNS, *words.currencies}, key=len, reverse=True)
    sign = "|".join(re.escape(name) + (r"\b" if name[-1].isalpha() else "") for name in names)
    unit = "|".join(sorted(map(re.escape, words.units), key=len, reverse=True))
    stuck = r"(?:\.|\s{0,2}(?:de|d'|di|of|u)\b)?"
    return re.compile(
        rf"(?P<lead>(?<![^\W\d])(?:{sign})\.?\s{{0,2}}(?P<n1>{_NUMBER})(?:\s?(?P<u1>{unit})\b)?)"
        rf"|(?P<pair>(?<![\d.,])(?P<n2>{_NUMBER})\s(?P<u2>{unit})\s(?:e|og|und|and|y|et|i|a|och|ja|si)\s"
        rf"(?P<n3>{_NUMBER})\s?(?P<s3>{sign}))"
        rf"|(?P<trail>(?<![\d.,])(?P<n4>{_NUMBER})[\s-]{{0,2}}(?:(?P<u4>{unit})\b{stuck})?\s{{0,2}}(?P<s4>{sign}))"
    )


_SIGN_OF_LEAD = re.compile(r"[^\d\s.]+")


def find_amounts(folded: str, start: int, end: int, words: Lexicon) -> list[Amount]:
    """The amounts between two places of a folded text, in order."""
    return list(_each(folded, start, end, words))


def _each(folded: str, start: int, end: int, words: Lexicon) -> Iterator[Amount]:
    for match in _pattern(words.language).finditer(folded, start, end):
        money = _money(match, words)
        if money is None:
            continue
        vague = bool(_APPROXIMATE.search(folded, max(start, match.start() - 24), match.start()))
        yield Amount(
            start=match.start(),
            end=match.end(),
            money=Money(amount=money[0], currency=money[1], approximate=vague),
        )


def _money(match: re.Match[str], words: Lexicon) -> tuple[Decimal, str] | None:
    form = match.lastgroup
    if form == "pair":
        first = _value(match["n2"], match["u2"], words)
        second = _value(match["n3"], None, words)
        if first is None or second is None:
            return None
        return first + second, _currency(match["s3"], words)
    if form == "lead":
        sign = _SIGN_OF_LEAD.match(match.group())
        name = sign.group() if sign else ""
        value = _value(match["n1"], match["u1"] or _built_in(name), words)
    else:
        name = match["s4"]
        value = _value(match["n4"], match["u4"] or _built_in(name), words)
    currency = _currency(name, words)
    return (value, currency) if value is not None and currency else None


def _built_in(sign: str) -> str | None:
    return sign if sign in _BUILT_IN else None


def _currency(sign: str, words: Lexicon) -> str:
    sign = sign.strip(". ")
    return words.currencies.get(sign) or _SIGNS.get(sign, "")


def _value(number: str, unit: str | None, words: Lexicon) -> Decimal | None:
    factor = 1
    if unit:
        factor = words.units.get(unit) or _BUILT_IN.get(unit, 1)
    plain = _plain(number, bool(unit))
    if plain is None:
        return None
    try:
        value = Decimal(plain) * factor
    except InvalidOperation:
        return None
    return value.quantize(Decimal("0.01")) if value % 1 else value.quantize(Decimal(1))


def _plain(number: str, has_unit: bool) -> str | None:
    """The number with a decimal point and nothing else; None where it can be read two ways."""
    number = number.replace(" ", "").replace("'", "")
    marks = [sign for sign in number if sign in ".,"]
    if not marks:
        return number
    last = marks[-1]
    whole, _, tail = number.rpartition(last)
    if len(tail) != 3:
        return whole.replace(".", "").replace(",", "") + "." + tail
    if has_unit and len(marks) == 1:
        return None
    if len(set(marks)) > 1 and marks.count(last) == 1 and len(whole.rpartition(marks[0])[2]) != 3:
        return None
    return number.replace(".", "").replace(",", "")
