"""Romania: the Ministry of Internal Affairs, Directorate for Non-reimbursable External Funds: its
page of calls.

Odd, as read in stored copies, November 2026: the page's head prints the day of reading, in
English; "publicat ... editat ..." are the page's dates; s and t come with comma or cedilla;
amounts are in lei. Its feed's address is only inferred, so the page of calls is read.
"""

from sources.base import Shape, SourceInfo
from sources.listing import ListingSource

SOURCE = ListingSource(
    SourceInfo(
        id="ro_fed",
        name="Romanian Ministry of Internal Affairs, External Funds: calls",
        own_name="MAI, Direcția Fonduri Externe Nerambursabile: apeluri",
        country="RO",
        zone="Europe/Bucharest",
        url="https://fed.mai.gov.ro/in/apeluri/",
        shape=Shape.LISTING,
        authority="Ministry of Internal Affairs, Directorate for Non-reimbursable External Funds",
        languages=("ro",),
        landmarks=("Apeluri", "Fonduri Externe Nerambursabile"),
        complete=False,
        options={"links": r"fed\.mai\.gov\.ro/\d+/|/\d{3,6}/[^/?]+", "name": r"/(\d{3,6})/"},
    )
)
