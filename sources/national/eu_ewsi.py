"""EU level: the European Website on Integration, which relays EU and national calls in English.

A title that begins with a country's name ("Romania: New AMIF call ...") tells of that country's
call, one that begins with "Europe:" or with nothing of an EU-level one.

Odd, as read in stored copies, November 2026:
- "/index.php/" in an address names the same page.
- The date above the text may be the day of reading, so it is not taken for the publication date.
- The addresses of its feeds are doubtful (one on an old host), so the list of news is read.
"""

import re
from dataclasses import replace

from config.countries import countries
from sources.base import Rank, Shape, SourceInfo
from sources.labels import lines
from sources.listing import ListingSource
from sources.markup import fold
from sources.reading import Context, Notice, read_html

_PREFIX = re.compile(r"^(?P<country>[A-Z][A-Za-z ]{3,20}):\s")


def read_news(html: str, context: Context) -> tuple[Notice, ...]:
    """The page's notices, in the country its heading names."""
    return read_html(html, _in_country(html, context))


def _in_country(html: str, context: Context) -> Context:
    named = {fold(country.name): country for country in countries().values()}
    for line in lines(html)[:40]:
        prefix = _PREFIX.match(line)
        if prefix and (country := named.get(fold(prefix["country"]))):
            return replace(
                context, country=country.code, zone=country.zone, authority=country.authority
            )
    return context


SOURCE = ListingSource(
    SourceInfo(
        id="eu_ewsi",
        name="European Website on Integration: news",
        country="EU",
        zone="Europe/Brussels",
        url="https://migrant-integration.ec.europa.eu/news_en",
        shape=Shape.LISTING,
        authority="European Commission, DG HOME",
        landmarks=("European Website on Integration", "News"),
        rank=Rank.RELAY,
        complete=False,
        options={"links": r"/news/[^/?]+_en", "words": r"amif|asylum,? migration|\bcalls?\b"},
    ),
    read_news,
)
