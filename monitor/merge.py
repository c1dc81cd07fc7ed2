"""PURE: what several sources and the operator's corrections come to together (decisions A 5, F)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime

from config.vocabulary import (
    CallFacts,
    Deadline,
    DeadlineKind,
    Flag,
    Moment,
    Stage,
    StatusWord,
)
from monitor.corrections import Correction, ForcedStatus, apply_corrections
from sources.base import CallSeen, Rank
from store.records import Sighting, StoredCall

__all__ = ["Correction", "Merged", "carry", "merge", "sane"]

_RANKS = {Rank.PORTAL: 0, Rank.AUTHORITY: 1, Rank.RELAY: 2}
_YEARS_AHEAD = 5
_OPEN_WORDS = (
    StatusWord.OPEN,
    StatusWord.EXTENDED,
    StatusWord.ROLLING,
    StatusWord.PARTLY_CLOSED,
)
_DATELESS_KINDS = (DeadlineKind.ROLLING, DeadlineKind.RELATIVE)
_FILLED = (
    "identifier",
    "call_identifier",
    "authority",
    "objectives",
    "applicants",
    "budget",
    "cofinancing_rate",
    "grant_min",
    "grant_max",
    "flat_rate",
    "project_start",
    "minimum_score",
    "conditions",
    "updates",
    "documents",
    "url",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Merged:
    """The one reading of a call. `portal`: the portal's word decides its status, not the dates."""

    facts: CallFacts
    word: StatusWord
    portal: bool
    forced_status: ForcedStatus | None = None
    corrected: Mapping[str, str] = field(default_factory=dict)
    corrections_ended: tuple[str, ...] = ()


def merge(call: StoredCall, corrections: Sequence[Correction]) -> Merged:
    """The leading source's notice, what it lacks filled from the others, corrections on top.

    The portal leads for the calls it knows, also while it does not show them; then the authority,
    then relays; of equals the one that showed the call first. A relay never gives the portal's
    calls a date that counts.
    """
    ordered = sorted(call.sightings, key=_lead_order)
    lead = ordered[0]
    facts = lead.facts
    for other in ordered[1:]:
        facts = _filled(facts, lead, other)
    facts = replace(facts, flags=_flags(facts, lead, ordered[1:]))
    corrected = apply_corrections(call.id, facts, corrections, ended=call.corrections_ended)
    return Merged(
        facts=corrected.facts,
        word=lead.word,
        portal=lead.rank == Rank.PORTAL,
        forced_status=corrected.status,
        corrected=corrected.reasons,
        corrections_ended=corrected.ended,
    )


def _lead_order(sighting: Sighting) -> tuple[bool, int, datetime, str]:
    rank = Rank(sighting.rank)
    left = sighting.gone and rank is not Rank.PORTAL
    return (left, _RANKS[rank], sighting.first_seen, sighting.source)


def _filled(facts: CallFacts, lead: Sighting, other: Sighting) -> CallFacts:
    missing = {
        name: value
        for name in _FILLED
        if not getattr(facts, name) and (value := getattr(other.facts, name))
    }
    quoted = {quote.field for quote in facts.evidence}
    evidence = facts.evidence + tuple(
        quote for quote in other.facts.evidence if quote.field in missing.keys() - quoted
    )
    facts = replace(facts, **missing, evidence=evidence)
    if facts.opens is None and not _opening_contradicts(lead, other):
        facts = replace(facts, opens=other.facts.opens)
    return _dated(facts, lead, other)


def _opening_contradicts(lead: Sighting, other: Sighting) -> bool:
    """Whether the leading source called it open before the day another says it opens."""
    opens = other.facts.opens
    return lead.word in _OPEN_WORDS and opens is not None and opens.at > lead.last_seen


def _dated(facts: CallFacts, lead: Sighting, other: Sighting) -> CallFacts:
    """Another source's deadlines where those so far do not count and were not said to be none."""
    theirs = _sound(other.facts)
    if not theirs or _sound(facts) or _means_none(lead.word, facts):
        return facts
    if Rank(lead.rank) is not Rank.PORTAL:
        return replace(
            facts,
            deadlines=theirs + _beside(theirs, facts.deadlines),
            deadline_kind=other.facts.deadline_kind,
        )
    shown = _beside(facts.deadlines, theirs)
    relayed = tuple(replace(deadline, doubt=Flag.RELAYED_DATE) for deadline in shown)
    return replace(facts, deadlines=facts.deadlines + relayed)


