"""Italy: the Ministry of the Interior (DLCI), managing authority of the FAMI: general news feed.

Odd, as read in stored copies, November 2026:
- Two addresses of the feed are in use in public programs, /it/rss/news.xml and
  /it/stampa-e-comunicazione/news/feed: at most one is right.
- A page may carry two calls with two deadlines; "Ultimo aggiornamento" is the page's, not a
  call's.
"""

from sources.base import Shape, SourceInfo
from sources.feed import FollowedFeed

SOURCE = FollowedFeed(
    SourceInfo(
        id="it_interno",
        name="Italian Ministry of the Interior: news",
        own_name="Ministero dell'Interno: notizie",
        country="IT",
        zone="Europe/Rome",
        url="https://www.interno.gov.it/it/rss/news.xml",
        shape=Shape.FEED,
        authority="Ministry of the Interior, Department for Civil Liberties and Immigration",
        languages=("it",),
        complete=False,
        options={"words": r"fami\b|asilo,? migrazione"},
    )
)
