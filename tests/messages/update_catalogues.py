"""Bring the catalogues up to date with the code: `python -m tests.messages.update_catalogues`.

Keeps every translation and the header, drops what the code no longer says, and adds what is new
with an empty translation, which the tests then refuse until somebody has written it. With the code
of a language (`... update_catalogues pl`) it begins a new catalogue.
"""

import io
import sys
from collections.abc import Iterator

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_file
from babel.messages.plurals import get_plural
from babel.messages.pofile import read_po, write_po

from monitor.i18n import LOCALE_FOLDER, OFFICIAL, SOURCE_LANGUAGE, catalogue_path

MONITOR = LOCALE_FOLDER.parent
HEADER = """# Wording of alerts. How to change it: docs/languages.md.
msgid ""
msgstr ""
"Language: {language}\\n"
"Plural-Forms: {plural}\\n"
"Content-Type: text/plain; charset=utf-8\\n"
"Content-Transfer-Encoding: 8bit\\n"
"X-Reviewed-By-Speaker: no\\n"
"""

MessageId = str | tuple[str, ...]


def said_in_code() -> dict[MessageId, list[str]]:
    """Every message the wording of alerts uses, with the files that say it, in their order."""
    found: dict[MessageId, list[str]] = {}
    for file in [*sorted((MONITOR / "wording").glob("*.py")), MONITOR / "calendar.py"]:
        for _, message, _, _ in extract_from_file("python", file):
            files = found.setdefault(message, [])
            name = str(file.relative_to(MONITOR.parent))
            files += [] if name in files else [name]
    return found


def updated(language: str) -> str:
    """The text of a language's catalogue as it should be now."""
    path = catalogue_path(language)
    known: dict[MessageId, str | tuple[str, ...]] = {}
    header = HEADER.format(language=language, plural=get_plural(language).plural_forms)
    if path.is_file():
        header = path.read_text(encoding="utf-8").partition("\n\n")[0] + "\n"
        with path.open("rb") as file:
            known = {one.id: one.string for one in read_po(file, locale=language)}
    catalogue = Catalog(locale=language)
    for message, files in said_in_code().items():
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
        path = catalogue_path(language)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(updated(language), encoding="utf-8")
        with path.open("rb") as file:
            empty = [one.id for one in read_po(file) if one.id and not any(one.string)]
        print(f"{language}: {len(empty)} to be translated")  # noqa: T201  a program's output


if __name__ == "__main__":
    main()
