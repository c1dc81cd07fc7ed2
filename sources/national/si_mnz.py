"""Slovenia: the Ministry of the Interior: its public notices, where tenders paid by the AMIF
appear.

Odd, as read in stored copies, November 2026: these notices have no feed; "do dne 14. 11. 2019,
najkasneje do 10. ure" is 10:00; days without a year occur.
"""

from sources.base import Shape, SourceInfo
from sources.listing import ListingSource

SOURCE = ListingSource(
    SourceInfo(
        id="si_mnz",
        name="Slovenian Ministry of the Interior: public notices",
        own_name="Ministrstvo za notranje zadeve: javne objave",
        country="SI",
        zone="Europe/Ljubljana",
        url="https://www.gov.si/drzavni-organi/ministrstva/ministrstvo-za-notranje-zadeve/javne-objave/",
        shape=Shape.LISTING,
        authority="Ministry of the Interior",
        languages=("sl",),
        landmarks=("Javne objave", "Ministrstvo za notranje zadeve"),
        complete=False,
        options={
            "links": "/zbirke/|/javne-objave/[^/?]+",
            "words": "azil|amif|migracij|tujc|migrant|razpis",
        },
    )
)
