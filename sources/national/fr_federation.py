"""France: the federation of organisations of solidarity, which tells its members of the national
calls. A relay.

Odd, as read in stored copies, November 2026: articles come a week after the call; their date
stands in the address. The feed's address is inferred from the site's software.
"""

from sources.base import Rank, Shape, SourceInfo
from sources.feed import FeedSource

SOURCE = FeedSource(
    SourceInfo(
        id="fr_federation",
        name="Fédération des acteurs de la solidarité",
        own_name="Fédération des acteurs de la solidarité",
        country="FR",
        zone="Europe/Paris",
        url="https://federationsolidarite.org/feed/",
        shape=Shape.FEED,
        authority="Ministry of the Interior, Directorate-General for Foreign Nationals in France",
        languages=("fr",),
        rank=Rank.RELAY,
        complete=False,
        evidence="inferred",
    )
)
