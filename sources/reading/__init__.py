"""The reader: from the words of a notice to the calls it announces. Pure: no network, no clock.

`read_text`, `read_html` and `read_entry` give one `Notice` per call found and the empty tuple when
a text announces no call of the watched fund. They never raise, whatever comes.
"""

from dataclasses import replace
from datetime import date

from sources.reading.calls import read
from sources.reading.context import Context, Notice
from sources.reading.guess import country_of, country_of_language, guess_language, zone_of
from sources.reading.markup import feed_text, main_text, read_markup

__all__ = [
    "Context",
    "Notice",
    "country_of",
    "country_of_language",
    "guess_language",
    "main_text",
    "read_entry",
    "read_html",
    "read_text",
    "zone_of",
]


def read_text(text: str, context: Context) -> tuple[Notice, ...]:
    """Read plain text (also that of a PDF). A first line that is only an address is the address."""
    return read(text, context)


def read_html(body: str, context: Context) -> tuple[Notice, ...]:
    """Read a page of HTML: its main text, title, language and day of publication."""
    markup = read_markup(body)
    context = replace(
        context,
        language=context.language or markup.language,
        published=context.published or markup.published,
        title=context.title or markup.title,
    )
    return read(markup.text, context)


def read_entry(
    title: str,
    body: str,
    context: Context,
    *,
    published: date | None = None,
    link: str = "",
) -> tuple[Notice, ...]:
    """Read a feed entry: its title, its body (HTML or text), its day of publication, its link."""
    context = replace(
        context,
        title=title or context.title,
        published=published or context.published,
        url=link or context.url,
    )
    return read(f"{title}\n\n{feed_text(body)}", context)
