"""Bring the pages' catalogues up to date: `python -m tests.web.update_web_catalogues`.

What `tests.messages.update_catalogues` does for alerts, for `web.po`: translations and headers
stay, what no page says any more goes, what is new comes with an empty translation. Languages
may be named.
"""

import io
import sys
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_file
from babel.messages.pofile import read_po, write_po

from monitor.i18n import catalogue_path, languages
from monitor.web.wording import CATALOGUE

WEB = Path(__file__).parents[2] / "monitor" / "web"

MessageId = str | tuple[str, ...]


def said_on_pages() -> dict[MessageId, list[str]]:
    """Every message of code and templates, with the files that say it.

    The calendar speaks with the alerts' catalogue and is left out.
    """
    found: dict[MessageId, list[str]] = {}
    code = [file for file in sorted(WEB.glob("*.py")) if file.name != "calendars.py"]
    for file in (*code, *sorted(WEB.glob("templates/*.html"))):
        method = "python" if file.suffix == ".py" else "jinja2"
        options = {} if method == "python" else {"silent": "false"}
        for _, message, _, _ in extract_from_file(method, file, options=options):
            places = found.setdefault(message, [])
            name = str(file.relative_to(WEB.parents[1]))
            places += [] if name in places else [name]
    return found


def updated(language: str) -> str:
    """The text of a language's catalogue as it should be now, its header as it was."""
    path = catalogue_path(language, CATALOGUE)
    header = catalogue_path(language).read_text(encoding="utf-8").partition("\n\n")[0]
    header = header.replace("# Wording of alerts.", "# Wording of the pages.")
    known = {}
    if path.is_file():
        header = path.read_text(encoding="utf-8").partition("\n\n")[0]
        with path.open("rb") as file:
            known = {one.id: one.string for one in read_po(file, locale=language)}
    catalogue = Catalog(locale=language)
    for message, files in said_on_pages().items():
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
