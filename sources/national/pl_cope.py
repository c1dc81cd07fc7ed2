"""Poland: the Centre of European Projects of the ministry (COPE MSWiA), which handles the calls.

Odd, as read in stored copies, November 2026: the feed's address is inferred from the look of
the site.
"""

from sources.base import Shape, SourceInfo
from sources.feed import FeedSource

SOURCE = FeedSource(
    SourceInfo(
        id="pl_cope",
        name="COPE MSWiA: news",
        own_name="Centrum Obsługi Projektów Europejskich MSWiA",
        country="PL",
        zone="Europe/Warsaw",
        url="https://copemswia.gov.pl/feed/",
        shape=Shape.FEED,
        authority="Ministry of the Interior and Administration, Department of European Funds",
        languages=("pl",),
        complete=False,
        evidence="inferred",
    )
)
