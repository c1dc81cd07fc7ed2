"""Finland: the Ministry of the Interior's releases on the government's site.

Odd, as read in stored copies, November 2026: /-/1410869/ in an address is the ministry's own
number among all ministries; the list's own address is inferred.
"""

from sources.base import Shape, SourceInfo
from sources.listing import ListingSource

SOURCE = ListingSource(
    SourceInfo(
        id="fi_intermin",
        name="Finnish Ministry of the Interior: releases",
        own_name="Sisäministeriö: tiedotteet",
        country="FI",
        zone="Europe/Helsinki",
        url="https://valtioneuvosto.fi/sisaministerio/tiedotteet",
        shape=Shape.LISTING,
        authority="Ministry of the Interior",
        languages=("fi", "sv"),
        landmarks=("Tiedotteet", "Sisäministeriö"),
        complete=False,
        evidence="inferred",
        options={"links": "/-/1410869/", "words": "amif|sisaasioiden rahasto|inrikesfond"},
    )
)
