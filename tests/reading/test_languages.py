"""Every language file is whole, and every sample of the project's own reads as it says."""

import tomllib
from datetime import date

import pytest

from sources.reading import Context, guess_language, read_html, read_text
from sources.reading.dates import find_dates
from sources.reading.folding import fold
from sources.reading.guess import languages_of
from sources.reading.lexicon import FOLDER, known_languages, lexicon
from sources.reading.terms import words_of
from tests.accuracy.measure import OWN, Sample, Score, compare, read_sample, samples

OFFICIAL = (
    *("bg", "cs", "de", "el", "en", "es", "et", "fi", "fr", "ga", "hr", "hu"),
    *("it", "lt", "lv", "mt", "nl", "pl", "pt", "ro", "sk", "sl", "sv"),
)
COUNTRIES = (
    *("AT", "BE", "BG", "CY", "CZ", "DE", "EE", "ES", "FI", "FR", "GR", "HR", "HU"),
    *("IE", "IT", "LT", "LU", "LV", "MT", "NL", "PL", "PT", "RO", "SE", "SI", "SK"),
)
NEEDED = (
    *("call", "application", "submit", "deadline", "closes", "closed", "opening", "opens", "open"),
    *("from", "period", "published", "updated", "project", "refuse", "event", "question"),
    *("results", "former", "extended", "planned", "withdrawn", "restricted", "budget", "total"),
    *("each", "minimum", "maximum", "whole", "rate", "objective", "announce", "not_call", "until"),
    *("none_now", "apart"),
)
SAMPLES = samples([OWN])
LONG = [
    each
    for each in SAMPLES
    if not each.is_html and len(each.text) >= 400 and each.language not in ("ga", "mt")
]


@pytest.mark.parametrize("country", COUNTRIES)
def test_each_state_of_the_fund_publishes_in_languages_the_reader_has(country: str) -> None:
    assert set(languages_of(country)) <= set(known_languages())


def test_the_languages_are_the_official_ones_but_danish() -> None:
    assert known_languages() == OFFICIAL


@pytest.mark.parametrize("language", OFFICIAL)
def test_a_language_names_its_twelve_months(language: str) -> None:
    words = lexicon(language)

    assert {number for _, number in words.months} == set(range(1, 13))
    assert all(words.month_of(stem.rstrip("*")) == number for stem, number in words.months)


@pytest.mark.parametrize("language", OFFICIAL)
def test_a_language_file_has_every_list_the_reader_asks_for(language: str) -> None:
    table = tomllib.loads((FOLDER / f"{language}.toml").read_text(encoding="utf-8"))
    if "extends" in table:
        assert table["extends"] in known_languages()
        return

    assert [name for name in NEEDED if not table["terms"].get(name)] == []
    assert table["clock"]["glue"]
    assert table["units"]
    assert set(table["objectives"]) == {"SO1", "SO2", "SO3", "SO4"}


@pytest.mark.parametrize("language", OFFICIAL)
def test_numeric_dates_read_the_same_in_every_language(language: str) -> None:
    text = fold("x 14.03.2027 y 2027-03-14 z 14/03/2027")

    found = [each.as_date() for each in find_dates(text, 0, len(text), lexicon(language))]

    assert found == [date(2027, 3, 14)] * 3


@pytest.mark.parametrize("sample", SAMPLES, ids=lambda sample: sample.name)
def test_a_sample_reads_as_it_says(sample: Sample) -> None:
    assert compare(sample, read_sample(sample), Score()) == []


@pytest.mark.parametrize(
    "sample", [each for each in SAMPLES if each.truth["is_amif_call"]], ids=lambda each: each.name
)
def test_a_sample_has_its_code_and_tells_direct_awards(sample: Sample) -> None:
    facts = read_sample(sample)

    if sample.truth["identifier"] and len(facts) == 1:
        assert facts[0].identifier == sample.truth["identifier"]
    if sample.truth["restricted"]:
        assert all(each.restricted for each in facts)


@pytest.mark.parametrize("language", OFFICIAL)
def test_each_language_has_four_samples_two_of_them_no_calls(language: str) -> None:
    own = [each for each in SAMPLES if f"/{language}/" in each.name]

    assert len(own) >= 4
    assert sum(not each.truth["is_amif_call"] for each in own) >= 2


@pytest.mark.parametrize("sample", LONG, ids=lambda sample: sample.name)
def test_the_language_of_a_sample_is_guessed_from_its_words(sample: Sample) -> None:
    assert guess_language(words_of(fold(sample.text))) == sample.language


def test_what_is_no_text_is_no_call_in_any_language() -> None:
    for language in OFFICIAL:
        context = Context(country="EU", zone="Europe/Brussels", language=language)
        assert read_text("", context) == ()
        assert read_html("<html></html>", context) == ()
