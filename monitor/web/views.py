"""PURE: a stored call as the pages show it: words, dates and warnings ready to be laid out."""

from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from urllib.parse import quote

from config.vocabulary import CallStatus, Deadline, DeadlineKind, Flag, Money, Objective
from monitor.i18n import (
    Translator,
    country_name,
    format_date,
    format_money,
    format_number,
    format_rate,
)
from monitor.status import OVER, next_deadline
from monitor.web import wording
from monitor.web.dates import (
    ago_words,
    days_between,
    days_words,
    deadline_words,
    iso,
    moment_words,
    stamp_words,
)
from monitor.web.text import clean
from store.records import Sighting, StoredCall

SOON_DAYS = 14
_LINE_TITLE = 240
_LONG_TEXT = 4000


@dataclass(frozen=True, slots=True, kw_only=True)
class Label:
    """A code and what it means."""

    code: str
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DeadlineView:
    """One deadline in words. `doubt` says why it is not counted on, "" if it is."""

    words: str
    relative: str
    iso: str
    stage: str
    text: str
    doubt: str
    past: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class CallLine:
    """One call as a line of a list. `urgency` is "today", "soon", "later" or "" for none."""

    id: str
    slug: str
    title: str
    language: str
    status: CallStatus
    status_name: str
    country: Label
    objectives: tuple[Label, ...]
    deadline: str
    deadline_iso: str
    relative: str
    days: int | None
    urgency: str
    opens: str
    opens_relative: str
    budget: str
    fresh: str
    warnings: tuple[str, ...]
    restricted: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Fact:
    """A named value of a call, the words it was read from, and why it was corrected, if so."""

    name: str
    value: str
    words: str = ""
    reason: str = ""


def shown_status(call: StoredCall, now: datetime) -> CallStatus:
    """The status as of `now`: a deadline that passed since the last tick closes (decisions B)."""
    return _status(call, next_deadline(call.facts, now), now)


def _status(call: StoredCall, deadline: Deadline | None, now: datetime) -> CallStatus:
    if call.status not in OVER and deadline is not None and deadline.at <= now:
        return CallStatus.CLOSED
    return call.status


def line(call: StoredCall, now: datetime, t: Translator, hidden: frozenset[str]) -> CallLine:
    """The call as one line. Sources in `hidden` are not named."""
    facts = call.facts
    deadline = next_deadline(facts, now)
    status = _status(call, deadline, now)
    days = None
    if deadline is not None and status not in OVER:
        days = days_between(deadline.at, now, deadline.zone)
    opens = facts.opens
    return CallLine(
        id=call.id,
        slug=quote(call.id, safe=""),
        title=clean(facts.title, _LINE_TITLE) or call.id,
        language=facts.language,
        status=status,
        status_name=wording.status_name(status, t),
        country=place(facts.country, t),
        objectives=objectives(call, t),
        deadline=_deadline(call, deadline, now, t),
        deadline_iso=iso(deadline.at) if deadline else "",
        relative=_relative(status, facts.deadline_kind, deadline, now, t),
        days=days,
        urgency=_urgency(days, status),
        opens=moment_words(opens, now, t) if opens else "",
        opens_relative=days_words(days_between(opens.at, now, opens.zone), t) if opens else "",
        budget=money(facts.budget, t),
        fresh=fresh_words(call, now, t, hidden),
        warnings=_warnings(call, status, t),
        restricted=facts.restricted,
    )


@lru_cache(maxsize=256)
def place(country: str, t: Translator) -> Label:
    """A country, or the EU level."""
    name = t.gettext("EU level") if country == "EU" else country_name(country, t.language)
    return Label(code=country, name=name)


def objectives(call: StoredCall, t: Translator) -> tuple[Label, ...]:
    """The objectives still open to applicants."""
    closed = call.facts.closed_objectives
    return tuple(_objective(one, t) for one in call.facts.objectives if one not in closed)


@lru_cache(maxsize=256)
def _objective(objective: Objective, t: Translator) -> Label:
    return Label(code=str(objective), name=wording.objective_name(objective, t))


@lru_cache(maxsize=2048)
def money(amount: Money | None, t: Translator) -> str:
    """An amount in its own currency; "" where none is stated."""
    if amount is None:
        return ""
    words = format_money(amount, t.language)
    return t.gettext("about %(amount)s") % {"amount": words} if amount.approximate else words


def _deadline(call: StoredCall, deadline: Deadline | None, now: datetime, t: Translator) -> str:
    if deadline is None:
        return wording.undated(call.facts.deadline_kind, t)
    return deadline_words(deadline, now, t, management=call.facts.management)


