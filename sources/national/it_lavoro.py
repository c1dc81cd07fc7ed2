"""Italy: the Ministry of Labour, delegated authority for integration: news pages.

Odd, as read in stored copies, November 2026: the deadlines first announced here were later
moved, and the move was told elsewhere.
"""

from sources.base import Shape, SourceInfo
from sources.listing import ListingSource

SOURCE = ListingSource(
    SourceInfo(
        id="it_lavoro",
        name="Italian Ministry of Labour and Social Policies: news",
        own_name="Ministero del Lavoro e delle Politiche Sociali: notizie",
        country="IT",
        zone="Europe/Rome",
        url="https://www.lavoro.gov.it/notizie/",
        shape=Shape.LISTING,
        authority="Ministry of Labour and Social Policies",
        languages=("it",),
        landmarks=("Notizie", "Ministero del Lavoro"),
        complete=False,
        evidence="inferred",
        options={"links": "/notizie/pagine/", "words": "fami|asilo,? migrazione"},
    )
)
