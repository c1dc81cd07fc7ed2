"""Calls as records and as rows: the way there and back."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, Select, select

from config.vocabulary import CallFacts, CallStatus, Deadline, Stage, StatusWord
from store import codec
from store.folding import fold
from store.records import Sighting, StoredCall
from store.tables import CALLS, SIGHTINGS
from store.upsert import chunks

LIVE = (CallStatus.OPEN.value, CallStatus.FORTHCOMING.value, CallStatus.UNKNOWN.value)

# The public order: what can be applied for now, what comes, what nobody can tell, what is over.
_GROUPS = {
    CallStatus.OPEN: 0,
    CallStatus.FORTHCOMING: 1,
    CallStatus.UNKNOWN: 2,
    CallStatus.CLOSED: 3,
    CallStatus.WITHDRAWN: 3,
}
NO_DATE = 9e12  # seconds; after every stated date


@dataclass(frozen=True, slots=True, kw_only=True)
class KeyedCall:
    """A call with the keys by which another source's notice of it is found (decisions F 1 and 2).

    `next_deadline` is the deadline that counts at the time of saving, for the order of lists; left
    out, it is taken from the facts as of the call's last update.
    """

    call: StoredCall
    code_key: str
    title_key: str
    next_deadline: datetime | None = None


def call_row(keyed: KeyedCall) -> dict[str, Any]:
    """The row of a call, without its sightings."""
    call, facts = keyed.call, keyed.call.facts
    group, key = _order(keyed)
    return {
        "id": call.id,
        "status": call.status.value,
        "word": call.word.value,
        "country": facts.country,
        "objectives": spaced(item.value for item in facts.objectives),
        "applicants": spaced(item.value for item in facts.applicants),
        "code_key": keyed.code_key,
        "title_key": keyed.title_key,
        "first_seen": call.first_seen,
        "updated": call.updated,
        "next_due": call.next_due,
        "turn": call.turn,
        "armed_turn": call.armed_turn,
        "armed_at": call.armed_at,
        "ticked_at": call.ticked_at,
        "known_as": call.known_as.value,
        "sort_group": group,
        "sort_key": key,
        "words": fold(_searched(facts)),
        "facts": codec.facts_to_json(facts),
        "corrected": codec.mapping_to_json(call.corrected),
        "corrections_ended": codec.words_to_json(call.corrections_ended),
    }


def sighting_row(call_id: str, sighting: Sighting) -> dict[str, Any]:
    """The row of a sighting of this call."""
    facts = codec.facts_to_json(sighting.facts)
    return {
        "source": sighting.source,
        "key": sighting.key,
        "call_id": call_id,
        "rank": sighting.rank,
        "word": sighting.word.value,
        "digest": sighting.digest or codec.digest_of_json(sighting.word, facts),
        "first_seen": sighting.first_seen,
        "last_seen": sighting.last_seen,
        "missing_since": sighting.missing_since,
        "missing_polls": sighting.missing_polls,
        "gone": sighting.gone,
        "facts": facts,
    }


def spaced(words: Iterable[str]) -> str:
    """Words with a blank around each, so that one can be looked for whole; empty for none."""
    joined = " ".join(words)
    return f" {joined} " if joined else ""


def load(conn: Connection, query: Select[Any]) -> list[StoredCall]:
    """The calls whose rows `query` (over `calls`) gives, in its order, with their sightings."""
    rows = conn.execute(query).all()
    facts: dict[str, CallFacts] = {}
    seen = _sightings(conn, [row.id for row in rows], facts)
    return [_call(row, tuple(seen.get(row.id, ())), facts) for row in rows]


def by_ids(conn: Connection, ids: Sequence[str]) -> dict[str, StoredCall]:
    """The calls that live under these ids now (aliases are not followed)."""
    found: dict[str, StoredCall] = {}
    for part in chunks(dict.fromkeys(ids)):
        for call in load(conn, select(CALLS).where(CALLS.c.id.in_(part))):
            found[call.id] = call
    return found


def _call(
    row: Row[Any], sightings: tuple[Sighting, ...], facts: dict[str, CallFacts]
) -> StoredCall:
    return StoredCall(
        id=row.id,
        facts=_facts(row.facts, facts),
        word=StatusWord(row.word),
        status=CallStatus(row.status),
        sightings=sightings,
        first_seen=row.first_seen,
        updated=row.updated,
        turn=row.turn,
        armed_turn=row.armed_turn,
        armed_at=row.armed_at,
        ticked_at=row.ticked_at,
        known_as=CallStatus(row.known_as),
        next_due=row.next_due,
        corrected=codec.mapping_from_json(row.corrected),
        corrections_ended=codec.words_from_json(row.corrections_ended),
    )


def _sightings(
    conn: Connection, ids: Sequence[str], facts: dict[str, CallFacts]
) -> dict[str, list[Sighting]]:
    found: dict[str, list[Sighting]] = {}
    for part in chunks(ids):
        query = select(SIGHTINGS).where(SIGHTINGS.c.call_id.in_(part))
        order = query.order_by(SIGHTINGS.c.first_seen, SIGHTINGS.c.source, SIGHTINGS.c.key)
        for row in conn.execute(order):
            found.setdefault(row.call_id, []).append(_sighting(row, facts))
    return found


def _sighting(row: Row[Any], facts: dict[str, CallFacts]) -> Sighting:
    return Sighting(
        source=row.source,
        key=row.key,
        rank=row.rank,
        word=StatusWord(row.word),
        facts=_facts(row.facts, facts),
        first_seen=row.first_seen,
        last_seen=row.last_seen,
        missing_since=row.missing_since,
        missing_polls=row.missing_polls,
        gone=row.gone,
        digest=row.digest,
    )


def _facts(written: str, known: dict[str, CallFacts]) -> CallFacts:
    """Most calls have one sighting with the very same facts: read once, shared."""
    facts = known.get(written)
    if facts is None:
        facts = known[written] = codec.facts_from_json(written)
    return facts


def _searched(facts: CallFacts) -> str:
    parts = (facts.title, facts.identifier, facts.call_identifier, facts.authority)
    return " ".join(part for part in parts if part)


def _order(keyed: KeyedCall) -> tuple[int, float]:
    """Open by next deadline, forthcoming by opening, unknown newest first, closed newest first."""
    call = keyed.call
    opens = call.facts.opens
    if call.status is CallStatus.OPEN:
        ends = keyed.next_deadline or _next_deadline(call)
        key = NO_DATE if ends is None else ends.timestamp()
    elif call.status is CallStatus.FORTHCOMING:
        key = NO_DATE if opens is None else opens.at.timestamp()
    elif call.status is CallStatus.UNKNOWN:
        key = -call.updated.timestamp()
    else:
        key = -_ended(call).timestamp()
    return _GROUPS[call.status], key


def _counting(facts: CallFacts) -> list[Deadline]:
    """The deadlines a newcomer can meet: no doubtful ones, no second stage."""
    return [one for one in facts.deadlines if one.doubt is None and one.stage is not Stage.SECOND]


def _next_deadline(call: StoredCall) -> datetime | None:
    ahead = [one.at for one in _counting(call.facts) if one.at > call.updated]
    return min(ahead, default=None)


def _ended(call: StoredCall) -> datetime:
    """When a call that is over ended: its last deadline, unless it was ended before that."""
    last = max((one.at for one in _counting(call.facts)), default=call.updated)
    return min(last, call.updated)
