"""Greece: the Special Service for the Migration and Home Affairs Funds (ΤΑΜΕΥ), its list of calls.

One page per call under a running number, with labelled fields (label and value on lines of their
own). The code (AMIF_020) names the call.

Odd, as read in stored copies, November 2026:
- "2:00 μμ" is 14:00 (μμ afternoon, πμ morning).
- "Άμεση Αξιολόγηση" (direct evaluation) marks awards to named bodies: `restricted`.
- Pages on how calls are made (/sde2021-2027/) are full of the word for call and are none.
- The name of the service is from general knowledge; its site and the pages of calls were seen.
"""

from dataclasses import replace

from config.vocabulary import CallFacts, DeadlineKind, Quote, StatusWord
from sources.base import Shape, SourceInfo
from sources.labels import lines, pairs
from sources.listing import ListingSource
from sources.markup import fold
from sources.reading import Context, Notice, read_html
from sources.settle import filled, fold_code
from sources.values import deadline, money, opening

ZONE = "Europe/Athens"
_PROGRAMME = "Πρόγραμμα"
_CODE = "Κωδικός Πρόσκλησης"
_BUDGET = "Προϋπολογισμός"
_KIND = "Είδος Αξιολόγησης"
_OPENS = "Ημερομηνία έναρξης προτάσεων"
_CLOSES = "Ημερομηνία λήξης προτάσεων"
_FIELDS = {"identifier": _CODE, "budget": _BUDGET, "opens": _OPENS, "deadlines": _CLOSES}
_LABELS = (_PROGRAMME, _CODE, "Α/Α Πρόσκλησης ΟΠΣ", _BUDGET, _KIND, _OPENS, _CLOSES)


def read_call(html: str, context: Context) -> tuple[Notice, ...]:
    """The call of one detail page; () for a page of another programme or without a code."""
    written = lines(html)
    fields = pairs(written, _LABELS)
    if _CODE not in fields or "ΤΑΜΕ" not in fields.get(_PROGRAMME, "").upper():
        return ()
    closes = deadline(fields.get(_CLOSES, ""), ZONE)
    facts = CallFacts(
        title=_title(written),
        country="GR",
        language="el",
        identifier=fields[_CODE],
        restricted="αμεση" in fold(fields.get(_KIND, "")),
        budget=money(fields.get(_BUDGET, ""), "EUR"),
        opens=opening(fields.get(_OPENS, ""), ZONE),
        deadlines=(closes,) if closes else (),
        deadline_kind=DeadlineKind.FIXED if closes else DeadlineKind.UNKNOWN,
        url=context.url,
        evidence=tuple(
            Quote(field=name, text=f"{label}: {fields[label]}", place="field")
            for name, label in _FIELDS.items()
            if label in fields
        ),
    )
    word = StatusWord.NONE
    for notice in read_html(html, context):
        facts = filled(facts, replace(notice.facts, identifier=None, opens=None, deadlines=()))
        word = notice.word
    return (Notice(key=fold_code(fields[_CODE]), word=word, facts=facts),)


def _title(written: tuple[str, ...]) -> str:
    """The line above the first field: the page's heading."""
    first = fold(_PROGRAMME)
    for place, line in enumerate(written):
        if fold(line).rstrip(" :") == first or fold(line).startswith(f"{first}:"):
            return written[place - 1] if place else ""
    return written[0] if written else ""


SOURCE = ListingSource(
    SourceInfo(
        id="gr_tamey",
        name="Greek Special Service for the Migration and Home Affairs Funds: calls",
        own_name="ΤΑΜΕΥ: Προσκλήσεις ΤΑΜΕ 2021-2027",
        country="GR",
        zone=ZONE,
        url="https://tamey.gov.gr/amif2021-2027/calls/",
        shape=Shape.LISTING,
        authority="Special Service for the Migration and Home Affairs Funds",
        languages=("el",),
        landmarks=("Προσκλήσεις", "ΤΑΜΕ 2021-2027"),
        options={"links": r"/calls/\d+/?$"},
    ),
    read_call,
)
