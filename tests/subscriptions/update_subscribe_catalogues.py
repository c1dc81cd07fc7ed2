"""Bring the catalogues up to date: `python -m tests.subscriptions.update_subscribe_catalogues`.

`python -m tests.subscriptions.update_subscribe_catalogues`

Translations and headers stay, what the desk says no more goes, what is new comes with an empty
translation. Languages may be named.
"""

import io
import sys
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_file
from babel.messages.pofile import read_po, write_po

from monitor.i18n import catalogue_path, languages
from monitor.subscriptions.letters import CATALOGUE

MONITOR = Path(__file__).parents[2] / "monitor"
IN_CODE = {"_": None, "gettext": None, "ngettext": (1, 2)}

MessageId = str | tuple[str, ...]


def said_at_the_desk() -> dict[MessageId, list[str]]:
    """Every message of the desk's code and templates, with the files that say it."""
    found: dict[MessageId, list[str]] = {}
    code = [(file, "python", IN_CODE) for file in sorted(MONITOR.glob("subscriptions/*.py"))]
    pages = sorted(MONITOR.glob("web/templates/subscribe/*.html"))
    for file, method, words in (*code, *((page, "jinja2", {"t": None}) for page in pages)):
        options = {} if method == "python" else {"silent": "false"}
        for _, message, _, _ in extract_from_file(method, file, words, options=options):
            places = found.setdefault(message, [])
            name = str(file.relative_to(MONITOR.parent))
            places += [] if name in places else [name]
    return found


def updated(language: str) -> str:
    """The text of a language's catalogue as it should be now, its header as it was."""
    path = catalogue_path(language, CATALOGUE)
    header = catalogue_path(language).read_text(encoding="utf-8").partition("\n\n")[0]
    header = header.replace("# Wording of alerts.", "# Wording of subscribing.")
    known = {}
    if path.is_file():
        header = path.read_text(encoding="utf-8").partition("\n\n")[0]
        with path.open("rb") as file:
            known = {one.id: one.string for one in read_po(file, locale=language)}
    catalogue = Catalog(locale=language)
    for message, files in said_at_the_desk().items():
        empty = ("",) * catalogue.num_plurals if isinstance(message, tuple) else ""
        places = [(file, None) for file in files]
        catalogue.add(message, known.get(message, empty), locations=places)  # type: ignore[arg-type]
    body = io.BytesIO()
    write_po(body, catalogue, width=100, omit_header=True, include_lineno=False)
    return f"{header}\n\n{body.getvalue().decode()}"


def main() -> None:
    """Write the catalogues and say how much each lacks."""
    for language in sys.argv[1:] or [one.code for one in languages() if one.code != "en"]:
        path = catalogue_path(language, CATALOGUE)
        path.write_text(updated(language), encoding="utf-8")
        with path.open("rb") as file:
            empty = [one.id for one in read_po(file) if one.id and not any(one.string)]
        print(f"{language}: {len(empty)} to be translated")  # noqa: T201  a program's output


if __name__ == "__main__":
    main()
