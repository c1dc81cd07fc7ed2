"""Belgium: readable copies of the official gazette, where the calls are printed. A relay.

Odd, as read in stored copies, November 2026:
- The number in the address (numac) names a notice for good; the Dutch and the French one are
  two notices of one call, with one "AMIF NR".
- The deadline stands deep in the text. A notice may name the fund of 2014-2020 though printed
  in 2022.
- The gazette's own day list as entry is inferred.
"""

from sources.base import Rank, Shape, SourceInfo
from sources.listing import ListingSource

SOURCE = ListingSource(
    SourceInfo(
        id="be_gazette",
        name="Belgian official gazette (readable copies)",
        own_name="Belgisch Staatsblad / Moniteur belge (etaamb)",
        country="BE",
        zone="Europe/Brussels",
        url="https://etaamb.openjustice.be/nl/",
        shape=Shape.LISTING,
        authority="Federal Public Service Interior",
        languages=("nl", "fr"),
        landmarks=("etaamb", "staatsblad"),
        rank=Rank.RELAY,
        complete=False,
        evidence="inferred",
        options={
            "links": r"/document_n\d{10}",
            "name": r"/document_n(\d+)",
            "words": "asiel, migratie en integratie|asile, (la )?migration|amif",
        },
    )
)