def _relative(
    status: CallStatus,
    kind: DeadlineKind,
    deadline: Deadline | None,
    now: datetime,
    t: Translator,
) -> str:
    """ "in 6 days"; for what is over, when it closed, if its deadline is what closed it."""
    if status is CallStatus.WITHDRAWN:
        return ""
    if deadline is None:
        return "" if status is CallStatus.CLOSED else wording.undated_short(kind, t)
    if deadline.at > now and status is CallStatus.CLOSED:
        return t.gettext("before its deadline")
    return days_words(days_between(deadline.at, now, deadline.zone), t)


def _urgency(days: int | None, status: CallStatus) -> str:
    if status is not CallStatus.OPEN or days is None:
        return ""
    if days <= 1:
        return "today"
    return "soon" if days <= SOON_DAYS else "later"


def visible(call: StoredCall, hidden: frozenset[str]) -> tuple[Sighting, ...]:
    """What public sources said of the call, newest first."""
    shown = [sighting for sighting in call.sightings if sighting.source not in hidden]
    return tuple(sorted(shown, key=lambda sighting: sighting.last_seen, reverse=True))


def fresh_words(call: StoredCall, now: datetime, t: Translator, hidden: frozenset[str]) -> str:
    """When a source last showed the call; "" when only unnamed sources know it."""
    seen = visible(call, hidden)
    if not seen:
        return ""
    return t.gettext("seen %(when)s") % {"when": ago_words(seen[0].last_seen, now, t)}


def _warnings(call: StoredCall, status: CallStatus, t: Translator) -> tuple[str, ...]:
    """What to know before trusting the line: flags, and that no source shows the call now."""
    said = [wording.flag_words(flag, t) for flag in call.facts.flags if flag is not Flag.CORRECTED]
    if call.missing_since is not None and status not in OVER:
        said.append(
            t.gettext("No source has listed it since %(when)s; that does not mean it is closed.")
            % {"when": stamp_words(call.missing_since, t)}
        )
    return tuple(said)


def deadlines(call: StoredCall, now: datetime, t: Translator) -> tuple[DeadlineView, ...]:
    """Every deadline of the call, soonest first, doubted ones too."""
    ordered = sorted(call.facts.deadlines, key=lambda deadline: deadline.at)
    return tuple(
        DeadlineView(
            words=deadline_words(deadline, now, t, management=call.facts.management),
            relative=days_words(days_between(deadline.at, now, deadline.zone), t),
            iso=iso(deadline.at),
            stage=wording.stage_name(deadline.stage, t),
            text=clean(deadline.text, 300),
            doubt=wording.flag_words(deadline.doubt, t) if deadline.doubt else "",
            past=deadline.at <= now,
        )
        for deadline in ordered
    )


def facts(call: StoredCall, now: datetime, t: Translator) -> tuple[Fact, ...]:
    """Everything else known about the call, each with the words it was read from."""
    said = call.facts
    named = wording.field_name
    closed = [wording.objective_name(o, t) for o in said.closed_objectives]
    rows = [
        ("opens", moment_words(said.opens, now, t) if said.opens else ""),
        ("budget", money(said.budget, t)),
        ("grant_min", money(said.grant_min, t)),
        ("grant_max", money(said.grant_max, t)),
        ("cofinancing_rate", _rate(said.cofinancing_rate, t)),
        ("flat_rate", _rate(said.flat_rate, t)),
        ("closed_objectives", ", ".join(closed)),
        ("applicants", ", ".join(wording.applicant_name(one, t) for one in said.applicants)),
        ("project_start", _day(said.project_start, t)),
        ("minimum_score", _number(said.minimum_score, t)),
        ("authority", clean(said.authority, 300)),
        ("identifier", clean(said.identifier or "", 200)),
        ("call_identifier", clean(said.call_identifier or "", 200)),
        ("conditions", clean(said.conditions, _LONG_TEXT)),
    ]  # fmt: skip
    quotes = {quote.field: clean(quote.text, 300) for quote in said.evidence}
    if said.opens and said.opens.text:
        quotes.setdefault("opens", clean(said.opens.text, 300))
    return tuple(
        Fact(
            name=named(field, t),
            value=value,
            words=quotes.get(field, ""),
            reason=clean(call.corrected.get(field, ""), 500),
        )
        for field, value in rows
        if value
    )


def _rate(rate: float | None, t: Translator) -> str:
    return "" if rate is None else format_rate(rate, t.language)


def _day(day: date | None, t: Translator) -> str:
    return "" if day is None else format_date(day, t.language)


def _number(number: int | None, t: Translator) -> str:
    return "" if number is None else format_number(number, t.language)
