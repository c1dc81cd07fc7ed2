"""Greece: the Ministry of Migration and Asylum: its news feed.

Odd, as read in stored copies, November 2026: housing programmes for asylum seekers are
announced in the words of a call without being the fund's. The feed's address is inferred from
the site's software.
"""

from sources.base import Shape, SourceInfo
from sources.feed import FollowedFeed

SOURCE = FollowedFeed(
    SourceInfo(
        id="gr_migration",
        name="Greek Ministry of Migration and Asylum: news",
        own_name="Υπουργείο Μετανάστευσης και Ασύλου",
        country="GR",
        zone="Europe/Athens",
        url="https://migration.gov.gr/feed/",
        shape=Shape.FEED,
        authority="Special Service for the Migration and Home Affairs Funds",
        languages=("el",),
        complete=False,
        evidence="inferred",
        options={"words": r"ταμε\b|ταμειου? ασυλου|προσκληση"},
    )
)
