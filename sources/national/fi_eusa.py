"""Finland: the Ministry of the Interior's site of the EU home affairs funds: one page per round of
calls.

Rounds come twice a year and stay open four to six weeks.

Odd, as read in stored copies, November 2026:
- When a round has ended a banner says so ("Haku on päättynyt") above the old text ("päättyy"):
  the banner wins.
- One notice speaks of AMIF, ISF and BMVI; only the AMIF part of the money counts.
- The office's day ends at 16.15, which is a normal closing hour; hours are written with a dot.
- "1.3.2024 9.03" is a date and a time of publication.
- The same notice comes in Finnish and Swedish.
- The front page as listing is inferred; the rounds' and news' addresses were seen.
"""

from sources.base import Shape, SourceInfo
from sources.listing import ListingSource

SOURCE = ListingSource(
    SourceInfo(
        id="fi_eusa",
        name="EU home affairs funds in Finland",
        own_name="EUSA-rahastot",
        country="FI",
        zone="Europe/Helsinki",
        url="https://eusa-rahastot2021.fi/",
        shape=Shape.LISTING,
        authority="Ministry of the Interior",
        languages=("fi", "sv"),
        landmarks=("EUSA-rahastot", "sisäasioiden rahastot"),
        complete=False,
        evidence="inferred",
        options={"links": "/amif-rahaston-haku-|/-/", "words": "amif|haku|hau[nt]|turvapaikka"},
    )
)
