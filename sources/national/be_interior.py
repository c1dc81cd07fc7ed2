"""Belgium: the Federal Public Service Interior, European Funds cell: the fund's own site.

Odd, as read in stored copies, November 2026: the address was seen with the papers of 2014-2020.
Calls are also printed in the official gazette (be_gazette).
"""

from sources.base import Shape, SourceInfo
from sources.page import PageSource

SOURCE = PageSource(
    SourceInfo(
        id="be_interior",
        name="Belgian Federal Public Service Interior, European Funds",
        own_name="FOD Binnenlandse Zaken / SPF Intérieur: AMIF",
        country="BE",
        zone="Europe/Brussels",
        url="https://www.amif-isf.be",
        shape=Shape.PAGE,
        authority="Federal Public Service Interior",
        languages=("nl", "fr"),
        landmarks=(
            "AMIF",
            "Fonds voor Asiel, Migratie en Integratie",
            "Fonds Asile, Migration et Intégration",
        ),
        notes="this address was seen with papers of 2014-2020",
    )
)
