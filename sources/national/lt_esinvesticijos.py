"""Lithuania: the EU investments portal, where calls of all funds are filed in labelled fields.

Label and value on lines of their own: "Teikiama nuo", "Teikiama iki" (from, until), "Kvietimo
finansavimo suma" (money of the call). Only pages that name the PMIF pass.

Odd, as read in stored copies, November 2026:
- "Pasibaigęs" (ended) is printed behind the closing date.
- "2025-02-28 17:00" is local time; nothing says so.
"""

import re
from dataclasses import replace

from config.vocabulary import CallFacts, DeadlineKind, StatusWord
from sources.base import Rank, Shape, SourceInfo
from sources.labels import lines, pairs
from sources.listing import ListingSource
from sources.markup import fold
from sources.reading import Context, Notice, main_text, read_html
from sources.values import deadline, money, opening

ZONE = "Europe/Vilnius"
_FROM, _UNTIL, _SUM = "Teikiama nuo", "Teikiama iki", "Kvietimo finansavimo suma"
_FUND = re.compile(r"\bpmif\b|prieglobscio,? migracijos ir integracijos fond")
_LABELS = (_FROM, _UNTIL, _SUM, "Projektų atrankos būdas", "Finansavimo forma")


def read_call(html: str, context: Context) -> tuple[Notice, ...]:
    """What the reader finds, its dates and money replaced by the page's own fields.

    A page with the fields that names the fund is a call even where its prose alone would not be.
    """
    written = lines(html)
    fields = pairs(written, _LABELS)
    until = fields.get(_UNTIL, "")
    closes = deadline(until, ZONE)
    found = []
    for notice in read_html(html, context) or _by_its_fields(html, written, context):
        facts = notice.facts
        if closes:
            facts = replace(facts, deadlines=(closes,), deadline_kind=DeadlineKind.FIXED)
        facts = replace(
            facts,
            opens=opening(fields.get(_FROM, ""), ZONE) or facts.opens,
            budget=money(fields.get(_SUM, ""), "EUR") or facts.budget,
        )
        word = StatusWord.CLOSED if "pasibaiges" in fold(until) else notice.word
        found.append(Notice(key=notice.key, word=word, facts=facts))
    return tuple(found)


def _by_its_fields(html: str, written: tuple[str, ...], context: Context) -> tuple[Notice, ...]:
    labels = [place for place, line in enumerate(written) if fold(line) == fold(_FROM)]
    if not labels or not labels[0] or not _FUND.search(fold(main_text(html))):
        return ()
    title = written[labels[0] - 1]
    facts = CallFacts(title=title, country="LT", language="lt", url=context.url)
    return (Notice(key=fold(title), word=StatusWord.NONE, facts=facts),)


SOURCE = ListingSource(
    SourceInfo(
        id="lt_esinvesticijos",
        name="Lithuanian EU investments portal: calls",
        own_name="ES investicijos: kvietimai",
        country="LT",
        zone=ZONE,
        url="https://2021.esinvesticijos.lt/kvietimai",
        shape=Shape.LISTING,
        authority="Ministry of Social Security and Labour",
        languages=("lt",),
        landmarks=("Kvietimai", "ES investicijos"),
        rank=Rank.RELAY,
        complete=False,
        options={
            "links": r"/kvietimai/[^/?]+",
            "words": "pmif|prieglobscio|migrac|integrac|uzsienieci",
        },
    ),
    read_call,
)
