"""Czechia: the Ministry of the Interior, EU Home Affairs Funds: articles and news page.

Odd, as read in stored copies, November 2026:
- "?q=" holds base64: "cHJuPTE=" is the print view of the same page, "Y2hudW09Mg==" its chapter 2.
- Calls of BMVI (OP NSHV) and ISF stand in the same lists.
- Seminar registrations close on the same page as calls are announced; blanks stand inside dates
  ("16. 5. 2022"); project dates stand near.
"""

from sources.base import Shape, SourceInfo
from sources.listing import ListingSource
from sources.national._czech import read_article, read_news
from sources.page import PageSource

_AUTHORITY = "Ministry of the Interior, Department of EU Home Affairs Funds"

ARTICLES = ListingSource(
    SourceInfo(
        id="cz_mv",
        name="Czech Ministry of the Interior: EU home affairs funds",
        own_name="Ministerstvo vnitra, odbor fondů EU v oblasti vnitřních věcí",
        country="CZ",
        zone="Europe/Prague",
        url="https://www.mvcr.cz/fondyeu/",
        shape=Shape.LISTING,
        authority=_AUTHORITY,
        languages=("cs",),
        landmarks=("Fondy EU", "vnitřních věcí"),
        complete=False,
        options={"links": r"/fondyeu/clanek/", "words": "vyzv|amif|azylov"},
    ),
    read_article,
)

NEWS = PageSource(
    SourceInfo(
        id="cz_mv_news",
        name="Czech Ministry of the Interior: current information on the funds",
        own_name="Ministerstvo vnitra: aktuální informace k fondům",
        country="CZ",
        zone="Europe/Prague",
        url="https://www.mvcr.cz/docDetail.aspx?docid=21933072&docType=ART",
        shape=Shape.PAGE,
        authority=_AUTHORITY,
        languages=("cs",),
        landmarks=("Aktuální informace", "Azylový, migrační a integrační fond"),
        complete=False,
    ),
    read_news,
)

SOURCES = (ARTICLES, NEWS)
