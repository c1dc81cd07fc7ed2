"""Austria: the Federal Chancellery, intermediate authority for integration: its standing page on
the AMIF.

Odd, as read in stored copies, November 2026:
- The banner says whether anything can be handed in now; the old call stays below "zur Nachlese"
  (for reference).
- The next call is announced by season ("für das Frühjahr 2026"), which is no date.
"""

from sources.base import Shape, SourceInfo
from sources.page import PageSource

SOURCE = PageSource(
    SourceInfo(
        id="at_bka",
        name="Austrian Federal Chancellery: AMIF integration",
        own_name="Bundeskanzleramt: Asyl-, Migrations- und Integrationsfonds",
        country="AT",
        zone="Europe/Vienna",
        url="https://bundeskanzleramt.gv.at/agenda/integration/projektfoerderung/asyl-migrations-und-integrationsfonds.html",
        shape=Shape.PAGE,
        authority="Federal Chancellery",
        languages=("de",),
        landmarks=("Asyl-, Migrations- und Integrationsfonds", "Zuständigkeiten"),
    )
)
