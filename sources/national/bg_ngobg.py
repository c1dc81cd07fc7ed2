"""Bulgaria: the portal of non-governmental organisations: its financing pages. A relay.

Odd, as read in stored copies, November 2026: Norwegian grants of the same ministry and theme
stand beside the fund's calls; "г." may stick to the year.
"""

from sources.base import Rank, Shape, SourceInfo
from sources.listing import ListingSource

SOURCE = ListingSource(
    SourceInfo(
        id="bg_ngobg",
        name="Portal of Bulgarian NGOs: financing",
        own_name="Информационен портал за НПО: финансиране",
        country="BG",
        zone="Europe/Sofia",
        url="https://www.ngobg.info/bg/financing/",
        shape=Shape.LISTING,
        authority="Ministry of Interior, International Projects Directorate",
        languages=("bg",),
        landmarks=("неправителствените организации",),
        rank=Rank.RELAY,
        complete=False,
        options={
            "links": r"/bg/financing/\d+-",
            "name": r"/financing/(\d+)-",
            "words": "убежище|миграци",
        },
    )
)
