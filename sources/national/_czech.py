"""The Czech ministry's calls go by number, written three ways; here they become one code. Pure.

"14. výzva OP AMIF", "výzvu č. 14 Operačního programu ..." and "výzva AMIF č. 14" are one call. The
fund of 2014-2020 numbered its calls too (up to č. 31, in 2022), so a notice that names no date from
2023 on keeps its code as it stands.
"""

import re
from dataclasses import replace

from sources.markup import fold
from sources.reading import Context, Notice, read_html
from sources.sections import read_sections

_NUMBER = re.compile(r"(?:vyzv\w*\s+(?:op\s+)?(?:amif\s+)?c\.\s?|^)(\d{1,2})(?:\.\s?vyzv|\b)")
_TITLED = re.compile(r"vyzv\w*\s+c\.\s?(\d{1,2})\b")
_PROGRAMME = re.compile(r"\bop amif\b|operacni\w* program\w* azylov")
_FIRST_YEAR = 2023
_HEADING = "aktualni informace"


def read_article(html: str, context: Context) -> tuple[Notice, ...]:
    """An article's notices, their codes in one form."""
    return tuple(in_one_form(notice) for notice in read_html(html, context))


def read_news(html: str, context: Context) -> tuple[Notice, ...]:
    """The notices of the page of current information, their codes in one form."""
    return tuple(in_one_form(notice) for notice in read_sections(html, context))


def in_one_form(notice: Notice) -> Notice:
    """The notice with its code as "14. výzva OP AMIF"; one of the older period stays as it is."""
    facts = notice.facts
    number = _NUMBER.search(fold(facts.identifier or "")) or _in_title(facts.title)
    dates = [*facts.deadlines, *([facts.opens] if facts.opens else [])]
    if number is None or not any(moment.local.year >= _FIRST_YEAR for moment in dates):
        return notice
    code = f"{int(number[1])}. výzva OP AMIF"
    title = code if fold(facts.title) == _HEADING else facts.title
    return replace(notice, key=code, facts=replace(facts, identifier=code, title=title))


def _in_title(title: str) -> re.Match[str] | None:
    """The number in a title that names the programme ("Výzva č. 3 ... Operačního programu ...")."""
    folded = fold(title)
    return _TITLED.search(folded) if _PROGRAMME.search(folded) else None
