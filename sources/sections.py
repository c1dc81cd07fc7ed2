"""A standing page with a heading per call: each section read for itself, titled by its heading.

Pure. The page's own heading ("Calls", "Competitions") says nothing about a call; the heading over
its paragraph does. A section counts only when it is a call by itself: when it names the fund and
says when. Where no section does, the page is read as one text.
"""

import re
from dataclasses import replace

from sources.markup import fold, parsed
from sources.reading import Context, Notice, read_html

_FURNITURE = ["script", "style", "svg", "noscript", "nav", "header", "footer", "aside", "form"]
_MAIN = ("main", "[role=main]", "article", "#content", "#main-content", "body")
_MOST = 60
_SPACE = re.compile(r"\s+")


def read_sections(html: str, context: Context) -> tuple[Notice, ...]:
    """The calls on a page, by section where its sections are calls, else as the reader reads it.

    The sections must hold every deadline the page holds, and as many calls.
    """
    whole = _under_its_heading(html, read_html(html, context))
    for level in ("h2", "h3"):
        found = [
            notice
            for title, section in sections(html, level)
            for notice in read_html(section, replace(context, title=title))
            if _says_when(notice)
        ]
        if found and len(found) >= len(whole) and _deadlines(whole) <= _deadlines(found):
            return tuple(found)
    return whole


def sections(html: str, level: str) -> tuple[tuple[str, str], ...]:
    """The page's sections under headings of this level ("h2"): heading and HTML, in order."""
    tree = parsed(html)
    language = (tree.root.attributes.get("lang") or "") if tree.root else ""
    tree.strip_tags(_FURNITURE)
    main = next((node for name in _MAIN if (node := tree.css_first(name)) is not None), None)
    if main is None or len(main.css(level)) > _MOST:
        return ()
    pieces = re.split(rf"(?=<{level}[\s>])", main.html or "")[1:]
    found = []
    for piece in pieces:
        heading = parsed(piece).css_first(level)
        title = _SPACE.sub(" ", heading.text(separator=" ")).strip() if heading else ""
        if title:
            found.append((title, f'<html lang="{language}"><main>{piece}</main></html>'))
    return tuple(found)


def _under_its_heading(html: str, notices: tuple[Notice, ...]) -> tuple[Notice, ...]:
    """A call titled by the site (the end of <title>) is called by the one heading instead."""
    tree = parsed(html)
    named, headings = tree.css_first("title"), tree.css("h1")
    if named is None or len(headings) != 1:
        return notices
    site = fold(re.split(r"\s[-|–]\s", named.text())[-1])
    heading = _SPACE.sub(" ", headings[0].text(separator=" ")).strip()
    return tuple(
        replace(notice, facts=replace(notice.facts, title=heading))
        if heading and fold(notice.facts.title) == site
        else notice
        for notice in notices
    )


def _says_when(notice: Notice) -> bool:
    return bool(notice.facts.deadlines or notice.facts.opens)


def _deadlines(notices: tuple[Notice, ...] | list[Notice]) -> set[str]:
    return {f"{deadline.at}" for notice in notices for deadline in notice.facts.deadlines}
