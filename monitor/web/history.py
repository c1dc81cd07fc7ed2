"""PURE: what happened to a call, as a list a person can read."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from config.vocabulary import Deadline, EventKind, Money
from monitor.i18n import Translator, format_date, format_money, zone_name
from monitor.web import wording
from monitor.web.dates import deadline_words, iso, long_day, stamp_words
from monitor.web.text import clean
from sources.base import SourceInfo
from store.records import CallEvent, Change, StoredCall, Version

# How monitor.changes writes a moment: "2026-08-21 17:00 (Europe/Brussels)".
_MOMENT = re.compile(r"(\d{4}-\d\d-\d\d)(?: (\d\d:\d\d))? \(([A-Za-z_/+-]+)\)")
# ... and an amount: "about EUR 6000000".
_AMOUNT = re.compile(r"\b([A-Z]{3}) (\d+(?:\.\d+)?)\b")
_DEADLINE_FIELDS = ("deadline", "deadlines")
_UNTOLD = (EventKind.CLOSING_SOON, EventKind.CHANGED)


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One line of the history. `anchor` names it in the page's address."""

    at: datetime
    iso: str
    when: str
    words: str
    read_from: str = ""
    anchor: str = ""


def entries(
    call: StoredCall,
    events: Sequence[CallEvent],
    versions: Sequence[Version],
    sources: Mapping[str, SourceInfo],
    t: Translator,
) -> tuple[Entry, ...]:
    """Everything that happened, the latest first; sources that may not be named are not."""
    told: list[Entry] = []
    versioned = {version.at for version in versions}
    for event in events:
        if event.kind not in _UNTOLD:
            told.append(_event(event, call, versions, sources, t))
        elif event.kind is EventKind.CHANGED and event.at not in versioned:
            told += [
                _changed(change, event.at, event.source, sources, t) for change in event.changes
            ]
    moved = {event.at for event in events if event.kind is EventKind.DEADLINE_CHANGED}
    for version in versions:
        told += [
            _changed(change, version.at, version.source, sources, t)
            for change in version.changes
            if not (version.at in moved and change.field in _DEADLINE_FIELDS)
        ]
    told.append(_entry(call.first_seen, t.gettext("first seen"), "", t))
    return tuple(sorted(told, key=lambda entry: entry.at, reverse=True))


def _entry(at: datetime, words: str, read_from: str, t: Translator, *, anchor: str = "") -> Entry:
    return Entry(
        at=at,
        iso=iso(at),
        when=stamp_words(at, t),
        words=words,
        read_from=clean(read_from, 300),
        anchor=anchor,
    )


def _event(
    event: CallEvent,
    call: StoredCall,
    versions: Sequence[Version],
    sources: Mapping[str, SourceInfo],
    t: Translator,
) -> Entry:
    """An event with the words its deadline was read from, where a version keeps them."""
    if event.kind is EventKind.DEADLINE_CHANGED:
        read_from = "; ".join(
            change.words
            for version in versions
            for change in version.changes
            if version.at == event.at and change.field in _DEADLINE_FIELDS
        )
    else:
        read_from = ""
    words = event_words(event, call, t) + _seen_by(event.source, sources, t)
    return _entry(event.at, words, read_from, t, anchor=f"event-{event.id}")


def event_words(event: CallEvent, call: StoredCall | None, t: Translator) -> str:
    """What happened, in a few words: "deadline moved from 21 August to 28 August"."""
    if event.kind is EventKind.DEADLINE_CHANGED:
        new = _when(event.deadline, call, event.at, t)
        if event.previous_deadline is None:
            return t.gettext("deadline stated: %(new)s") % {"new": new}
        old = _when(event.previous_deadline, call, event.at, t)
        return t.gettext("deadline moved from %(old)s to %(new)s") % {"old": old, "new": new}
    if event.kind is EventKind.CLOSING_SOON:
        return t.ngettext(
            "%(days)d day before the deadline", "%(days)d days before the deadline",
            event.rung_days or 0,
        ) % {"days": event.rung_days or 0}  # fmt: skip
    words = wording.kind_name(event.kind, t)
    if event.deadline is None or event.kind is EventKind.CLOSED:
        return words
    return t.gettext("%(what)s, deadline %(when)s") % {
        "what": words,
        "when": _when(event.deadline, call, event.at, t),
    }


def _when(at: datetime | None, call: StoredCall | None, now: datetime, t: Translator) -> str:
    """An instant that was a deadline once, worded as the call's own deadlines are."""
    if at is None:
        return t.gettext("not stated")
    if call is None:
        return stamp_words(at, t)
    kept = _as_kept(at, call)
    if kept is None:
        zone = call.facts.deadlines[0].zone if call.facts.deadlines else "UTC"
        return long_day(at, t, zone)
    return deadline_words(kept, now, t, management=call.facts.management)


def _as_kept(at: datetime, call: StoredCall) -> Deadline | None:
    """The deadline as the call or one of its sources still states it, with zone and precision."""
    stated = [*call.facts.deadlines, *(d for s in call.sightings for d in s.facts.deadlines)]
    return next((deadline for deadline in stated if deadline.at == at), None)


def _changed(
    change: Change, at: datetime, source: str, sources: Mapping[str, SourceInfo], t: Translator
) -> Entry:
    name = wording.field_name(change.field, t)
    old, new = (localised(clean(text, 500), t) for text in (change.old, change.new))
    if not old:
        words = t.gettext("%(field)s stated: %(new)s") % {"field": name, "new": new}
    elif not new:
        words = t.gettext("%(field)s no longer stated; it was: %(old)s") % {
            "field": name,
            "old": old,
        }
    else:
        words = t.gettext("%(field)s changed from “%(old)s” to “%(new)s”") % {
            "field": name,
            "old": old,
            "new": new,
        }
    return _entry(at, words + _seen_by(source, sources, t), change.words, t)


def _seen_by(source: str, sources: Mapping[str, SourceInfo], t: Translator) -> str:
    """ ", seen in <source>"; nothing for the clock and for sources that are not named."""
    if source not in sources:
        return ""
    return t.gettext(", seen in %(source)s") % {"source": sources[source].name}


def localised(text: str, t: Translator) -> str:
    """Moments and amounts written for machines, as the reader's language writes them."""

    def words(found: re.Match[str]) -> str:
        day = format_date(date.fromisoformat(found[1]), t.language)
        if not found[2]:
            return day
        return f"{day}, {found[2]} {zone_name(found[3], t.language)}"

    def amount(found: re.Match[str]) -> str:
        return format_money(Money(amount=Decimal(found[2]), currency=found[1]), t.language)

    return _AMOUNT.sub(amount, _MOMENT.sub(words, text))