def _beside(kept: tuple[Deadline, ...], more: tuple[Deadline, ...]) -> tuple[Deadline, ...]:
    """Those of `more` whose instant is not among `kept`."""
    known = {deadline.at for deadline in kept}
    return tuple(deadline for deadline in more if deadline.at not in known)


def _means_none(word: StatusWord, facts: CallFacts) -> bool:
    """A source that says "rolling" means its lack of a date."""
    return word is StatusWord.ROLLING or facts.deadline_kind in _DATELESS_KINDS


def _flags(facts: CallFacts, lead: Sighting, others: Sequence[Sighting]) -> tuple[Flag, ...]:
    flags = dict.fromkeys(facts.flags)
    flags.update(dict.fromkeys(d.doubt for d in facts.deadlines if d.doubt is not None))
    if lead.word is StatusWord.UNREADABLE:
        flags[Flag.STATUS_UNKNOWN] = None
    if lead.word is StatusWord.CONTRADICTING:
        flags[Flag.STATUS_CONTRADICTS] = None
    if any(_disagree(lead, other) for other in others):
        flags[Flag.SOURCES_DISAGREE] = None
    return tuple(flags)


def _disagree(lead: Sighting, other: Sighting) -> bool:
    mine, theirs = (_sound(sighting.facts) for sighting in (lead, other))
    if not mine and _means_none(lead.word, lead.facts):
        return bool(theirs)
    return bool(mine and theirs) and {d.at for d in mine} != {d.at for d in theirs}


def _sound(facts: CallFacts) -> tuple[Deadline, ...]:
    return tuple(deadline for deadline in facts.deadlines if deadline.doubt is None)


def sane(facts: CallFacts, now: datetime) -> CallFacts:
    """The facts with each insane deadline marked as doubtful (decisions A 5); the words stay."""
    deadlines = tuple(_doubted(deadline, facts.opens, now) for deadline in facts.deadlines)
    return facts if deadlines == facts.deadlines else replace(facts, deadlines=deadlines)


def _doubted(deadline: Deadline, opens: Moment | None, now: datetime) -> Deadline:
    if deadline.doubt is not None:
        return deadline
    if opens is not None and deadline.at < opens.at:
        return replace(deadline, doubt=Flag.DEADLINE_BEFORE_OPENING)
    if deadline.at > _years_later(now, _YEARS_AHEAD):
        return replace(deadline, doubt=Flag.DEADLINE_TOO_FAR)
    return deadline


def _years_later(now: datetime, years: int) -> datetime:
    """The same day so many years on; 1 March for a leap day, so that no day is cut off."""
    now = now.astimezone(UTC)
    try:
        return now.replace(year=now.year + years)
    except ValueError:
        return now.replace(year=now.year + years, month=3, day=1)


def carry(before: Sighting | None, seen: CallSeen, now: datetime) -> CallFacts:
    """A notice's facts made sane; dates its source stated before and no longer does stay, flagged.

    A date that can no longer be read is not a date withdrawn (decisions C). A source that now says
    "rolling" means its lack of a date; one that says "open" means that the opening is past. Of two
    stages the first stays the one that counts when only the second is still listed.
    """
    if before is None:
        return sane(seen.facts, now)
    return _carried_deadlines(before.facts, seen.word, sane(_carried_opening(before, seen), now))


def _carried_opening(before: Sighting, seen: CallSeen) -> CallFacts:
    opens = before.facts.opens
    if opens is None or seen.facts.opens is not None or seen.word in _OPEN_WORDS:
        return seen.facts
    return _flagged(replace(seen.facts, opens=opens), Flag.PART_UNREADABLE)


def _carried_deadlines(old: CallFacts, word: StatusWord, facts: CallFacts) -> CallFacts:
    kept, now_sound = _sound(old), _sound(facts)
    first = tuple(deadline for deadline in kept if deadline.stage is Stage.FIRST)
    if now_sound and first and all(deadline.stage is Stage.SECOND for deadline in now_sound):
        return replace(facts, deadlines=first + facts.deadlines)
    if not kept or now_sound or _means_none(word, facts):
        return facts
    carried = replace(
        facts,
        deadlines=kept + _beside(kept, facts.deadlines),
        deadline_kind=old.deadline_kind,
    )
    return _flagged(carried, Flag.DEADLINE_NO_LONGER_READABLE)


def _flagged(facts: CallFacts, flag: Flag) -> CallFacts:
    return replace(facts, flags=tuple(dict.fromkeys((*facts.flags, flag))))
