"""Luxembourg: the National Reception Office: its page of the AMIF.

Odd, as read in stored copies, November 2026: the managing authority moved from the foreign
ministry (2022) to the family ministry; information sessions stand beside the deadline; several
old hosts are still linked.
"""

from sources.base import Shape, SourceInfo
from sources.page import PageSource

SOURCE = PageSource(
    SourceInfo(
        id="lu_ona",
        name="Luxembourg National Reception Office: AMIF",
        own_name="Office national de l'accueil: Fonds AMIF",
        country="LU",
        zone="Europe/Luxembourg",
        url="https://ona.gouvernement.lu/fr/coordination-et-cooperation/fonds-amif.html",
        shape=Shape.PAGE,
        authority="Ministry of Family Affairs, Solidarity, Living Together and Reception",
        languages=("fr",),
        landmarks=("Asile, migration et intégration", "Office national de l'accueil"),
    )
)
