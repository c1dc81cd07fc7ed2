"""Lithuania: the fund's own site: its news.

Odd, as read in stored copies, November 2026: changes of the programme are told in the same
place as calls; the list can be narrowed to "Paraiškos" (applications).
"""

from sources.base import Shape, SourceInfo
from sources.listing import ListingSource

SOURCE = ListingSource(
    SourceInfo(
        id="lt_pmif",
        name="Lithuanian PMIF site: news",
        own_name="PMIF naujienos",
        country="LT",
        zone="Europe/Vilnius",
        url="https://pmif.lt/naujienos/",
        shape=Shape.LISTING,
        authority="Ministry of Social Security and Labour",
        languages=("lt",),
        landmarks=("Naujienos", "PMIF"),
        complete=False,
        options={"links": "/naujienos/[^/?]+"},
    )
)
