"""Hungary: the Ministry of the Interior's Home Affairs Funds: the fund's calls and their
amendments.

Odd, as read in stored copies, November 2026:
- The pages seen are of 2014-2020; where calls of 2021-2027 are printed was not found.
- An amendment ("módosítása") often means a new deadline and has an address of its own; the code
  (MMIA-2.2.15/11) joins it to its call.
- Questions have a deadline of their own next to the call's; a year was misprinted once (2020
  for 2021).
- Hours and days carry case endings ("október 18-án 12.00 óráig"); amounts are in forints.
"""

from sources.base import Shape, SourceInfo
from sources.listing import ListingSource

SOURCE = ListingSource(
    SourceInfo(
        id="hu_belugyialapok",
        name="Hungarian Home Affairs Funds",
        own_name="Belügyi Alapok",
        country="HU",
        zone="Europe/Budapest",
        url="http://www.belugyialapok.hu/alapok/menekultugyi-migracios-es-integracios-alap",
        shape=Shape.LISTING,
        authority="Ministry of the Interior, Home Affairs Funds",
        languages=("hu",),
        landmarks=("Menekültügyi, Migrációs és Integrációs Alap", "Belügyi Alapok"),
        complete=False,
        options={
            "links": "/menekultugyi-migracios-es-integracios-alap/[^/]+",
            "words": "palyazat|kiiras|mmia|felhivas",
        },
        notes="where calls of 2021-2027 are printed was not found",
    )
)
