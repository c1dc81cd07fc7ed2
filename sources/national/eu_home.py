"""EU level: the Commission's Directorate-General for Migration and Home Affairs: its news feed. A
relay of the portal.
"""

from sources.base import Rank, Shape, SourceInfo
from sources.feed import FollowedFeed

SOURCE = FollowedFeed(
    SourceInfo(
        id="eu_home",
        name="DG Migration and Home Affairs: news",
        own_name="DG HOME",
        country="EU",
        zone="Europe/Brussels",
        url="https://home-affairs.ec.europa.eu/node/2/rss_en",
        shape=Shape.FEED,
        authority="European Commission, DG HOME",
        languages=("en",),
        rank=Rank.RELAY,
        complete=False,
        options={"words": "amif|asylum, migration and integration fund"},
        notes="the directorate's own list of calls was not found",
    )
)
