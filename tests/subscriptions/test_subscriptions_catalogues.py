"""The desk's catalogues say all of it, nothing else, with the same placeholders and all forms."""

import re
from collections.abc import Iterator

import pytest
from babel.messages.plurals import get_plural
from babel.messages.pofile import read_po
from update_subscribe_catalogues import said_at_the_desk

from monitor.i18n import catalogue_path, languages
from monitor.subscriptions.letters import CATALOGUE

TRANSLATED = sorted(language.code for language in languages() if language.code != "en")
PLACEHOLDER = re.compile(r"%(?:\(\w+\))?[sd]")

MessageId = str | tuple[str, ...]


def translations(language: str) -> Iterator[tuple[MessageId, tuple[str, ...]]]:
    with catalogue_path(language, CATALOGUE).open("rb") as file:
        for message in read_po(file, locale=language):
            if message.id:
                said = message.string if isinstance(message.string, tuple) else (message.string,)
                yield message.id, said


@pytest.mark.parametrize("language", TRANSLATED)
def test_no_message_of_the_desk_is_missing_and_none_is_left_over(language: str) -> None:
    assert {english for english, _ in translations(language)} == said_at_the_desk().keys()


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
