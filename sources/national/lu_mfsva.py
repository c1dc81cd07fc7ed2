"""Luxembourg: the family ministry, managing authority: its news feed.

Odd, as read in stored copies, November 2026: news come in French, now and then German or
English.
"""

from sources.base import Shape, SourceInfo
from sources.feed import FollowedFeed

SOURCE = FollowedFeed(
    SourceInfo(
        id="lu_mfsva",
        name="Luxembourg Ministry of Family Affairs: news",
        own_name="Ministère de la Famille, des Solidarités, du Vivre ensemble et de l'Accueil",
        country="LU",
        zone="Europe/Luxembourg",
        url="https://mfsva.gouvernement.lu/fr/actualites.rss",
        shape=Shape.FEED,
        authority="Ministry of Family Affairs, Solidarity, Living Together and Reception",
        languages=("fr", "de", "en"),
        complete=False,
        options={"words": "amif|asile, migration|appel a projets"},
    )
)
