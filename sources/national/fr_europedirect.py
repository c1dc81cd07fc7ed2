"""France: the Europe Direct centre in the Pyrenees, which lists the national FAMI calls. A relay.

Label and value on lines of their own: "Programme", "Date de Publication", "Date limite",
"Objectif" (which holds the call's code, AAP_01-2022-FAMI).

Odd, as read in stored copies, November 2026: an objective may be named only to be excluded ("L'OS 4
est exclu"); calls are published "sous réserve" of the programme's approval.
"""

from dataclasses import replace

from config.vocabulary import DeadlineKind
from sources.base import Rank, Shape, SourceInfo
from sources.labels import lines, pairs
from sources.listing import ListingSource
from sources.reading import Context, Notice, read_html
from sources.values import deadline

ZONE = "Europe/Paris"
_LIMIT = "Date limite"
_LABELS = ("Programme", "Date de Publication", _LIMIT, "Objectif")


def read_call(html: str, context: Context) -> tuple[Notice, ...]:
    """What the reader finds, its deadline replaced by the page's own field."""
    fields = pairs(lines(html), _LABELS)
    closes = deadline(fields.get(_LIMIT, ""), ZONE)
    found = []
    for notice in read_html(html, context):
        facts = notice.facts
        if closes:
            facts = replace(facts, deadlines=(closes,), deadline_kind=DeadlineKind.FIXED)
        found.append(Notice(key=notice.key, word=notice.word, facts=facts))
    return tuple(found)


SOURCE = ListingSource(
    SourceInfo(
        id="fr_europedirect",
        name="Europe Direct Pyrenees: calls",
        own_name="Europe Direct Pyrénées: appels à propositions",
        country="FR",
        zone=ZONE,
        url="https://www.europedirectpyrenees.eu/appel-a-proposition",
        shape=Shape.LISTING,
        authority=("Ministry of the Interior, Directorate-General for Foreign Nationals in France"),
        languages=("fr",),
        landmarks=("Appels à propositions", "Appel à proposition", "Europe Direct"),
        rank=Rank.RELAY,
        complete=False,
        options={"links": r"/appel-a-proposition/[^/?]+", "words": "fami|asile|migration"},
    ),
    read_call,
)
