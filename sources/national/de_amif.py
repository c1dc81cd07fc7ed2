"""Germany: the Federal Office for Migration and Refugees as AMIF managing authority, on its fund's
site.

The page "Förderung" links to one page per call (Förderaufruf 2025), each rewritten while it
runs.

Odd, as read in stored copies, November 2026:
- The call of 2022 had no deadline: applications all through the period ("fortlaufend").
- The call of 2025 stopped taking applications for SO2 one day after it opened, the money being
  spent ("überplant"), while the rest stayed open: partly closed, told in the banner above the
  table.
- A postmark can be what counts (Poststempel).
- ";jsessionid=" and "?nn=" in addresses name the same page.
- The news feed's address is inferred from the site's software.
"""

from sources.base import Shape, SourceInfo
from sources.feed import FollowedFeed
from sources.listing import ListingSource

CALLS = ListingSource(
    SourceInfo(
        id="de_amif",
        name="German AMIF managing authority: calls",
        own_name="AMIF-Verwaltungsbehörde im BAMF: Förderaufrufe",
        country="DE",
        zone="Europe/Berlin",
        url="https://www.eu-migrationsfonds.de/DE/Foerderung/foerderung_node.html",
        shape=Shape.LISTING,
        authority="Federal Office for Migration and Refugees",
        languages=("de",),
        landmarks=("Förderung", "AMIF"),
        options={"links": "/Foerderung/[^?#]*aufruf"},
    )
)

NEWS = FollowedFeed(
    SourceInfo(
        id="de_amif_news",
        name="German AMIF managing authority: news",
        own_name="AMIF-Verwaltungsbehörde im BAMF: Meldungen",
        country="DE",
        zone="Europe/Berlin",
        url="https://www.eu-migrationsfonds.de/SiteGlobals/Functions/RSSFeed/DE/RSSNewsfeed/RSSNewsfeed.xml",
        shape=Shape.FEED,
        authority="Federal Office for Migration and Refugees",
        languages=("de",),
        complete=False,
        evidence="inferred",
        options={"words": "amif|forder(aufruf|ung)|antrag"},
    )
)

SOURCES = (CALLS, NEWS)
