"""Cyprus: the Funding Programmes Portal, which relays the EU-level calls in labelled blocks.

Each call is a heading and one line "Code: 33804 | Identifier Code: AMIF-... | Programme name: ... |
Start submission calls: dd/mm/yyyy | End submission calls: dd/mm/yyyy". The dates carry no hour: all
are calls of the Commission, so the portal's 17:00 Brussels is meant, never a Nicosia midnight
(decisions A 3).

Odd, as read in stored copies, November 2026:
- "Code" is this portal's own number; only "Identifier Code" is known elsewhere.
- AMIF-2022-AG-CALL-THB is what the EU portal calls AMIF-2022-TF1-AG-THB, and its title begins with
  a Greek capital Alpha.
- Old calls stay listed for years: absence from this page means little, so it is not complete.
- The address of the programme's page is inferred from the portal's other programme pages.
"""

from dataclasses import dataclass, field

from config.vocabulary import CallFacts, DeadlineKind, Quote, StatusWord
from sources.base import Rank, Shape, SourceInfo
from sources.labels import bar_fields, lines
from sources.listing import ListingSource
from sources.markup import fold, links
from sources.page import PageSource
from sources.reading import Context, Notice
from sources.values import deadline, opening

ZONE = "Asia/Nicosia"
_FUND = "asylum, migration and integration fund"
_LABELS = frozenset(
    {
        "code",
        "identifier code",
        "programme name",
        "start submission calls",
        "end submission calls",
    }
)


@dataclass(slots=True)
class _Block:
    title: str
    fields: dict[str, str] = field(default_factory=dict)
    words: list[str] = field(default_factory=list)


def read_blocks(html: str, context: Context) -> tuple[Notice, ...]:
    """The calls in the portal's labelled blocks, those of other programmes left out."""
    addresses = {fold(link.words): link.url for link in links(html, context.url)}
    notices = []
    for block in _blocks(lines(html)):
        if _FUND not in fold(block.fields.get("programme name", "")):
            continue
        notices.append(_notice(block, addresses.get(fold(block.title), context.url)))
    return tuple(notices)


def _blocks(written: tuple[str, ...]) -> list[_Block]:
    """Gather runs of labelled fields, each titled by the line before it."""
    found: list[_Block] = []
    open_block: _Block | None = None
    before = ""
    for line in written:
        fields = {k: v for k, v in bar_fields(line).items() if k in _LABELS}
        if not fields:
            open_block, before = None, line
            continue
        if open_block is None or ("code" in fields and "code" in open_block.fields):
            open_block = _Block(title=before)
            found.append(open_block)
        open_block.fields.update(fields)
        open_block.words.append(line)
    return found


def _notice(block: _Block, url: str) -> Notice:
    fields = block.fields
    closes = deadline(fields.get("end submission calls", ""), ZONE)
    words = " | ".join(block.words)
    facts = CallFacts(
        title=block.title,
        country="CY",
        identifier=fields.get("identifier code") or None,
        opens=opening(fields.get("start submission calls", ""), ZONE),
        deadlines=(closes,) if closes else (),
        deadline_kind=DeadlineKind.FIXED if closes else DeadlineKind.UNKNOWN,
        url=url,
        evidence=tuple(Quote(field=name, text=words, place="block") for name in _quoted(fields)),
    )
    key = facts.identifier or fields.get("code") or fold(block.title)
    return Notice(key=key, word=StatusWord.NONE, facts=facts)


def _quoted(fields: dict[str, str]) -> list[str]:
    named = {
        "identifier code": "identifier",
        "start submission calls": "opens",
        "end submission calls": "deadlines",
    }
    return [name for label, name in named.items() if fields.get(label)]


_AUTHORITY = "Ministry of Interior, European Funds Unit"

RELAYED = PageSource(
    SourceInfo(
        id="cy_portal_eu",
        name="Funding Programmes Portal of Cyprus: EU-level calls",
        own_name="Πύλη Χρηματοδοτικών Προγραμμάτων",
        country="CY",
        zone=ZONE,
        url=(
            "https://www.fundingprogrammesportal.gov.cy/en/programs/"
            "asylum-migration-and-integration-fund-2021-2027/"
        ),
        shape=Shape.PAGE,
        authority="European Commission, DG HOME",
        languages=("en",),
        landmarks=("Programme Description", "Call Opening Date", "National Contact Point"),
        rank=Rank.RELAY,
        complete=False,
        evidence="inferred",
    ),
    read_blocks,
)

NATIONAL = ListingSource(
    SourceInfo(
        id="cy_portal",
        name="Funding Programmes Portal of Cyprus: Home Affairs Funds",
        own_name="Πύλη Χρηματοδοτικών Προγραμμάτων: Ταμεία Εσωτερικών Υποθέσεων",
        country="CY",
        zone=ZONE,
        url="https://www.fundingprogrammesportal.gov.cy/programs/home-affairs-funds-2021-2027/",
        shape=Shape.LISTING,
        authority=_AUTHORITY,
        languages=("el",),
        landmarks=("Ταμεία Εσωτερικών Υποθέσεων", "Περιγραφή Προγράμματος"),
        rank=Rank.RELAY,
        complete=False,
        options={"links": r"/call/[^/]+/?$"},
    )
)

SOURCES = (RELAYED, NATIONAL)
