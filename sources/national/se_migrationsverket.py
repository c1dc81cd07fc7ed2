"""Sweden: the Migration Agency, managing authority: its page of calls, rewritten every year, and
news.

The page states each call in fields (Tillgängliga medel, Stöd från AMIF, Öppnar, Stänger,
Projektstart), each label on its own line above its value.

Odd, as read in stored copies, November 2026:
- One address, rewritten each year: another year's call under the same generic title is a new
  call (decisions F 0 tells them apart by opening and deadline).
- "Alla uppgifter är preliminära": planned calls may move.
- Amounts are in MSEK and "kronor", never euro; a range such as "1 mars-3 maj 2023" names the
  year once.
- Two pages of the agency were seen a few days apart on the closing date of a past call.
- None of the agency's feeds (/rss and its sisters) is known to carry the fund's news: news
  pages are followed instead; their date stands in the address.
"""

from dataclasses import replace

from sources.base import Shape, SourceInfo
from sources.labels import lines, pairs
from sources.listing import ListingSource
from sources.markup import fold
from sources.page import PageSource
from sources.reading import Context, Notice
from sources.sections import read_sections, sections
from sources.values import rate

_RATES = ("Stöd från AMIF", "Finansieringsgrad från AMIF")


def read_calls(html: str, context: Context) -> tuple[Notice, ...]:
    """The page's calls, the co-financing rate taken from its own field where prose gave none."""
    rates = {fold(title): _rate(section) for title, section in sections(html, "h2")}
    found = []
    for notice in read_sections(html, context):
        facts = notice.facts
        stated = facts.cofinancing_rate or rates.get(fold(facts.title))
        found.append(replace(notice, facts=replace(facts, cofinancing_rate=stated)))
    return tuple(found)


def _rate(section: str) -> float | None:
    fields = pairs(lines(section), _RATES)
    return next((value for label in _RATES if (value := rate(fields.get(label, "")))), None)


CALLS = PageSource(
    SourceInfo(
        id="se_migrationsverket",
        name="Swedish Migration Agency: AMIF calls",
        own_name="Migrationsverket, Funktionen för fonderna: Utlysningar",
        country="SE",
        zone="Europe/Stockholm",
        url="https://www.migrationsverket.se/Andra-aktorer/EU-fonder/Programperiod-2021-2027/Utlysningar/Planerade-utlysningar.html",
        shape=Shape.PAGE,
        authority="Swedish Migration Agency",
        languages=("sv",),
        landmarks=(
            "Planerade utlysningar",
            "Utlysningar",
            "Asyl-, migrations- och integrationsfonden",
        ),
    ),
    read_calls,
)

NEWS = ListingSource(
    SourceInfo(
        id="se_migrationsverket_news",
        name="Swedish Migration Agency: news of the funds",
        own_name="Migrationsverket: Nyheter för fonder",
        country="SE",
        zone="Europe/Stockholm",
        url="https://www.migrationsverket.se/Andra-aktorer/EU-fonder/Nyhetsarkiv-Fonder/Nyheter-for-Fonder.html",
        shape=Shape.LISTING,
        authority="Swedish Migration Agency",
        languages=("sv",),
        landmarks=("Nyheter för fonder", "Nyhetsarkiv", "EU-fonder"),
        complete=False,
        evidence="inferred",
        options={
            "links": r"/Nyheter-for-Fonder/20\d\d-\d\d-\d\d-",
            "words": "utlysning|amif|ansok",
        },
    )
)

SOURCES = (CALLS, NEWS)
