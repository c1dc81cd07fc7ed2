"""Italy: the ministries' integration portal, where calls and extensions are announced.

News pages with a steady number in their address (/id/3185/...), which is what a notice is named
by.

Odd, as read in stored copies, November 2026:
- One notice may extend several calls, each named in quotation marks.
- Extensions are common; the same call is announced and extended on several sites.
- The standfirst repeats the days without month or year ("tra il 2 e il 29 maggio").
- "a partire dal 1° maggio 2023" was the day of a flood, no opening.
"""

from sources.base import Shape, SourceInfo
from sources.listing import ListingSource

SOURCE = ListingSource(
    SourceInfo(
        id="it_integrazionemigranti",
        name="Integration portal of the Italian ministries",
        own_name="Portale Integrazione Migranti",
        country="IT",
        zone="Europe/Rome",
        url="https://www.integrazionemigranti.gov.it/it-it/Ricerca-news",
        shape=Shape.LISTING,
        authority="Ministry of the Interior, Department for Civil Liberties and Immigration",
        languages=("it",),
        landmarks=("Ricerca News", "Integrazione Migranti"),
        complete=False,
        options={
            "links": r"/Dettaglio-news/id/\d+",
            "name": r"/id/(\d+)",
            "words": "fami|asilo,? migrazione",
        },
    )
)
