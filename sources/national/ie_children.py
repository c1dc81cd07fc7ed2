"""Ireland: the Department of Children, Disability and Equality: its press releases.

Odd, as read in stored copies, November 2026: integration calls came from here until early 2025
(then still named with Integration and Youth). The list's address is inferred. "12 pm" is noon,
and a date without a year may carry a weekday that fixes it.
"""

from sources.base import Shape, SourceInfo
from sources.listing import ListingSource

SOURCE = ListingSource(
    SourceInfo(
        id="ie_children",
        name="Ireland, Department of Children, Disability and Equality",
        own_name="An Roinn Leanaí, Míchumais agus Comhionannais",
        country="IE",
        zone="Europe/Dublin",
        url="https://www.gov.ie/en/department-of-children-disability-and-equality/press-releases/",
        shape=Shape.LISTING,
        authority="Department of Children, Disability and Equality",
        languages=("en",),
        landmarks=("Press releases", "gov.ie"),
        complete=False,
        evidence="inferred",
        options={"links": "/press-releases/[^/]+", "words": "asylum,? migration|amif|integration"},
    )
)
