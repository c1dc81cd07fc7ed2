"""Netherlands: the executing agency (Uitvoering Van Beleid): the AMIF page with its windows.

Applications are taken in windows ("aanvraagtijdvak"), each for one annex of the scheme (A to E),
listed in a table: a row is a call. Where no table of windows stands on the page, its prose is read.

Odd, as read in stored copies, November 2026:
- Hours are written "9:00" and "09.00 uur", ranges with "t/m" (inclusive).
- The amounts of the whole period stand above the windows; old and new amount stand side by side
  ("was € ...").
- The same page speaks of AMIF, ISF and BMVI.
- No feed was found for this site. The columns of the table are not known: rows are told by having
  a window's words and a date, whatever the column.
"""

import re
from dataclasses import replace

from selectolax.lexbor import LexborNode

from config.vocabulary import StatusWord
from sources.base import Shape, SourceInfo
from sources.markup import fold, parsed
from sources.page import PageSource
from sources.reading import Context, Notice, read_html, read_text

_SPACE = re.compile(r"\s+")
_DATED = re.compile(r"\b\d{1,2}\s+[a-z]{3,9}\s+20\d\d|\b\d{1,2}[-/.]\d{1,2}[-/.]20\d\d")
_HOUR = re.compile(r",? (\d{1,2}[.:]\d\d) ?(?:uur)?")
_OTHER_FUND = re.compile(r"\b(isf|bmvi)\b")


def read_windows(html: str, context: Context) -> tuple[Notice, ...]:
    """One call per row of the windows' table; the page's prose where there is no such table."""
    tree = parsed(html)
    found: list[Notice] = []
    for row in tree.css("tr"):
        cells = [_SPACE.sub(" ", cell.text(separator=" ")).strip() for cell in row.css("td, th")]
        words = fold(" ".join(cells))
        if len(cells) < 2 or not _DATED.search(words) or _OTHER_FUND.search(words):
            continue
        notices = read_text(_as_notice(cells, _headings(row)), context)
        found.extend(_told(notice, words) for notice in notices)
    return tuple(found) or read_html(html, context)


def _told(notice: Notice, words: str) -> Notice:
    """The row's own word: a window marked closed is closed."""
    return replace(notice, word=StatusWord.CLOSED) if "gesloten" in words else notice


def _as_sentence(cell: str) -> str:
    """A window as the sentence it stands for: "van 1 maart 2027 om 9.00 uur tot en met ..."."""
    window = _HOUR.sub(r" om \1 uur", cell.replace(" t/m ", " tot en met "))
    return f"Het aanvraagtijdvak is geopend van {window}."


def _as_notice(cells: list[str], headings: list[str]) -> str:
    """A row as the notice it stands for: its first cell is the title, headings are labels."""
    title = f"Aanvraagtijdvak AMIF 2021-2027: {cells[0]}"
    named = headings if len(headings) == len(cells) else [""] * len(cells)
    fields = [
        _as_sentence(cell) if _DATED.search(fold(cell)) else f"{heading}: {cell}"
        for heading, cell in zip(named[1:], cells[1:], strict=True)
    ]
    return "\n".join([title, *fields])


def _headings(row: LexborNode) -> list[str]:
    """The headings of the row's table: the cells of its first row of `th`s."""
    table = row.parent
    while table is not None and table.tag != "table":
        table = table.parent
    if table is None:
        return []
    first = next((line for line in table.css("tr") if line.css("th")), None)
    if first is None:
        return []
    return [_SPACE.sub(" ", cell.text(separator=" ")).strip() for cell in first.css("td, th")]


SOURCE = PageSource(
    SourceInfo(
        id="nl_uvb",
        name="Uitvoering Van Beleid: AMIF windows",
        own_name="Uitvoering Van Beleid SZW: AMIF aanvraagtijdvakken",
        country="NL",
        zone="Europe/Amsterdam",
        url="https://www.uitvoeringvanbeleidszw.nl/subsidies-en-regelingen/emvf-2021-2027/amif",
        shape=Shape.PAGE,
        authority="Ministry of Asylum and Migration",
        languages=("nl",),
        landmarks=("Asiel-, Migratie- en Integratiefonds", "aanvraagtijdvak", "AMIF"),
        notes="how the table of windows looks was not seen",
    ),
    read_windows,
)
