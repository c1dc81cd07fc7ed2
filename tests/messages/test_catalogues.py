"""Every catalogue says all of it, nothing else, with the same placeholders and all plural forms."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog
from babel.messages.plurals import get_plural
from babel.messages.pofile import read_po
from update_catalogues import WORDINGS, MessageId, Wording, updated

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
EACH = pytest.mark.parametrize(
    ("wording", "language"),
    [
        pytest.param(wording, language, id=f"{language}-{wording.domain}")
        for wording in WORDINGS
        for language in TRANSLATED
    ],
)


def catalogue(wording: Wording, language: str) -> Catalog:
    with catalogue_path(language, wording.domain).open("rb") as file:
        return read_po(file, locale=language)


def translations(wording: Wording, language: str) -> Iterator[tuple[MessageId, tuple[str, ...]]]:
    for message in catalogue(wording, language):
        if message.id:
            said = message.string if isinstance(message.string, tuple) else (message.string,)
            yield message.id, said


def end(text: str) -> str:
    return text[-1] if text.endswith((".", ":")) else ""


def test_the_promised_languages_are_there() -> None:
    assert {"en", *TRANSLATED} >= PROMISED
    assert {language.code for language in languages()} == {"en", *TRANSLATED}
    assert set(TRANSLATED) <= set(OFFICIAL)


def test_every_catalogue_there_is_has_its_wording() -> None:
    found = {path.stem for path in LOCALE_FOLDER.glob("*/LC_MESSAGES/*.po")}
    assert found == {wording.domain for wording in WORDINGS}
    for wording in WORDINGS:
        assert len(wording.said()) > 100, wording.domain


@pytest.mark.parametrize("wording", WORDINGS, ids=lambda wording: wording.domain)
def test_no_message_is_both_counted_and_not(wording: Wording) -> None:
    said = wording.said().keys()
    assert not {hit[0] for hit in said if isinstance(hit, tuple)} & said


@EACH
def test_no_message_is_missing_and_none_is_left_over(wording: Wording, language: str) -> None:
    translated = {english for english, _ in translations(wording, language)}
    assert translated == set(wording.said())


@EACH
def test_no_translation_is_empty_fuzzy_or_obsolete(wording: Wording, language: str) -> None:
    for english, said in translations(wording, language):
        assert all(said), english
    found = catalogue(wording, language)
    assert not [message.id for message in found if message.id and message.fuzzy]
    assert not found.obsolete


@EACH
def test_placeholders_are_the_same_in_every_form(wording: Wording, language: str) -> None:
    for english, said in translations(wording, language):
        first = english if isinstance(english, str) else english[0]
        for form in said:
            assert sorted(PLACEHOLDER.findall(form)) == sorted(PLACEHOLDER.findall(first)), english
            assert form.count("%") == first.count("%"), english


@EACH
def test_every_plural_form_of_the_language_is_there(wording: Wording, language: str) -> None:
    forms = get_plural(language).num_plurals
    assert catalogue(wording, language).num_plurals == forms
    for english, said in translations(wording, language):
        assert len(said) == (forms if isinstance(english, tuple) else 1), english


@EACH
def test_a_catalogue_says_whether_a_speaker_has_read_it(wording: Wording, language: str) -> None:
    text = catalogue_path(language, wording.domain).read_text(encoding="utf-8")
    assert re.search(r'"X-Reviewed-By-Speaker: (yes|no)\\n"', text.partition("\n\n")[0])


def test_only_a_catalogue_marked_as_read_by_a_speaker_counts_as_reviewed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for language, reviewed in (("sv", "yes"), ("lv", "no")):
        path = tmp_path / language / "LC_MESSAGES" / "messages.po"
        path.parent.mkdir(parents=True)
        text = updated(WORDINGS[0], language).replace("Speaker: no", f"Speaker: {reviewed}")
        path.write_text(text, encoding="utf-8")
    monkeypatch.setattr("monitor.i18n.LOCALE_FOLDER", tmp_path)
    languages.cache_clear()
    try:
        marked = {one.code: one.reviewed for one in languages()}
    finally:
        languages.cache_clear()
    assert marked == {"en": True, "sv": True, "lv": False}


@EACH
def test_the_catalogues_are_as_the_update_command_leaves_them(
    wording: Wording, language: str
) -> None:
    text = catalogue_path(language, wording.domain).read_text(encoding="utf-8")
    assert text == updated(wording, language)


@EACH
def test_sentences_end_as_they_do_in_english(wording: Wording, language: str) -> None:
    for english, said in translations(wording, language):
        first = english if isinstance(english, str) else english[0]
        for form in said:
            assert end(form) == end(first), english
            assert form == form.strip(), english


@EACH
def test_the_law_of_every_page_and_message_is_said_alike(wording: Wording, language: str) -> None:
    english = "Not an official source; the call document decides."
    said = translator(language, wording.domain).gettext(english)
    assert said == translator(language).gettext(english)
    assert said != english


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
