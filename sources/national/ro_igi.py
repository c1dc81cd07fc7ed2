"""Romania: the General Inspectorate for Immigration, which makes grants: its news feed."""

from sources.base import Shape, SourceInfo
from sources.feed import FollowedFeed

SOURCE = FollowedFeed(
    SourceInfo(
        id="ro_igi",
        name="Romanian General Inspectorate for Immigration: news",
        own_name="Inspectoratul General pentru Imigrări",
        country="RO",
        zone="Europe/Bucharest",
        url="https://igi.mai.gov.ro/feed",
        shape=Shape.FEED,
        authority="General Inspectorate for Immigration",
        languages=("ro",),
        complete=False,
        options={"words": r"fami\b|amif|azil, migratie|propuneri de proiecte"},
    )
)
