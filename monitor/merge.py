"""PURE: what several sources and the operator's corrections come to together (decisions A 5, F)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime

from config.vocabulary import (
    CallFacts,
    CallStatus,
    Deadline,
    DeadlineKind,
    Flag,
    Moment,
    StatusWord,
)
from monitor.corrections import Correction, apply_corrections
from sources.base import CallSeen, Rank
from store.records import Sighting, StoredCall

__all__ = ["Correction", "Merged", "carry_deadline", "merge", "sane"]

_RANKS = {Rank.PORTAL: 0, Rank.AUTHORITY: 1, Rank.RELAY: 2}
_YEARS_AHEAD = 5
_DATELESS_WORDS = (StatusWord.ROLLING, StatusWord.CLOSED, StatusWord.WITHDRAWN)
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
    forced_status: CallStatus | None = None
    corrected: Mapping[str, str] = field(default_factory=dict)
    corrections_ended: tuple[str, ...] = ()


def merge(call: StoredCall, corrections: Sequence[Correction]) -> Merged:
    """The leading source's notice, what it lacks filled from the others, corrections on top.

    The portal leads for the calls it knows, then the authority, then relays; of equals the one
    that showed the call first. A relay never gives the portal's calls a date that counts.
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
    return (sighting.gone, _RANKS[Rank(sighting.rank)], sighting.first_seen, sighting.source)


def _filled(facts: CallFacts, lead: Sighting, other: Sighting) -> CallFacts:
    missing = {
        name: value
        for name in _FILLED
        if not getattr(facts, name) and (value := getattr(other.facts, name))
    }
    opens = facts.opens or other.facts.opens
    deadlines, kind = facts.deadlines, facts.deadline_kind
    if not deadlines and other.facts.deadlines:
        deadlines, kind = other.facts.deadlines, other.facts.deadline_kind
        if lead.rank == Rank.PORTAL:
            deadlines = tuple(replace(d, doubt=Flag.RELAYED_DATE) for d in deadlines)
            kind = facts.deadline_kind
    quoted = {quote.field for quote in facts.evidence}
    evidence = facts.evidence + tuple(
        quote for quote in other.facts.evidence if quote.field in missing.keys() - quoted
    )
    return replace(
        facts, **missing, opens=opens, deadlines=deadlines, deadline_kind=kind, evidence=evidence
    )


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


def carry_deadline(before: Sighting | None, seen: CallSeen, now: datetime) -> CallFacts:
    """A notice's facts made sane; a date that is no longer readable stays, flagged (decisions C).

    A source that now says "rolling", "closed" or "withdrawn" means its lack of a date.
    """
    facts = sane(seen.facts, now)
    kept = _sound(before.facts) if before is not None else ()
    meant = seen.word in _DATELESS_WORDS or facts.deadline_kind in _DATELESS_KINDS
    if not kept or _sound(facts) or meant:
        return facts
    assert before is not None  # noqa: S101  for the type checker: `kept` came from it
    return replace(
        facts,
        deadlines=kept + facts.deadlines,
        deadline_kind=before.facts.deadline_kind,
        flags=tuple(dict.fromkeys((*facts.flags, Flag.DEADLINE_NO_LONGER_READABLE))),
    )
