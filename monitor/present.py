"""PURE: calls, events, sources and deliveries in the promised JSON shapes (design.md)."""

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any
from urllib.parse import urlsplit, urlunsplit

from config.vocabulary import CallFacts, CallStatus, Deadline, Moment, Money, StatusWord
from monitor.status import OVER, days_left, next_deadline, status_at
from sources.base import SourceInfo
from store.records import CallEvent, Change, Delivery, SourceState, StoredCall, Version

Json = dict[str, Any]


def instant(at: datetime | None) -> str | None:
    """An instant as RFC 3339 in UTC, to the second; None stays None."""
    if at is None:
        return None
    return at.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")


def page_of(items: Iterable[Json], total: int, now: datetime) -> Json:
    """A list as every list is answered."""
    return {"items": list(items), "total": total, "as_of": instant(now)}


def call_json(call: StoredCall, now: datetime) -> Json:
    """A stored call as design.md promises it, with its sources and what was corrected."""
    return {
        "id": call.id,
        **_facts(call.facts, call.status, now),
        "missing_since": instant(call.missing_since),
        "corrected": dict(call.corrected),
        "sources": [
            {
                "id": sighting.source,
                "first_seen": instant(sighting.first_seen),
                "last_seen": instant(sighting.last_seen),
            }
            for sighting in call.sightings
        ],
        "first_seen": instant(call.first_seen),
        "updated": instant(call.updated),
    }


def facts_json(facts: CallFacts, word: StatusWord, now: datetime) -> Json:
    """A call as read from one text, without id and sources; status as it would be stored now."""
    status = status_at(word, facts, now, portal=False, last_seen=now)
    return _facts(facts, status, now) | {"status_word": str(word)}


def _facts(facts: CallFacts, status: CallStatus, now: datetime) -> Json:
    ahead = None if status in OVER else next_deadline(facts, now)
    if ahead is not None and ahead.at <= now:
        ahead = None
    return {
        "identifier": facts.identifier,
        "call_identifier": facts.call_identifier,
        "title": facts.title,
        "language": facts.language,
        "status": str(status),
        "management": str(facts.management),
        "country": facts.country,
        "authority": facts.authority,
        "objectives": [str(objective) for objective in facts.objectives],
        "applicants": [str(applicant) for applicant in facts.applicants],
        "opens": _moment(facts.opens) if facts.opens else None,
        "deadlines": [_deadline(deadline) for deadline in facts.deadlines],
        "deadline_kind": str(facts.deadline_kind),
        "next_deadline": instant(ahead.at) if ahead else None,
        "days_left": days_left(facts, now) if ahead else None,
        "missing_since": None,
        "restricted": facts.restricted,
        "closed_objectives": [str(objective) for objective in facts.closed_objectives],
        "flags": [str(flag) for flag in facts.flags],
        "budget": money_json(facts.budget),
        "cofinancing_rate": facts.cofinancing_rate,
        "grant_min": money_json(facts.grant_min),
        "grant_max": money_json(facts.grant_max),
        "flat_rate": facts.flat_rate,
        "project_start": facts.project_start.isoformat() if facts.project_start else None,
        "minimum_score": facts.minimum_score,
        "url": facts.url,
    }


def money_json(money: Money | None) -> Json | None:
    """An amount as a JSON number, whole where it is whole, with its own currency."""
    if money is None:
        return None
    return {
        "amount": _number(money.amount),
        "currency": money.currency,
        "approximate": money.approximate,
    }


def _number(amount: Decimal) -> int | float:
    return int(amount) if amount == amount.to_integral_value() else float(amount)


def _moment(moment: Moment) -> Json:
    return {
        "at": instant(moment.at),
        "zone": moment.zone,
        "precision": str(moment.precision),
        "assumed": moment.assumed,
        "text": moment.text,
    }


def _deadline(deadline: Deadline) -> Json:
    doubt = {"doubt": str(deadline.doubt)} if deadline.doubt else {}
    return {**_moment(deadline), "stage": str(deadline.stage), **doubt}


def event_json(event: CallEvent, call: StoredCall | None, now: datetime) -> Json:
    """An event with its call as it is now; `call` is None in events about the monitor."""
    return {
        "id": event.id,
        "kind": str(event.kind),
        "call": call_json(call, now) if call else None,
        "at": instant(event.at),
        "deadline": instant(event.deadline),
        "previous_deadline": instant(event.previous_deadline),
        "rung_days": event.rung_days,
        "source": event.source,
        "baseline": event.baseline,
        "changes": [change_json(change) for change in event.changes],
    }


def change_json(change: Change) -> Json:
    """One value that became another."""
    return {
        "field": change.field,
        "old": change.old,
        "new": change.new,
        "words": change.words,
    }


def version_json(version: Version) -> Json:
    """One accepted version of a call, for its history."""
    return {
        "at": instant(version.at),
        "source": version.source,
        "turn": version.turn,
        "digest": version.digest,
        "changes": [change_json(change) for change in version.changes],
    }


def source_json(
    info: SourceInfo, state: SourceState, verdict: str, *, private: bool = False
) -> Json:
    """A source and how it is doing. `private` adds the full error: the command line only (H 5)."""
    error = state.last_error if private else state.last_cause
    return {
        "id": info.id,
        "name": info.name,
        "country": info.country,
        "url": info.url if private else bare_url(info.url),
        "state": verdict,
        "last_success": instant(state.last_success),
        "last_error": error or None,
        "last_poll": instant(state.last_poll),
        "calls_seen": state.calls_seen,
    }


def bare_url(url: str) -> str:
    """An address as it may be shown in public: without user, query and fragment (decisions H 5)."""
    parts = urlsplit(url)
    host = parts.hostname or ""
    port = f":{parts.port}" if parts.port else ""
    return urlunsplit((parts.scheme, host + port, parts.path, "", ""))


def delivery_json(delivery: Delivery, event: Mapping[str, Any] | None) -> Json:
    """A delivery; `event` is its event as `event_json` gives it, None for summaries and digests."""
    return {
        "id": delivery.id,
        "event": dict(event) if event else None,
        "kind": str(delivery.kind),
        "channel": delivery.channel,
        "state": str(delivery.state),
        "attempts": delivery.attempts,
        "last_error": delivery.last_error,
        "next_attempt": instant(delivery.next_attempt or delivery.not_before),
        "sent_at": instant(delivery.sent_at),
    }
