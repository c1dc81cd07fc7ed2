"""EU level: the portal's own feed of call updates, a cross-check on the search API.

It can add a call the search does not show; being a relay and a feed it never opens, closes or moves
one the portal shows (decisions F). Each item's text holds "Identifier: ..." and "Deadline: <day>
HH:MM:SS", Brussels time.

Odd, as read in public programs, November 2026: no raw file was seen; some cloud addresses cannot
reach it. It carries updates of every programme: only AMIF identifiers pass.
"""

import re
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from config.vocabulary import CallFacts, Deadline, DeadlineKind, Management, Quote, StatusWord
from sources.base import Rank, Shape, SourceInfo
from sources.entries import Entry
from sources.feed import FeedSource
from sources.markup import whole_text
from sources.reading import Context, Notice
from sources.settle import BRUSSELS, EU_AUTHORITY, fold_code

_IDENTIFIER = re.compile(r"\bAMIF-20\d\d-[A-Z0-9-]+[A-Z0-9]\b")
_DEADLINE = re.compile(
    r"Deadline:\s*(?P<words>(?:[A-Za-z]+,?\s+)?(?P<d>\d{1,2})\s+(?P<m>[A-Za-z]+)\s+(?P<y>20\d\d)"
    r",?\s+(?P<h>\d\d):(?P<min>\d\d):\d\d)"
)
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")


def read_update(entry: Entry, context: Context) -> tuple[Notice, ...]:
    """The call an item names; () for items of other programmes."""
    text = f"{entry.title} {whole_text(entry.body)}"
    codes = sorted({match.group() for match in _IDENTIFIER.finditer(text)})
    if len(codes) != 1:
        return ()
    closes = _deadline(text)
    facts = CallFacts(
        title=entry.title.strip() or codes[0],
        country="EU",
        identifier=codes[0],
        management=Management.DIRECT,
        authority=EU_AUTHORITY,
        deadlines=(closes,) if closes else (),
        deadline_kind=DeadlineKind.FIXED if closes else DeadlineKind.UNKNOWN,
        url=context.url,
        evidence=(Quote(field="deadlines", text=closes.text, place="item"),) if closes else (),
    )
    return (Notice(key=fold_code(codes[0]), word=StatusWord.NONE, facts=facts),)


def _deadline(text: str) -> Deadline | None:
    found = list(_DEADLINE.finditer(text))
    if len({match.group() for match in found}) != 1:
        return None
    match = found[0]
    month = match["m"][:3].lower()
    try:
        at = datetime(
            int(match["y"]),
            _MONTHS.index(month) + 1,
            int(match["d"]),
            int(match["h"]),
            int(match["min"]),
            tzinfo=ZoneInfo(BRUSSELS),
        )
    except ValueError:
        return None
    return Deadline(at=at.astimezone(UTC), zone=BRUSSELS, text=match["words"])


SOURCE = FeedSource(
    SourceInfo(
        id="eu_portal_updates",
        name="EU Funding & Tenders portal: call updates feed",
        country="EU",
        zone=BRUSSELS,
        url=(
            "https://ec.europa.eu/info/funding-tenders/opportunities/data/"
            "referenceData/callupdates-rss.xml"
        ),
        shape=Shape.FEED,
        authority=EU_AUTHORITY,
        rank=Rank.RELAY,
        complete=False,
    ),
    read_update,
)
