"""Bulgaria: the EU funds portal's news, where the managing authority announces its procedures.

Odd, as read in stored copies, November 2026: news have numbers in their address
(/bg/node/15768); most are direct awards. The feed's address is inferred from the site's
software.
"""

from sources.base import Shape, SourceInfo
from sources.feed import FollowedFeed

SOURCE = FollowedFeed(
    SourceInfo(
        id="bg_eufunds",
        name="Bulgarian EU funds portal: news",
        own_name="Европейски фондове: новини",
        country="BG",
        zone="Europe/Sofia",
        url="https://www.eufunds.bg/bg/rss.xml",
        shape=Shape.FEED,
        authority="Ministry of Interior, International Projects Directorate",
        languages=("bg",),
        complete=False,
        evidence="inferred",
        options={"words": "убежище|миграция и интеграция|bg65am"},
    )
)
