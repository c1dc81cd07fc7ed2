"""France: a regional directorate (DREETS Provence-Alpes-Côte d'Azur), where regional calls paid by
the FAMI appear.

Odd, as read in stored copies, November 2026: "Programme 104" has the same theme and is the
state's own money. The feed's address is inferred from the site's software. Other regions can be
added by settings.
"""

from sources.base import Shape, SourceInfo
from sources.feed import FollowedFeed

SOURCE = FollowedFeed(
    SourceInfo(
        id="fr_dreets",
        name="DREETS Provence-Alpes-Côte d'Azur: news",
        own_name="DREETS Provence-Alpes-Côte d'Azur",
        country="FR",
        zone="Europe/Paris",
        url="https://paca.dreets.gouv.fr/spip.php?page=backend",
        shape=Shape.FEED,
        authority="DREETS Provence-Alpes-Côte d'Azur",
        languages=("fr",),
        complete=False,
        evidence="inferred",
        options={"words": r"fami\b|asile,? migration|refugies|primo-arrivants"},
        notes="the other regions' calls are not watched",
    )
)
