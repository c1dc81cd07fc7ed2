"""Slovakia: the Ministry of the Interior: news of the foreign aid section, and press releases.

Odd, as read in stored copies, November 2026:
- A page's whole identity stands in the query string ("?tlacove-spravy&sprava=...").
- The head prints today's date ("Dnes je ...").
- The section publishes calls of the ESF beside those of the fund; the only feed seen is the
  police's.
- No call of 2021-2027 was found in stored pages.
"""

from sources.base import Shape, SourceInfo
from sources.listing import ListingSource

FUNDS = ListingSource(
    SourceInfo(
        id="sk_minv",
        name="Slovak Ministry of the Interior: foreign aid section",
        own_name="Ministerstvo vnútra SR: odbor zahraničnej pomoci",
        country="SK",
        zone="Europe/Bratislava",
        url="https://www.minv.sk/?aktuality_zahranicna_pomoc_MV_SR",
        shape=Shape.LISTING,
        authority="Ministry of the Interior, Section of European Programmes",
        languages=("sk",),
        landmarks=("Ministerstvo vnútra Slovenskej republiky", "Európske programy"),
        complete=False,
        options={"links": "[?&]sprava=", "name": "[?&]sprava=([^&]+)"},
        notes="no call of 2021-2027 was found in stored pages",
    )
)

PRESS = ListingSource(
    SourceInfo(
        id="sk_minv_press",
        name="Slovak Ministry of the Interior: press releases",
        own_name="Ministerstvo vnútra SR: tlačové správy",
        country="SK",
        zone="Europe/Bratislava",
        url="https://www.minv.sk/?tlacove-spravy",
        shape=Shape.LISTING,
        authority="Ministry of the Interior, Section of European Programmes",
        languages=("sk",),
        landmarks=("Ministerstvo vnútra Slovenskej republiky", "Tlačové správy"),
        complete=False,
        options={
            "links": "[?&]sprava=",
            "name": "[?&]sprava=([^&]+)",
            "words": "azyl|amif|integraci|cudzinc|vyzv",
        },
    )
)

SOURCES = (FUNDS, PRESS)
