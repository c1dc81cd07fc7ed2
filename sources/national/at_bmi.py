"""Austria: the Federal Ministry of the Interior, managing authority (asylum and return), its
programme page and press feed.

Odd, as read in stored copies, November 2026:
- Since 2025 the calls for asylum and return are one running award ("laufende, offene Vergabe")
  until 2028: no fixed rounds.
- "MESZ" is written beside hours, and 24:00 occurs, which is the end of that day.
- The press feeds answer a request that asks for feed types with a redirect to an error page:
  Accept stays "*/*".
- The last day a project may run stands near the deadline.
"""

from sources.base import Shape, SourceInfo
from sources.feed import FollowedFeed
from sources.page import PageSource

CALLS = PageSource(
    SourceInfo(
        id="at_bmi",
        name="Austrian Ministry of the Interior: AMIF programme and calls",
        own_name="Bundesministerium für Inneres: Programm, Projektaufrufe und Projekte",
        country="AT",
        zone="Europe/Vienna",
        url="https://www.bmi.gv.at/107/EU_Foerderungen/Finanzrahmen_2021_2027/Asyl-_Migrations-_und_Integrationsfonds/Programm_Projektaufrufe_und_Projekte.aspx",
        shape=Shape.PAGE,
        authority="Federal Ministry of the Interior",
        languages=("de",),
        landmarks=("Asyl-, Migrations- und Integrationsfonds", "Projektaufrufe"),
    )
)

PRESS = FollowedFeed(
    SourceInfo(
        id="at_bmi_press",
        name="Austrian Ministry of the Interior: press releases",
        own_name="Bundesministerium für Inneres: Presseaussendungen",
        country="AT",
        zone="Europe/Vienna",
        url="https://www.bmi.gv.at/rss/bmi_presse.xml",
        shape=Shape.FEED,
        authority="Federal Ministry of the Interior",
        languages=("de",),
        complete=False,
        accept="*/*",
        options={"words": "amif|asyl-, migrations|projektaufruf"},
    )
)

SOURCES = (CALLS, PRESS)
