"""Ireland: the Department of Justice, Home Affairs and Migration: its press releases.

Odd, as read in stored copies, November 2026: the brief for migration came here in 2025. The
department's own Integration Fund is not the AMIF. The English list's address is inferred from
the Irish one. "12 pm" is noon, and a date without a year may carry a weekday that fixes it.
"""

from sources.base import Shape, SourceInfo
from sources.listing import ListingSource

SOURCE = ListingSource(
    SourceInfo(
        id="ie_justice",
        name="Ireland, Department of Justice, Home Affairs and Migration",
        own_name="An Roinn Dlí agus Cirt, Gnóthaí Baile agus Imirce",
        country="IE",
        zone="Europe/Dublin",
        url="https://www.gov.ie/en/department-of-justice-home-affairs-and-migration/press-releases/",
        shape=Shape.LISTING,
        authority="Department of Justice, Home Affairs and Migration",
        languages=("en",),
        landmarks=("Press releases", "gov.ie"),
        complete=False,
        evidence="inferred",
        options={"links": "/press-releases/[^/]+", "words": "asylum,? migration|amif|integration"},
    )
)
