"""PURE: one call as a card: its facts in the reader's language, and what to beware of."""

from collections.abc import Iterable, Iterator
from datetime import datetime

from config.programmes import programme
from config.vocabulary import CallFacts, CallStatus, Flag, Money, Stage
from monitor.i18n import (
    Translator,
    country_name,
    format_money,
    format_rate,
    translator,
)
from monitor.status import OVER, days_left, next_deadline
from monitor.web.wording import (
    CATALOGUE,
    applicant_name,
    field_name,
    flag_words,
    stage_name,
    undated,
)
from monitor.wording.letter import Card, Row
from monitor.wording.moments import days_words, deadline_words, opening_words, stamp
from monitor.wording.parcel import Parcel, SourceLine
from monitor.wording.tidy import safe_url, tidy
from store.records import StoredCall

_MANY_SOURCES = 30
_MANY = 8  # of a call's further dates, so many are listed


def call_name(call: StoredCall, limit: int = 140) -> str:
    """A call in one line: its identifier, where it has one, and its title."""
    title = tidy(call.facts.title, limit)
    identifier = tidy(call.facts.identifier or "", 80)
    return f"{identifier}: {title}" if identifier and identifier not in title else title


def full_card(call: StoredCall, parcel: Parcel, words: Translator) -> Card:
    """Every fact an applicant asks first, in one message about one call."""
    rows = (
        *_dates(call, parcel, words),
        *_money(call.facts, words),
        *_people(call.facts, words),
        *_origin(call, parcel, words),
    )
    return _card(call, parcel, words, rows)


def short_card(call: StoredCall, parcel: Parcel, words: Translator, lead: str = "") -> Card:
    """The facts that tell calls apart, where several stand in one message."""
    facts = call.facts
    place = Row(name=words.gettext("Country"), value=country_name(facts.country, words.language))
    rows = (*_dates(call, parcel, words), *_money(facts, words), place)
    return _card(call, parcel, words, rows, lead=lead)


def _card(
    call: StoredCall, parcel: Parcel, words: Translator, rows: tuple[Row, ...], *, lead: str = ""
) -> Card:
    facts = call.facts
    return Card(
        title=tidy(facts.title),
        language=facts.language,
        identifier=tidy(facts.identifier or "", 80),
        url=safe_url(facts.url) or page_of(call, parcel),
        lead=lead,
        rows=rows,
        notes=tuple(_warnings(call, words)),
    )


def page_of(call: StoredCall, parcel: Parcel) -> str:
    """The call's page on our own status page; "" where nobody said where that is."""
    base = safe_url(parcel.house.public_url).rstrip("/")
    return f"{base}/calls/{call.id}" if base else ""


def _dates(call: StoredCall, parcel: Parcel, words: Translator) -> Iterator[Row]:
    facts, now = call.facts, parcel.now
    if call.status is CallStatus.FORTHCOMING and facts.opens is not None:
        yield Row(name=words.gettext("Opens"), value=opening_words(facts.opens, words))
    yield Row(name=words.gettext("Deadline"), value=deadline_line(call, parcel, words), strong=True)
    counting = next_deadline(facts, now)
    named = translator(words.language, CATALOGUE)
    further = [d for d in facts.deadlines if d != counting and (d.at > now or d.doubt)]
    for deadline in further[:_MANY]:
        stage = stage_name(deadline.stage, named) if deadline.stage is not Stage.SINGLE else ""
        name = stage or words.gettext("Further date")
        yield Row(name=name, value=deadline_words(deadline, words, parcel.channel.timezone))


def deadline_line(call: StoredCall, parcel: Parcel, words: Translator) -> str:
    """The deadline that counts with its days left, or why there is none."""
    deadline = next_deadline(call.facts, parcel.now)
    if deadline is None:
        return undated(call.facts.deadline_kind, translator(words.language, CATALOGUE))
    said = deadline_words(deadline, words, parcel.channel.timezone)
    days = days_left(call.facts, parcel.now)
    if days is None or call.status in OVER:
        return said
    return words.gettext("%(deadline)s, %(days)s") % {
        "deadline": said,
        "days": days_words(days, words),
    }


