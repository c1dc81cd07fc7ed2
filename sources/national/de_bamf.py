"""Germany: the Federal Office for Migration and Refugees: its general press feed.

Odd, as read in stored copies, November 2026: public programs poll three different addresses of
this feed; the one for press releases is used here. The office's own integration projects are no
AMIF calls.
"""

from sources.base import Shape, SourceInfo
from sources.feed import FollowedFeed

SOURCE = FollowedFeed(
    SourceInfo(
        id="de_bamf",
        name="Federal Office for Migration and Refugees: press releases",
        own_name="Bundesamt für Migration und Flüchtlinge: Pressemitteilungen",
        country="DE",
        zone="Europe/Berlin",
        url="https://www.bamf.de/SiteGlobals/Functions/RSS/DE/Feed/RSSNewsfeed_Pressemitteilungen.xml",
        shape=Shape.FEED,
        authority="Federal Office for Migration and Refugees",
        languages=("de",),
        complete=False,
        options={"words": "amif|asyl-, migrations"},
    )
)
