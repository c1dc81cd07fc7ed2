"""Belgium: Fedasil, the reception agency: its news.

Odd, as read in stored copies, November 2026: the agency has project money of its own beside
AMIF, and tells of results in the same words.
"""

from sources.base import Shape, SourceInfo
from sources.listing import ListingSource

SOURCE = ListingSource(
    SourceInfo(
        id="be_fedasil",
        name="Fedasil: news",
        own_name="Fedasil: nieuws",
        country="BE",
        zone="Europe/Brussels",
        url="https://www.fedasil.be/nl/nieuws",
        shape=Shape.LISTING,
        authority="Fedasil",
        languages=("nl",),
        landmarks=("Fedasil", "Nieuws"),
        complete=False,
        options={"links": "/nl/nieuws/[^/]+/", "words": "oproep|amif|subsidie"},
    )
)
