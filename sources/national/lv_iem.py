"""Latvia: the Ministry of the Interior, managing authority: its page of PMIF competition
documents.

Odd, as read in stored copies, November 2026:
- "2018.gada 1.oktobris" is written without a blank after the dot; "š.g." means this year.
- The Society Integration Foundation (SIF) is an applicant of the fund, and runs competitions of
  its own that are none of the fund's.
- The feed's address is inferred from the same platform's other ministries, where it was seen.
"""

from sources.base import Shape, SourceInfo
from sources.feed import FollowedFeed
from sources.page import PageSource

CALLS = PageSource(
    SourceInfo(
        id="lv_iem",
        name="Ministry of the Interior of Latvia: PMIF competitions",
        own_name="Iekšlietu ministrija: PMIF projektu konkursi",
        country="LV",
        zone="Europe/Riga",
        url="https://iem.gov.lv/lv/pmif-projektu-konkursa-dokumenti",
        shape=Shape.PAGE,
        authority="Ministry of the Interior",
        languages=("lv",),
        landmarks=("PMIF projektu konkursa dokumenti", "Iekšlietu ministrija"),
    )
)

NEWS = FollowedFeed(
    SourceInfo(
        id="lv_iem_news",
        name="Ministry of the Interior of Latvia: news",
        own_name="Iekšlietu ministrija: aktualitātes",
        country="LV",
        zone="Europe/Riga",
        url="https://www.iem.gov.lv/lv/rss/articles",
        shape=Shape.FEED,
        authority="Ministry of the Interior",
        languages=("lv",),
        complete=False,
        evidence="inferred",
        options={"words": "pmif|patveruma|konkurs"},
    )
)

SOURCES = (CALLS, NEWS)
