"""France: the Ministry of the Interior (DGEF), managing authority of the FAMI: a declared blind
spot.

The ministry's site refuses automated reading, as a public note on such sites says, and its page
of calls was in no stored copy. This source is never polled; regional calls and relays are
watched instead (fr_dreets, fr_europedirect, fr_federation).
"""

from sources.base import Shape, SourceInfo
from sources.page import PageSource

SOURCE = PageSource(
    SourceInfo(
        id="fr_interieur",
        name="French Ministry of the Interior, Directorate-General for Foreign Nationals",
        own_name="Direction générale des étrangers en France (DGEF)",
        country="FR",
        zone="Europe/Paris",
        url="https://www.immigration.interieur.gouv.fr/",
        shape=Shape.PAGE,
        authority="Ministry of the Interior, Directorate-General for Foreign Nationals in France",
        languages=("fr",),
        landmarks=("Direction générale des étrangers en France",),
        blind_spot="Not watched: refuses automated reading; regional calls only.",
    )
)
