"""Netherlands: the executing agency (Uitvoering Van Beleid): news of the three migration funds.

Odd, as read in stored copies, November 2026: the date stands in the address; news of rules name
AMIF, ISF and BMVI at once and are no calls.
"""

from sources.base import Shape, SourceInfo
from sources.listing import ListingSource

SOURCE = ListingSource(
    SourceInfo(
        id="nl_uvb_news",
        name="Uitvoering Van Beleid: news of the migration funds",
        own_name="Uitvoering Van Beleid SZW: nieuws EMVF",
        country="NL",
        zone="Europe/Amsterdam",
        url="https://www.uitvoeringvanbeleidszw.nl/subsidies-en-regelingen/emvf-2021-2027/nieuws",
        shape=Shape.LISTING,
        authority="Ministry of Asylum and Migration",
        languages=("nl",),
        landmarks=("EMVF", "Nieuws"),
        complete=False,
        options={"links": r"/emvf-2021-2027/nieuws/20\d\d/"},
    )
)