def _money(facts: CallFacts, words: Translator) -> Iterator[Row]:
    if facts.budget is not None:
        yield Row(name=words.gettext("Budget"), value=money_words(facts.budget, words))
    if facts.cofinancing_rate is not None:
        rate = format_rate(facts.cofinancing_rate, words.language)
        yield Row(name=words.gettext("EU share"), value=words.gettext("up to %s") % rate)
    if facts.grant_min is not None or facts.grant_max is not None:
        yield Row(name=words.gettext("Grant"), value=_grant(facts, words))


def money_words(money: Money, words: Translator) -> str:
    """An amount in its own currency; "about" where the source said so."""
    amount = format_money(money, words.language)
    return words.gettext("about %s") % amount if money.approximate else amount


def _grant(facts: CallFacts, words: Translator) -> str:
    least = money_words(facts.grant_min, words) if facts.grant_min else ""
    most = money_words(facts.grant_max, words) if facts.grant_max else ""
    if least and most:
        return words.gettext("%(least)s to %(most)s") % {"least": least, "most": most}
    return words.gettext("at least %s") % least if least else words.gettext("up to %s") % most


def _people(facts: CallFacts, words: Translator) -> Iterator[Row]:
    named = translator(words.language, CATALOGUE)
    applicants = [applicant_name(applicant, named) for applicant in facts.applicants]
    said = ", ".join(applicants) or words.gettext("not stated, see the page")
    yield Row(name=words.gettext("Who may apply"), value=said)
    if facts.objectives:
        names = [programme().objective_name(one, words.language) for one in facts.objectives]
        yield Row(name=words.gettext("Objective"), value="; ".join(names))
    yield Row(name=words.gettext("Country"), value=country_name(facts.country, words.language))
    if facts.authority:
        yield Row(name=words.gettext("Authority"), value=tidy(facts.authority))


def _origin(call: StoredCall, parcel: Parcel, words: Translator) -> Iterator[Row]:
    """Where it was read, and how fresh that reading is (decisions I)."""
    for sighting in call.sightings:
        line = parcel.sources.get(sighting.source)
        name = tidy(line.name if line else sighting.source)
        success = line.last_success if line else sighting.last_seen
        yield Row(name=words.gettext("Source"), value=_fresh(name, success, parcel, words))


def freshness(parcel: Parcel, calls: Iterable[StoredCall], words: Translator) -> tuple[str, ...]:
    """Which sources a message of several calls rests on, and how fresh each is (decisions I)."""
    used = dict.fromkeys(sighting.source for call in calls for sighting in call.sightings)
    lines = [parcel.sources[source] for source in used if source in parcel.sources]
    return freshness_of(lines, parcel, words)


def freshness_of(lines: Iterable[SourceLine], parcel: Parcel, words: Translator) -> tuple[str, ...]:
    """How fresh each of these sources is, a line each."""
    return tuple(
        f"{words.gettext('Source')}: {_fresh(tidy(line.name), line.last_success, parcel, words)}"
        for line in list(lines)[:_MANY_SOURCES]
    )


def _fresh(name: str, success: datetime | None, parcel: Parcel, words: Translator) -> str:
    if success is None:
        return words.gettext("%(source)s, never read completely yet") % {"source": name}
    return words.gettext("%(source)s, last complete success %(when)s") % {
        "source": name,
        "when": stamp(success, words, parcel.channel.timezone),
    }


def _relayed(words: Translator) -> str:
    return words.gettext(
        "Another source states the date shown; the one that decides does not, so it is not"
        " counted on."
    )


def _warnings(call: StoredCall, words: Translator) -> Iterator[str]:
    named = translator(words.language, CATALOGUE)
    facts = call.facts
    if facts.restricted:
        yield words.gettext("A direct award, or a call for one named applicant only.")
    for objective in facts.closed_objectives:
        name = programme().objective_name(objective, words.language)
        yield words.gettext("Already closed for one objective: %s") % name
    for flag in facts.flags:
        yield _relayed(words) if flag is Flag.RELAYED_DATE else flag_words(flag, named)
    for field, reason in call.corrected.items():
        yield words.gettext("Corrected by hand: %(field)s (%(reason)s)") % {
            "field": field_name(field, named),
            "reason": tidy(reason),
        }
    if call.missing_since is not None and call.status not in OVER:
        yield words.gettext("No source shows this call at present; that alone does not close it.")
