"""Poland: the Ministry of the Interior and Administration, Department of European Funds.

Odd, as read in stored copies, November 2026:
- The ministry's pages live on gov.pl, which has neither feed nor site map; the department's
  address there is inferred.
- Norway Grants "Azyl i Migracja" come from the same department and are not the fund's.
- Deadlines were also shortened ("skrócenie terminu"), and one page may tell several changes,
  the last one valid.
- Amounts are in zlotys; "br." is this year; a colon may stand without a blank.
"""

from sources.base import Shape, SourceInfo
from sources.listing import ListingSource

SOURCE = ListingSource(
    SourceInfo(
        id="pl_mswia",
        name="Polish Ministry of the Interior and Administration: European Funds",
        own_name="MSWiA, Departament Funduszy Europejskich",
        country="PL",
        zone="Europe/Warsaw",
        url="https://www.gov.pl/web/dfe-mswia",
        shape=Shape.LISTING,
        authority="Ministry of the Interior and Administration, Department of European Funds",
        languages=("pl",),
        landmarks=(
            "Departament Funduszy Europejskich",
            "Ministerstwo Spraw Wewnętrznych i Administracji",
        ),
        complete=False,
        evidence="inferred",
        options={"links": "/web/dfe-mswia/[^/?]+", "words": "nabor|fami|azylu"},
        notes="the ministry's pages on gov.pl have neither feed nor site map",
    )
)
