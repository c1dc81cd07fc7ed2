"""Czechia: dotacni.info, which restates every call of the ministry in a steady form. A relay.

The window stands in one sentence ("od 5. 4. 2023 od 9:00 do 19. 5. 2023 v 16:00"), and the number
of the call in the title ("8. výzva OP AMIF").

Odd, as read in stored copies, November 2026:
- "Výzva č. 3" and "3. výzva" are one numbering.
- Two "od" stand in one phrase; the earliest start and the latest end of projects stand near.
- Amounts are in Czech crowns, at times for one region only.
- The list as entry is inferred; the pages below it were seen.
"""

import re
from dataclasses import replace

from config.vocabulary import CallFacts, DeadlineKind
from sources.base import Rank, Shape, SourceInfo
from sources.labels import lines
from sources.listing import ListingSource
from sources.national._czech import in_one_form, read_article
from sources.reading import Context, Notice
from sources.values import deadline, opening

ZONE = "Europe/Prague"
_DAY = r"\d{1,2}\.\s?\d{1,2}\.\s?20\d\d"
_WINDOW = re.compile(
    rf"\bod (?P<from>{_DAY}(?: od \d{{1,2}}[:.]\d\d)?)"
    rf" do (?P<until>{_DAY}(?: v \d{{1,2}}[:.]\d\d)?)"
)


def read_call(html: str, context: Context) -> tuple[Notice, ...]:
    """What the reader finds; a page with one window has that window's dates."""
    windows = {match.group(): match for line in lines(html) for match in _WINDOW.finditer(line)}
    found = read_article(html, context)
    if len(windows) != 1 or len(found) != 1:
        return found
    window = next(iter(windows.values()))
    notice = found[0]
    within = Notice(key=notice.key, word=notice.word, facts=_within(notice.facts, window))
    return (in_one_form(within),)


def _within(facts: CallFacts, window: re.Match[str]) -> CallFacts:
    closes = deadline(window["until"], ZONE)
    if closes is None:
        return facts
    return replace(
        facts,
        opens=opening(window["from"], ZONE) or facts.opens,
        deadlines=(replace(closes, text=window.group()),),
        deadline_kind=DeadlineKind.FIXED,
    )


SOURCE = ListingSource(
    SourceInfo(
        id="cz_dotacni",
        name="dotacni.info: calls of the Ministry of the Interior",
        own_name="dotacni.info: výzvy MV ČR",
        country="CZ",
        zone=ZONE,
        url="https://www.dotacni.info/",
        shape=Shape.LISTING,
        authority="Ministry of the Interior, Department of EU Home Affairs Funds",
        languages=("cs",),
        landmarks=("Dotační info", "dotacni.info", "dotace"),
        rank=Rank.RELAY,
        complete=False,
        evidence="inferred",
        options={"links": r"/mv-cr-[^/?]+/?$"},
    ),
    read_call,
)
