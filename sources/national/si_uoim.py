"""Slovenia: the Government Office for the Support and Integration of Migrants (UOIM), through the
government's news feed.

Odd, as read in stored copies, November 2026: the feed carries all ministries' news; it can be
narrowed by an organisation's number, which was not found for this office.
"""

from sources.base import Shape, SourceInfo
from sources.feed import FollowedFeed

SOURCE = FollowedFeed(
    SourceInfo(
        id="si_uoim",
        name="Slovenian government: news",
        own_name="GOV.SI: novice",
        country="SI",
        zone="Europe/Ljubljana",
        url="https://www.gov.si/novice/rss/",
        shape=Shape.FEED,
        authority="Government Office for the Support and Integration of Migrants",
        languages=("sl",),
        complete=False,
        options={"words": "amif|azil, migracije|sklad za azil"},
    )
)
