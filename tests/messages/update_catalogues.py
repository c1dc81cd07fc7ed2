"""Bring the catalogues up to date with the code: `python -m tests.messages.update_catalogues`.

Keeps every translation and the header, drops what is said no more, and adds what is new with an
empty translation, which the tests then refuse until somebody has written it. With the code of a
language (`... update_catalogues pl`) it begins new catalogues.
"""

import io
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from babel.messages.catalog import Catalog
from babel.messages.extract import DEFAULT_KEYWORDS, extract_from_file
from babel.messages.plurals import get_plural
from babel.messages.pofile import read_po, write_po

from monitor.i18n import LOCALE_FOLDER, OFFICIAL, SOURCE_LANGUAGE, catalogue_path
from monitor.subscriptions.letters import CATALOGUE as SUBSCRIBE
from monitor.web.wording import CATALOGUE as WEB

MONITOR = LOCALE_FOLDER.parent
HEADER = """# Wording of {what}. How to change it: docs/languages.md.
msgid ""
msgstr ""
"Language: {language}\\n"
"Plural-Forms: {plural}\\n"
"Content-Type: text/plain; charset=utf-8\\n"
"Content-Transfer-Encoding: 8bit\\n"
"X-Reviewed-By-Speaker: no\\n"
"""

MessageId = str | tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Wording:
    """What one catalogue translates: files below `monitor`, and the words its templates call."""

    domain: str
    what: str
    files: tuple[str, ...]
    left_out: frozenset[str] = frozenset()
    template_words: Mapping[str, Any] | None = None

    def said(self) -> dict[MessageId, list[str]]:
        """Every message, with the files that say it, in their order."""
        found: dict[MessageId, list[str]] = {}
        for file in self._files():
            python = file.suffix == ".py"
            words = None if python else self.template_words
            options = {} if python else {"silent": "false"}
            for _, message, _, _ in extract_from_file(
                "python" if python else "jinja2", file, words or DEFAULT_KEYWORDS, options=options
            ):
                places = found.setdefault(message, [])
                name = str(file.relative_to(MONITOR.parent))
                places += [] if name in places else [name]
        return found

    def _files(self) -> Iterator[Path]:
        for pattern in self.files:
            yield from (
                file for file in sorted(MONITOR.glob(pattern)) if file.name not in self.left_out
            )


WORDINGS = (
    Wording("messages", "alerts", ("wording/*.py", "calendar.py")),
    Wording(  # the calendar speaks with the alerts' catalogue
        WEB, "the pages", ("web/*.py", "web/templates/*.html"), left_out=frozenset({"calendars.py"})
    ),
    Wording(  # `_` in the desk's templates is the voice of the pages' frame
        SUBSCRIBE,
        "subscribing",
        ("subscriptions/*.py", "web/templates/subscribe/*.html"),
        template_words={"t": None},
    ),
)


def updated(wording: Wording, language: str) -> str:
    """The text of a language's catalogue as it should be now."""
    path = catalogue_path(language, wording.domain)
    known: dict[MessageId, str | tuple[str, ...]] = {}
    plural = get_plural(language).plural_forms
    header = HEADER.format(what=wording.what, language=language, plural=plural)
    if path.is_file():
        header = path.read_text(encoding="utf-8").partition("\n\n")[0] + "\n"
        with path.open("rb") as file:
            known = {one.id: one.string for one in read_po(file, locale=language)}
    catalogue = Catalog(locale=language)
    for message, files in wording.said().items():
        empty = ("",) * catalogue.num_plurals if isinstance(message, tuple) else ""
        places = [(file, None) for file in files]
        catalogue.add(message, known.get(message, empty), locations=places)  # type: ignore[arg-type]
    body = io.BytesIO()
    write_po(body, catalogue, width=100, omit_header=True, include_lineno=False)
    return f"{header}\n{body.getvalue().decode()}"


def _wanted(languages: list[str]) -> Iterator[str]:
    """The languages asked for, else those there are."""
    for language in languages or OFFICIAL:
        if language == SOURCE_LANGUAGE:
            continue
        if languages or catalogue_path(language).is_file():
            yield language


def main() -> None:
    """Write the catalogues and say how much each lacks."""
    for language in _wanted(sys.argv[1:]):
        for wording in WORDINGS:
            path = catalogue_path(language, wording.domain)
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(updated(wording, language), encoding="utf-8")
            with path.open("rb") as file:
                empty = [one.id for one in read_po(file) if one.id and not any(one.string)]
            print(f"{language}/{path.name}: {len(empty)} to be translated")  # noqa: T201  output


if __name__ == "__main__":
    main()
