"""Malta: the ministry responsible for EU funds (fondi.eu): its list of what can be applied for.

Odd, as read in stored copies, November 2026: calls are pages, not posts, so the site's feed
leaves them out and the list is read instead; "12.00 p.m." is noon; information sessions have no
year; the pages of ISF and BMVI stand beside.
"""

from sources.base import Shape, SourceInfo
from sources.listing import ListingSource

SOURCE = ListingSource(
    SourceInfo(
        id="mt_fondi",
        name="fondi.eu: what funding is available",
        own_name="fondi.eu",
        country="MT",
        zone="Europe/Malta",
        url="https://fondi.eu/what-funding-is-available/",
        shape=Shape.LISTING,
        authority="Ministry responsible for EU funds",
        languages=("en",),
        landmarks=("What funding is available", "fondi.eu"),
        complete=False,
        options={"links": "/what-funding-is-available/[^/?]+", "words": "amif|asylum|migration"},
    )
)
