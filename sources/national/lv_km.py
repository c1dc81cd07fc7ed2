"""Latvia: the Ministry of Culture, delegated authority for integration: its page of competitions.

Odd, as read in stored copies, November 2026:
- The page is changed in place and its text seldom enters the ministry's news feed; past
  competitions move to an archive page (konkursu-arhivs-2022-2023).
- The ministry runs competitions of other money on the same page: only those of the PMIF pass.
- The end of the project period ("līdz 2026. gada 31. augustam") stands where a deadline would.
- The feed's address is inferred from the same platform's other ministries, where it was seen.
"""

from sources.base import Shape, SourceInfo
from sources.feed import FollowedFeed
from sources.page import PageSource

CALLS = PageSource(
    SourceInfo(
        id="lv_km",
        name="Ministry of Culture of Latvia: competitions",
        own_name="Kultūras ministrija: konkursi",
        country="LV",
        zone="Europe/Riga",
        url="https://www.km.gov.lv/lv/konkursi-0",
        shape=Shape.PAGE,
        authority="Ministry of Culture",
        languages=("lv",),
        landmarks=("Konkursi", "Kultūras ministrija"),
    )
)

NEWS = FollowedFeed(
    SourceInfo(
        id="lv_km_news",
        name="Ministry of Culture of Latvia: news",
        own_name="Kultūras ministrija: jaunumi",
        country="LV",
        zone="Europe/Riga",
        url="https://www.km.gov.lv/lv/rss/articles",
        shape=Shape.FEED,
        authority="Ministry of Culture",
        languages=("lv",),
        complete=False,
        evidence="inferred",
        options={"words": "pmif|patveruma|konkurs"},
    )
)

SOURCES = (CALLS, NEWS)
