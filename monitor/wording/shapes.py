"""PURE: a letter in each shape: plain text, HTML for mail, Markdown for chats.

Every value a template prints is escaped for its shape as it is printed, ours and others' alike, so
that a template cannot forget it. Only `as_is` lets an address through, and only one that
`tidy.safe_url` made.
"""

import re
from functools import cache
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined, select_autoescape

from monitor.wording.letter import Letter
from monitor.wording.tidy import markdown, safe_url

_FOLDER = Path(__file__).parent.parent / "templates" / "messages"
_GAPS = re.compile(r"\n{3,}")


class _Address(str):
    """A web address fit for every shape; printed as it is."""

    __slots__ = ()


def as_text(letter: Letter) -> str:
    """Plain text: a mail's first part, and what every other channel gets."""
    return _tight(_environment("text").get_template("letter.txt").render(letter=letter))


def as_html(letter: Letter) -> str:
    """HTML for mail: inline styles, nothing fetched, readable in dark mode."""
    return _environment("html").get_template("letter.html").render(letter=letter)


def as_markdown(letter: Letter) -> str:
    """Markdown as Apprise turns it into Slack's own."""
    return _tight(_environment("markdown").get_template("letter.md").render(letter=letter))


@cache
def _environment(shape: str) -> Environment:
    environment = Environment(
        loader=FileSystemLoader(_FOLDER),
        undefined=StrictUndefined,
        autoescape=select_autoescape(["html"]),
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        finalize=_finalize if shape == "markdown" else None,
    )
    environment.filters["as_is"] = lambda url: _Address(safe_url(url))
    return environment


def _finalize(value: object) -> object:
    return value if isinstance(value, _Address) else markdown(str(value))


def _tight(text: str) -> str:
    """One empty line at most between paragraphs, none at the ends."""
    return _GAPS.sub("\n\n", text).strip() + "\n"
