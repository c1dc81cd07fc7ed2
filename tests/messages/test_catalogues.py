"""Every catalogue says all of it, nothing else, with the same placeholders and all plural forms."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog
from babel.messages.plurals import get_plural
from babel.messages.pofile import read_po
from update_catalogues import MessageId, said_in_code, updated

from monitor.i18n import (
    LOCALE_FOLDER,
    OFFICIAL,
    catalogue_path,
    languages,
    negotiate,
    own_name,
    translator,
)

PROMISED = {"en", "sv", "el", "lv", "it", "fr", "de", "es"}
TRANSLATED = sorted(
    path.parents[1].name for path in LOCALE_FOLDER.glob("*/LC_MESSAGES/messages.po")
)
PLACEHOLDER = re.compile(r"%(?:\(\w+\))?[sd]")


def catalogue(language: str) -> Catalog:
    with catalogue_path(language).open("rb") as file:
        return read_po(file, locale=language)


def translations(language: str) -> Iterator[tuple[MessageId, tuple[str, ...]]]:
    for message in catalogue(language):
        if message.id:
            said = message.string if isinstance(message.string, tuple) else (message.string,)
            yield message.id, said


def test_the_promised_languages_are_there() -> None:
    assert {"en", *TRANSLATED} >= PROMISED
    assert {language.code for language in languages()} == {"en", *TRANSLATED}
    assert set(TRANSLATED) <= set(OFFICIAL)


@pytest.mark.parametrize("language", TRANSLATED)
def test_no_message_is_missing_and_none_is_left_over(language: str) -> None:
    translated = {english for english, _ in translations(language)}
    assert translated == set(said_in_code())


@pytest.mark.parametrize("language", TRANSLATED)
def test_no_translation_is_empty_fuzzy_or_obsolete(language: str) -> None:
    for english, said in translations(language):
        assert all(said), english
    assert not [message.id for message in catalogue(language) if message.id and message.fuzzy]
    assert not catalogue(language).obsolete


@pytest.mark.parametrize("language", TRANSLATED)
def test_placeholders_are_the_same_in_every_form(language: str) -> None:
    for english, said in translations(language):
        first = english if isinstance(english, str) else english[0]
        for form in said:
            assert sorted(PLACEHOLDER.findall(form)) == sorted(PLACEHOLDER.findall(first)), english
            assert form.count("%") == first.count("%"), english


@pytest.mark.parametrize("language", TRANSLATED)
def test_every_plural_form_of_the_language_is_there(language: str) -> None:
    forms = get_plural(language).num_plurals
    assert catalogue(language).num_plurals == forms
    for english, said in translations(language):
        assert len(said) == (forms if isinstance(english, tuple) else 1), english


@pytest.mark.parametrize("language", TRANSLATED)
def test_a_catalogue_says_whether_a_speaker_has_read_it(language: str) -> None:
    header = catalogue_path(language).read_text(encoding="utf-8").partition("\n\n")[0]
    assert re.search(r'"X-Reviewed-By-Speaker: (yes|no)\\n"', header)


def test_only_a_catalogue_marked_as_read_by_a_speaker_counts_as_reviewed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for language, reviewed in (("sv", "yes"), ("lv", "no")):
        path = tmp_path / language / "LC_MESSAGES" / "messages.po"
        path.parent.mkdir(parents=True)
        text = updated(language).replace("Speaker: no", f"Speaker: {reviewed}")
        path.write_text(text, encoding="utf-8")
    monkeypatch.setattr("monitor.i18n.LOCALE_FOLDER", tmp_path)
    languages.cache_clear()
    try:
        marked = {one.code: one.reviewed for one in languages()}
    finally:
        languages.cache_clear()
    assert marked == {"en": True, "sv": True, "lv": False}


@pytest.mark.parametrize("language", TRANSLATED)
def test_the_catalogues_are_as_the_update_command_leaves_them(language: str) -> None:
    assert catalogue_path(language).read_text(encoding="utf-8") == updated(language)


@pytest.mark.parametrize("language", TRANSLATED)
def test_sentences_end_as_they_do_in_english(language: str) -> None:
    for english, said in translations(language):
        first = english if isinstance(english, str) else english[0]
        for form in said:
            assert form.endswith(".") == first.endswith("."), english
            assert form == form.strip(), english


def test_latvian_counts_in_three_ways() -> None:
    words = translator("lv")
    counted = [
        words.ngettext("%(n)d open call", "%(n)d open calls", n) % {"n": n}
        for n in (0, 1, 2, 11, 21)
    ]
    assert counted == [
        "0 atvērtu konkursu",
        "1 atvērts konkurss",
        "2 atvērti konkursi",
        "11 atvērti konkursi",
        "21 atvērts konkurss",
    ]


def test_an_unknown_language_speaks_english() -> None:
    assert translator("tlh").gettext("Deadline") == "Deadline"
    assert translator("sv-FI").gettext("Deadline") == "Sista ansökningsdag"


@pytest.mark.parametrize(
    ("header", "language"),
    [
        ("", "en"),
        ("sv", "sv"),
        ("sv-SE,sv;q=0.9,en;q=0.8", "sv"),
        ("tlh, el;q=0.3, de;q=0.7", "de"),
        ("de;q=0, fr", "fr"),
        ("*", "en"),
        ("fr;q=x, it", "it"),
        (",;;=,", "en"),
        ("sv;q=" + "9" * 1000, "en"),
    ],
)
def test_the_browsers_languages_choose_ours(header: str, language: str) -> None:
    assert negotiate(header) == language


def test_languages_are_listed_by_their_own_name() -> None:
    assert own_name("el") == "Ελληνικά"
    assert own_name("lv") == "latviešu"
