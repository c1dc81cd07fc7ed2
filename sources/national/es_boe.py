"""Spain: the official gazette (BOE), its feed of grants: the ministry's calls are printed there.

An entry is a title; the page behind it holds the extract. The gazette's own number
(BOE-B-2025-24528), which stands in the address, names the notice.

Odd, as read in stored copies, November 2026:
- Deadlines are working days after publication ("diez días hábiles"): `relative`, never a date.
- Notices of the European Social Fund name the fund because the title of Regulation (EU) 2021/1060
  does: the commonest false find.
- A title may say only "cofinanciadas por fondos de la Unión Europea", so matching pages are read.
- Feeds of the gazette were seen as ISO-8859-1, whatever the server says: the XML declaration
  counts.
- Return is the interior ministry's (from general knowledge).
"""

import re
from dataclasses import replace

from sources.base import Shape, SourceInfo
from sources.feed import FollowedFeed
from sources.reading import Context, Notice, read_html

_NUMBER = re.compile(r"BOE-[AB]-20\d\d-\d+")


def read_extract(html: str, context: Context) -> tuple[Notice, ...]:
    """What the reader finds, named by the gazette's number where it found no code."""
    number = _NUMBER.search(context.url)
    return tuple(
        Notice(
            key=notice.key,
            word=notice.word,
            facts=replace(notice.facts, identifier=notice.facts.identifier or number[0])
            if number
            else notice.facts,
        )
        for notice in read_html(html, context)
    )


SOURCE = FollowedFeed(
    SourceInfo(
        id="es_boe",
        name="Spanish official gazette: grants",
        own_name="Boletín Oficial del Estado: ayudas",
        country="ES",
        zone="Europe/Madrid",
        url="https://www.boe.es/rss/canal.php?c=ayudas",
        shape=Shape.FEED,
        authority="Ministry of Inclusion, Social Security and Migrations",
        languages=("es",),
        complete=False,
        options={"words": r"fami\b|asilo|extranjeria|migra|proteccion internacional|integracion"},
        notes="the interior ministry's calls for return are not looked for apart",
    ),
    read_extract,
)
