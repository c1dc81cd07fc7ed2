"""Which language a text is in, and which country a page speaks for: cheap and good enough."""

import tomllib
from collections.abc import Iterable
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from sources.reading.folding import fold
from sources.reading.terms import Word

_FILE = Path(__file__).with_name("languages") / "guess.toml"
_SAMPLE = 1500
_ENGLISH = "en"


@cache
def _data() -> dict[str, dict[str, Any]]:
    return tomllib.loads(_FILE.read_text(encoding="utf-8"))


@cache
def _small_words() -> dict[str, frozenset[str]]:
    """For each small word, the languages that use it."""
    found: dict[str, set[str]] = {}
    for language, words in _data()["words"].items():
        for word in fold(words).split():
            found.setdefault(word.strip("'"), set()).add(language)
    return {word: frozenset(languages) for word, languages in found.items()}


def guess_language(words: Iterable[Word], likely: tuple[str, ...] = ()) -> str | None:
    """The language whose small words the text uses most; `likely` ones win a near tie.

    None when the text is too short to tell and nothing is likely.
    """
    known = _small_words()
    scores: dict[str, float] = {}
    for number, word in enumerate(words):
        if number >= _SAMPLE:
            break
        languages = known.get(word.text)
        if languages:
            for language in languages:
                scores[language] = scores.get(language, 0) + 1 / len(languages)
    if not scores:
        return likely[0] if likely else None
    for language in likely:
        scores[language] = scores.get(language, 0) * 1.6 + 0.5
    best = max(scores, key=lambda language: scores[language])
    return best if scores[best] >= 2 or not likely else likely[0]


def languages_of(country: str) -> tuple[str, ...]:
    """The languages a country's authorities publish in, the commonest first."""
    return tuple(_data()["countries"].get(country.upper(), _ENGLISH).split())


def zone_of(country: str) -> str:
    """The IANA zone of a country's bare dates; Brussels for one we do not know."""
    return str(_data()["zones"].get(country.upper(), "Europe/Brussels"))


def country_of(url: str) -> str | None:
    """The country a page's host speaks for, None when it does not tell."""
    host = (urlsplit(url).hostname or "").lower().removeprefix("www.")
    for suffix, country in _data()["hosts"].items():
        if host == suffix or host.endswith("." + suffix):
            return str(country)
    ending = host.rpartition(".")[2].upper()
    return ending if ending in _data()["countries"] and ending != "EU" else None


@cache
def country_of_language(language: str) -> str:
    """The country most likely to publish in a language; EU for English, where it cannot be told."""
    if language == _ENGLISH:
        return "EU"
    first = {"de": "DE", "fr": "FR", "el": "GR", "nl": "NL", "sv": "SE", "ga": "IE", "mt": "MT"}
    if language in first:
        return first[language]
    for country, languages in _data()["countries"].items():
        if languages.split()[0] == language:
            return str(country)
    return "EU"
