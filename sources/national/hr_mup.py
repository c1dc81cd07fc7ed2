"""Croatia: the Ministry of the Interior: its page of the 2021-2027 funds, and its news.

Odd, as read in stored copies, November 2026:
- "?big=1" is the large-type view of the same page.
- Only decisions on direct awards were found in the news, no open call; the programme page lists
  documents.
- A dot also follows the year ("19. travnja 2024. godine"), and month names are Croatian, not
  Latin.
- The list of news as entry is inferred; the pages below it were seen.
"""

from sources.base import Shape, SourceInfo
from sources.listing import ListingSource
from sources.page import PageSource

FUNDS = PageSource(
    SourceInfo(
        id="hr_mup",
        name="Croatian Ministry of the Interior: EU funds 2021-2027",
        own_name="MUP: Financijski okvir 2021. - 2027.",
        country="HR",
        zone="Europe/Zagreb",
        url="https://eufondovi.mup.hr/financijski-instrumenti-eu-82/financijski-okvir-2021-2027/489",
        shape=Shape.PAGE,
        authority="Ministry of the Interior, Directorate for European Affairs",
        languages=("hr",),
        landmarks=("Financijski okvir 2021", "Fonda za azil, migracije i integraciju"),
        notes="no page of open calls of 2021-2027 was found, only award decisions",
    )
)

NEWS = ListingSource(
    SourceInfo(
        id="hr_mup_news",
        name="Croatian Ministry of the Interior: news",
        own_name="MUP: vijesti",
        country="HR",
        zone="Europe/Zagreb",
        url="https://mup.gov.hr/vijesti-8/8",
        shape=Shape.LISTING,
        authority="Ministry of the Interior, Directorate for European Affairs",
        languages=("hr",),
        landmarks=("Vijesti", "Ministarstvo unutarnjih poslova"),
        complete=False,
        evidence="inferred",
        options={
            "links": r"/vijesti-8/[^/]+/\d+",
            "name": r"/(\d+)(?:\?|$)",
            "words": "azil|amif|migracij|poziv|natjecaj",
        },
    )
)

SOURCES = (FUNDS, NEWS)
