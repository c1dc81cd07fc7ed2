"""Estonia: the Ministry of the Interior: its AMIF page of the period, and its news.

Odd, as read in stored copies, November 2026:
- A closed call is told by tense alone: "tähtaeg oli" (the deadline was).
- "TAT" (toetuse andmise tingimused) are grants to a named body: nobody can apply.
- "kell 11.00" is a time; a range's first date has no year ("01.01.-31.12.2022").
- The news list as entry is inferred; the pages below it were seen.
"""

from sources.base import Shape, SourceInfo
from sources.listing import ListingSource
from sources.page import PageSource

CALLS = PageSource(
    SourceInfo(
        id="ee_siseministeerium",
        name="Estonian Ministry of the Interior: AMIF 2021-2027",
        own_name="Siseministeerium: AMIF 2021-2027",
        country="EE",
        zone="Europe/Tallinn",
        url="https://www.siseministeerium.ee/amif21-27",
        shape=Shape.PAGE,
        authority="Ministry of the Interior",
        languages=("et",),
        landmarks=("Varjupaiga-, Rände- ja Integratsioonifond", "AMIF"),
        notes="no call of 2021-2027 was found in stored pages",
    )
)

NEWS = ListingSource(
    SourceInfo(
        id="ee_siseministeerium_news",
        name="Estonian Ministry of the Interior: news",
        own_name="Siseministeerium: uudised",
        country="EE",
        zone="Europe/Tallinn",
        url="https://www.siseministeerium.ee/et/uudised",
        shape=Shape.LISTING,
        authority="Ministry of the Interior",
        languages=("et",),
        landmarks=("Uudised", "Siseministeerium"),
        complete=False,
        evidence="inferred",
        options={"links": "/uudised/[^/?]+", "words": "taotlusvoor|amif|varjupaiga"},
    )
)

SOURCES = (CALLS, NEWS)
