"""A language as data: its words for calls and deadlines, its months, its way with hours."""

import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path
from typing import Any

from babel import Locale

from config.programmes import other_fund_terms, programme
from sources.reading.folding import fold
from sources.reading.terms import TermIndex, pattern_words

FOLDER = Path(__file__).with_name("languages")
FUND = "fund"
OTHER_FUND = "other_fund"
DEFAULT_LANGUAGE = "en"
_BY_PLACE = ("months", "weekdays")
"""Lists in which the place is the meaning. Months are put together, weekdays are not."""


@dataclass(frozen=True, kw_only=True)
class Lexicon:
    """Everything the reader knows about one language; compiled once, on first use.

    `month_of` gives the number of the month a matched word means. `joins` are the words that may
    stand between the ends of a range, `glue` those between a date and its hour.
    """

    language: str
    index: TermIndex
    funds: TermIndex
    months: tuple[tuple[str, int], ...]
    month_pattern: str
    year_first: bool
    month_first: bool
    until_suffix: str
    from_suffix: str
    joins: frozenset[str]
    before_range: frozenset[str]
    glue: frozenset[str]
    time_before: tuple[str, ...]
    time_after: tuple[str, ...]
    noon: tuple[str, ...]
    midnight: tuple[str, ...]
    units: Mapping[str, int]
    currencies: Mapping[str, str]
    decimal: str

    def month_of(self, word: str) -> int | None:
        """The month a folded word names, None when it names none."""
        bare = "_".join(word.split())
        for stem, number in self.months:
            if bare == stem or (stem.endswith("*") and bare.startswith(stem[:-1])):
                return number
        return None

    @cached_property
    def in_ranges(self) -> frozenset[str]:
        """The words that may stand between the two dates of a range."""
        return self.joins | self.glue | self.before_range

    def is_weekday(self, word: str) -> bool:
        """Whether a folded word is the name of a weekday."""
        return any(tag.startswith("wd:") for tag in self.index.tags_of(word))


def known_languages() -> tuple[str, ...]:
    """The languages the reader has a file for, as two-letter codes."""
    return tuple(sorted(path.stem for path in FOLDER.glob("??.toml")))


@cache
def has_language(language: str | None) -> bool:
    """Whether there is a file for `language`."""
    return bool(language) and (FOLDER / f"{language}.toml").is_file()


@cache
def lexicon(language: str, fund: str = "AMIF") -> Lexicon:
    """The lexicon of `language` for readers of `fund`. English where there is no such language."""
    name = language if has_language(language) else DEFAULT_LANGUAGE
    return _build(name, _table(name), fund)


@cache
def _table(language: str) -> dict[str, Any]:
    table = tomllib.loads((FOLDER / f"{language}.toml").read_text(encoding="utf-8"))
    base = table.pop("extends", None)
    return _joined(_table(base), table) if base else table


def _joined(base: Mapping[str, Any], own: Mapping[str, Any]) -> dict[str, Any]:
    """A language that shares another's words: lists are put together, anything else is its own."""
    found = dict(base)
    for key, value in own.items():
        shared = found.get(key)
        if isinstance(value, dict) and isinstance(shared, dict):
            found[key] = _joined(shared, value)
        elif isinstance(value, list) and isinstance(shared, list) and key not in _BY_PLACE:
            found[key] = [*shared, *value]
        else:
            found[key] = value
    if "months" in own and "months" in base:
        found["months"] = [
            " ".join(pair) for pair in zip(base["months"], own["months"], strict=True)
        ]
    return found


def _build(language: str, table: Mapping[str, Any], fund: str) -> Lexicon:
    months = _months(language, table.get("months", ()))
    clock = table.get("clock", {})
    terms = dict(table["terms"])
    latest = terms.pop("latest", ())
    terms["deadline"] = [*terms["deadline"], *_naming(terms, "extended", "deadline")]
    terms["refuse"] = [*terms["refuse"], *_naming(terms, "rate", "refuse")]
    terms["restricted"] = [*terms["restricted"], *_naming(terms, "call", "restricted")]
    terms["call"] = [
        *terms["call"],
        *_naming(terms, "planned", "call"),
        *_naming(terms, "open", "call"),
    ]
    lists: dict[str, Iterable[str]] = {
        **terms,
        **{f"who:{code}": words for code, words in table.get("applicants", {}).items()},
        **{f"so:{code}": words for code, words in table.get("objectives", {}).items()},
        **_weekdays(language, table.get("weekdays", ())),
    }
    glue = [*clock.get("glue", ()), *clock.get("before", ()), *clock.get("after", ())]
    glue += [*terms.get("until", ()), *latest]
    return Lexicon(
        language=language,
        index=TermIndex(lists),
        funds=TermIndex({FUND: programme(fund).terms(), OTHER_FUND: other_fund_terms(fund)}),
        months=months,
        month_pattern="|".join(_month_regex(stem) for stem, _ in months),
        year_first=bool(table.get("year_first")),
        month_first=bool(table.get("month_first")),
        until_suffix=table.get("until_suffix", ""),
        from_suffix=table.get("from_suffix", ""),
        joins=_single(table.get("joins", ())),
        before_range=_single(table.get("before_range", ())),
        glue=_single(glue),
        time_before=_folded(clock.get("before", ())),
        time_after=_folded(clock.get("after", ())),
        noon=_folded(clock.get("noon", ())),
        midnight=_folded(clock.get("midnight", ())),
        units={fold(word): factor for word, factor in table.get("units", {}).items()},
        currencies={fold(word): code for word, code in table.get("currencies", {}).items()},
        decimal=table.get("decimal", ","),
    )


def _naming(terms: Mapping[str, Any], tag: str, thing: str) -> list[str]:
    """The terms of `tag` that name the thing themselves: "new deadline", "next call"."""
    plain = {fold(word).strip("*") for word in terms[thing] if " " not in word}
    return [
        term
        for term in terms.get(tag, ())
        if " " in term and any(word.strip("*") in plain for word in pattern_words(term))
    ]


def _folded(words: Iterable[str]) -> tuple[str, ...]:
    return tuple(sorted((fold(word) for word in words), key=len, reverse=True))


def _single(phrases: Iterable[str]) -> frozenset[str]:
    return frozenset(word.strip("*") for phrase in phrases for word in pattern_words(phrase))


def _months(language: str, stems: Iterable[str]) -> tuple[tuple[str, int], ...]:
    """Month words, longest first: CLDR's names and the file's own stems."""
    found: dict[str, int] = {}
    months = Locale.parse(language).months
    for context in ("format", "stand-alone"):
        for width in ("wide", "abbreviated"):
            for number, name in months[context][width].items():
                word = fold(str(name)).strip(".")
                if word and not word[0].isdigit():
                    found.setdefault(word, int(number))
    for number, words in enumerate(stems, 1):
        found.update({fold(word): number for word in words.split()})
    return tuple(sorted(found.items(), key=lambda pair: len(pair[0]), reverse=True))


def _month_regex(stem: str) -> str:
    body = re.escape(stem.rstrip("*")).replace("_", r"\s").replace(r"\ ", r"\s")
    return body + (r"[^\W\d_]{0,7}" if stem.endswith("*") else "")


def _weekdays(language: str, stems: Iterable[str]) -> dict[str, list[str]]:
    days = Locale.parse(language).days["format"]["wide"]
    found = {f"wd:{number}": [str(name)] for number, name in days.items()}
    for number, words in enumerate(stems):
        found[f"wd:{number}"] += words.split("|")
    return found
