"""Bulgaria: the national system of procedures (ИСУН 2020), where every call of the Ministry of
Interior is filed.

Odd, as read in stored copies, November 2026:
- Procedures are named by codes such as BG65AMPR001-4.002 (BG65AMNP001-... was 2014-2020); the
  address holds a steady guid.
- A procedure that has ended moves to another address (InfoEndedQA) with the same guid.
- Direct awards to named bodies are filed like calls.
- The list's own address is inferred from the pages seen.
"""

from sources.base import Shape, SourceInfo
from sources.listing import ListingSource

SOURCE = ListingSource(
    SourceInfo(
        id="bg_isun",
        name="Bulgarian system of EU procedures",
        own_name="ИСУН 2020: отворени процедури",
        country="BG",
        zone="Europe/Sofia",
        url="https://eumis2020.government.bg/bg/s/Procedure/Active",
        shape=Shape.LISTING,
        authority="Ministry of Interior, International Projects Directorate",
        languages=("bg",),
        landmarks=("Отворени процедури", "ИСУН 2020"),
        complete=False,
        evidence="inferred",
        options={
            "links": "/Procedure/Info/[0-9a-f-]{8,}",
            "name": "/Info/([0-9a-f-]{8,})",
            "words": "bg65am|убежище",
        },
    )
)
