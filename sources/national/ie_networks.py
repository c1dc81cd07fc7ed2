"""Ireland: local networks that print the departments' calls again. Relays.

Odd, as read in stored copies, November 2026: the date in such an address is that of the second
printing. The feeds' addresses are inferred from the sites' software.
"""

from sources.base import Rank, Shape, SourceInfo
from sources.feed import FeedSource

CARLOW = FeedSource(
    SourceInfo(
        id="ie_carlow",
        name="Carlow County Childcare Committee",
        own_name="Carlow County Childcare Committee",
        country="IE",
        zone="Europe/Dublin",
        url="https://carlowccc.ie/feed/",
        shape=Shape.FEED,
        authority="Department of Justice, Home Affairs and Migration",
        languages=("en",),
        rank=Rank.RELAY,
        complete=False,
        evidence="inferred",
    )
)

MAYO = FeedSource(
    SourceInfo(
        id="ie_mayo",
        name="Mayo Public Participation Network",
        own_name="Mayo Public Participation Network",
        country="IE",
        zone="Europe/Dublin",
        url="https://mayoppn.ie/feed/",
        shape=Shape.FEED,
        authority="Department of Justice, Home Affairs and Migration",
        languages=("en",),
        rank=Rank.RELAY,
        complete=False,
        evidence="inferred",
    )
)

EMN = FeedSource(
    SourceInfo(
        id="ie_emn",
        name="European Migration Network Ireland",
        own_name="European Migration Network Ireland",
        country="IE",
        zone="Europe/Dublin",
        url="https://emn.ie/feed/",
        shape=Shape.FEED,
        authority="Department of Justice, Home Affairs and Migration",
        languages=("en",),
        rank=Rank.RELAY,
        complete=False,
        evidence="inferred",
    )
)

SOURCES = (CARLOW, MAYO, EMN)
