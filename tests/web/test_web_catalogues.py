"""The pages' catalogues say all of it, nothing else, with the same placeholders and all forms."""

import re
from collections.abc import Iterator

import pytest
from babel.messages.catalog import Catalog
from babel.messages.plurals import get_plural
from babel.messages.pofile import read_po
from update_web_catalogues import said_on_pages

from monitor.i18n import catalogue_path, languages, translator
from monitor.web.wording import CATALOGUE

TRANSLATED = sorted(language.code for language in languages() if language.code != "en")
PLACEHOLDER = re.compile(r"%(?:\(\w+\))?[sd]")

MessageId = str | tuple[str, ...]


def catalogue(language: str) -> Catalog:
    with catalogue_path(language, CATALOGUE).open("rb") as file:
        return read_po(file, locale=language)


def translations(language: str) -> Iterator[tuple[MessageId, tuple[str, ...]]]:
    for message in catalogue(language):
        if message.id:
            said = message.string if isinstance(message.string, tuple) else (message.string,)
            yield message.id, said


def test_no_message_is_both_counted_and_not() -> None:
    counted = {hit[0] for hit in said_on_pages() if isinstance(hit, tuple)}
    assert not counted & said_on_pages().keys()


@pytest.mark.parametrize("language", TRANSLATED)
def test_no_message_of_the_pages_is_missing_and_none_is_left_over(language: str) -> None:
    translated = {english for english, _ in translations(language)}
    assert translated == said_on_pages().keys()


@pytest.mark.parametrize("language", TRANSLATED)
def test_every_form_is_there_with_the_same_placeholders(language: str) -> None:
    forms = get_plural(language).num_plurals
    for english, said in translations(language):
        first = english if isinstance(english, str) else english[0]
        assert len(said) == (forms if isinstance(english, tuple) else 1), english
        for form in said:
            assert form, english
            assert sorted(PLACEHOLDER.findall(form)) == sorted(PLACEHOLDER.findall(first)), english
            assert form.endswith((".", ":")) == first.endswith((".", ":")), english
    assert not [message.id for message in catalogue(language) if message.id and message.fuzzy]


@pytest.mark.parametrize("language", TRANSLATED)
def test_the_law_of_every_page_is_translated(language: str) -> None:
    english = "Not an official source; the call document decides."
    assert translator(language, CATALOGUE).gettext(english) == translator(language).gettext(english)
    assert translator(language, CATALOGUE).gettext(english) != english
