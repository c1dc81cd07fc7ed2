"""Ireland: local networks that print the departments' calls again. Relays.

Odd, as read in stored copies, November 2026: the date in such an address is that of the second
printing. The feeds' addresses are inferred from the sites' software.
"""

from sources.base import Rank, Shape, SourceInfo
from sources.feed import FeedSource


def _network(id: str, name: str, url: str) -> FeedSource:  # noqa: A002  as SourceInfo calls it
    return FeedSource(
        SourceInfo(
            id=id,
            name=name,
            own_name=name,
            country="IE",
            zone="Europe/Dublin",
            url=url,
            shape=Shape.FEED,
            authority="Department of Justice, Home Affairs and Migration",
            languages=("en",),
            rank=Rank.RELAY,
            complete=False,
            evidence="inferred",
        )
    )


CARLOW = _network("ie_carlow", "Carlow County Childcare Committee", "https://carlowccc.ie/feed/")
MAYO = _network("ie_mayo", "Mayo Public Participation Network", "https://mayoppn.ie/feed/")
EMN = _network("ie_emn", "European Migration Network Ireland", "https://emn.ie/feed/")

SOURCES = (CARLOW, MAYO, EMN)
