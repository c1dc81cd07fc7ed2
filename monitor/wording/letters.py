"""PURE: each kind of message as a letter: one event, a summary, a digest, a canary, a test."""

from collections.abc import Iterable

from config.vocabulary import CallStatus, EventKind
from monitor.i18n import Translator, join_list, translator
from monitor.status import next_deadline
from monitor.web.wording import CATALOGUE, cause_words
from monitor.wording.cards import call_name, freshness, freshness_of, full_card, page_of, short_card
from monitor.wording.events import happening
from monitor.wording.footer import footer, links
from monitor.wording.letter import Card, Letter, Link, Section
from monitor.wording.moments import stamp
from monitor.wording.parcel import Figures, Parcel, SourceLine, Told
from monitor.wording.tidy import safe_url, tidy
from store.records import DeliveryKind, StoredCall

_ABOUT_SOURCES = (EventKind.SOURCE_DEGRADED, EventKind.SOURCE_RECOVERED)
_SHOWN = 100  # of a summary's or digest's calls, so many are listed; the page has them all


def letter_for(parcel: Parcel) -> Letter:
    """What a delivery says, in its channel's language."""
    words = translator(parcel.channel.language)
    kind = parcel.delivery.kind
    if kind is DeliveryKind.SUMMARY:
        return summary(parcel, words)
    if kind is DeliveryKind.DIGEST:
        return digest(parcel, words)
    if kind is DeliveryKind.CANARY:
        return canary(parcel, words)
    if len(parcel.told) != 1:
        raise ValueError(f"an event's message tells of one event: {parcel.delivery.key}")
    told = parcel.told[0]
    if told.event.kind in _ABOUT_SOURCES:
        return source_letter(told, parcel, words)
    return event_letter(told, parcel, words)


def event_letter(told: Told, parcel: Parcel, words: Translator) -> Letter:
    """One event about one call."""
    if told.call is None:
        raise ValueError(f"an event about a call needs its call: {told.event.key}")
    said = happening(told, parcel, words)
    card = full_card(told.call, parcel, words)
    own_page = page_of(told.call, parcel)
    more = (Link(words=words.gettext("This call and its history"), url=own_page),)
    return Letter(
        language=words.language,
        title=f"{said.short}: {call_name(told.call)}",
        headline=said.sentence,
        paragraphs=said.details,
        sections=(Section(heading="", cards=(card,)),),
        links=(*(more if own_page else ()), *links(parcel, words)),
        footer=footer(parcel, words),
    )


def source_letter(told: Told, parcel: Parcel, words: Translator) -> Letter:
    """A source that cannot be read any more, or can again (promise 3: silence is told)."""
    source = told.event.subject.removeprefix("source:")
    line = parcel.sources.get(source) or SourceLine(id=source, name=source)
    name = tidy(line.name)
    if told.event.kind is EventKind.SOURCE_RECOVERED:
        said = words.gettext("Can be read again: %s") % name
        detail = words.gettext("What changed there meanwhile is being told as usual.")
        paragraphs: tuple[str, ...] = (detail,)
    else:
        said = words.gettext("Cannot be read at present: %s") % name
        paragraphs = tuple(_blindness(line, parcel, words))
    return Letter(
        language=words.language,
        title=said,
        headline=said,
        paragraphs=paragraphs,
        links=links(parcel, words),
        footer=footer(parcel, words),
    )


def _blindness(line: SourceLine, parcel: Parcel, words: Translator) -> Iterable[str]:
    cause = cause_words(line.cause, translator(words.language, CATALOGUE))
    yield words.gettext("Cause: %s.") % cause
    if line.last_success is None:
        yield words.gettext("It was never read completely yet.")
    else:
        yield words.gettext("Last complete success: %s.") % stamp(
            line.last_success, words, parcel.channel.timezone
        )
    yield words.gettext(
        "Until it can be read again, silence about its calls does not mean that nothing happens;"
        " known deadlines are still told."
    )


def summary(parcel: Parcel, words: Translator) -> Letter:
    """What a channel begins with (decisions E 2), or what a restore repeats (E 3)."""
    opened = [call for call in parcel.calls if call.status is CallStatus.OPEN]
    coming = [call for call in parcel.calls if call.status is CallStatus.FORTHCOMING]
    shown = (CallStatus.OPEN, CallStatus.FORTHCOMING)
    other = [call for call in parcel.calls if call.status not in shown]
    count = words.ngettext("%(n)d open call", "%(n)d open calls", len(opened)) % {"n": len(opened)}
    ahead = words.ngettext("%(n)d announced", "%(n)d announced", len(coming)) % {"n": len(coming)}
    first = (
        words.gettext("Since the last backup, as far as is known; some of it may repeat")
        if parcel.may_repeat
        else words.gettext("What is known at the start; from now on you are told of changes")
    )
    lead = words.gettext("May repeat") if parcel.may_repeat else words.gettext("Overview")
    return Letter(
        language=words.language,
        title=f"AMIF, {lead}: {count}, {ahead}",
        headline=f"{count}, {ahead}",
        paragraphs=(f"{first}.", *_untold(parcel, words), *_unreached(parcel, words)),
        sections=_own_news(parcel, words)
        + tuple(
            Section(heading=heading, cards=_cards(calls, parcel, words))
            for heading, calls in (
                (
                    words.gettext("Open calls"),
                    sorted(opened, key=lambda call: _by_date(call, parcel)),
                ),
                (words.gettext("Announced calls"), coming),
                (words.gettext("Other calls"), other),
            )
            if calls
        ),
        remarks=freshness(parcel, parcel.calls, words),
        links=links(parcel, words),
        footer=footer(parcel, words),
    )


def _by_date(call: StoredCall, parcel: Parcel) -> tuple[bool, float]:
    """The nearest deadline first, calls without one last."""
    deadline = next_deadline(call.facts, parcel.now)
    return (deadline is None, deadline.at.timestamp() if deadline else 0.0)


def _cards(calls: list[StoredCall], parcel: Parcel, words: Translator) -> tuple[Card, ...]:
    return tuple(
        short_card(call, parcel, words, lead=_news(call, parcel, words)) for call in calls[:_SHOWN]
    )


def _news(call: StoredCall, parcel: Parcel, words: Translator) -> str:
    """What happened to a call since the backup, where a summary after a restore tells it."""
    mine = (told for told in parcel.told if told.call is not None and told.call.id == call.id)
    return " ".join(dict.fromkeys(_lead(told, parcel, words) for told in mine))


def _own_news(parcel: Parcel, words: Translator) -> tuple[Section, ...]:
    """The same about the monitor itself."""
    mine = [told for told in parcel.told if told.call is None]
    cards = tuple(_digest_card(told, parcel, words) for told in mine[:_SHOWN])
    return (Section(heading="", cards=cards),) if cards else ()


def _untold(parcel: Parcel, words: Translator) -> Iterable[str]:
    if not parcel.calls and not parcel.may_repeat:
        yield words.gettext("No call that matches is known to be open or announced.")
    if len(parcel.calls) > _SHOWN:
        yield words.gettext("Not all of them are listed here; the status page has them all.")


def _unreached(parcel: Parcel, words: Translator) -> Iterable[str]:
    """What could not be read, so that its silence is not taken for "nothing" (promise 3)."""
    names = [
        tidy(parcel.sources[source].name) if source in parcel.sources else source
        for source in parcel.unreached
    ]
    if names:
        yield words.gettext("Could not be read, so calls there may be missing: %s.") % join_list(
            names, words.language
        )


def digest(parcel: Parcel, words: Translator) -> Letter:
    """Several events gathered; each is told as it stands when the digest leaves."""
    cards = tuple(_digest_card(told, parcel, words) for told in parcel.told[:_SHOWN])
    n = len(parcel.told)
    count = words.ngettext("%(n)d piece of news", "%(n)d pieces of news", n) % {"n": n}
    names = dict.fromkeys(_digest_name(told, parcel) for told in parcel.told[:3])
    beyond = list(_untold_news(parcel, words))
    return Letter(
        language=words.language,
        title=f"AMIF, {count}: {'; '.join(names)}",
        headline=count,
        paragraphs=(*beyond, *_unreached(parcel, words)),
        sections=(Section(heading="", cards=cards),),
        remarks=freshness(parcel, (told.call for told in parcel.told if told.call), words),
        links=links(parcel, words),
        footer=footer(parcel, words),
    )


def _untold_news(parcel: Parcel, words: Translator) -> Iterable[str]:
    if len(parcel.told) > _SHOWN:
        yield words.gettext("Not all of them are listed here; the status page has them all.")


def _digest_name(told: Told, parcel: Parcel) -> str:
    if told.call is not None:
        return call_name(told.call, 60)
    source = told.event.subject.removeprefix("source:")
    return tidy(parcel.sources[source].name if source in parcel.sources else source, 60)


def _digest_card(told: Told, parcel: Parcel, words: Translator) -> Card:
    if told.call is None:
        letter = source_letter(told, parcel, words)
        return Card(title=letter.headline, language=words.language, notes=letter.paragraphs)
    return short_card(told.call, parcel, words, lead=_lead(told, parcel, words))


def _lead(told: Told, parcel: Parcel, words: Translator) -> str:
    """What happened, as sentences in one line."""
    said = happening(told, parcel, words)
    return ". ".join((said.sentence, *(detail.rstrip(".") for detail in said.details))) + "."


def canary(parcel: Parcel, words: Translator) -> Letter:
    """ "Still watching", once a week, with figures: silence is then a sign."""
    said = words.gettext("Still watching")
    return Letter(
        language=words.language,
        title=f"AMIF, {said}",
        headline=said,
        paragraphs=(*_figures(parcel.figures, words), *_unreached(parcel, words)),
        remarks=freshness_of(parcel.sources.values(), parcel, words),
        links=links(parcel, words),
        footer=footer(parcel, words),
    )


def _figures(figures: Figures, words: Translator) -> tuple[str, ...]:
    return (
        words.gettext("Sources that can be read: %(ok)d of %(all)d, in %(countries)d countries.")
        % {"ok": figures.sources_ok, "all": figures.sources_all, "countries": figures.countries},
        words.gettext("Open calls: %(open)d; announced: %(coming)d.")
        % {"open": figures.open, "coming": figures.forthcoming},
        words.gettext("Messages sent since the last sign of life: %d.") % figures.sent,
    )


def trial_letter(parcel: Parcel) -> Letter:
    """What `channels test` sends: it names no call and no date, so that nobody acts on it."""
    words = translator(parcel.channel.language)
    said = words.gettext("Test message from the AMIF monitor")
    return Letter(
        language=words.language,
        title=said,
        headline=said,
        paragraphs=(words.gettext("This channel works. Alerts will arrive here."),),
        links=tuple(link for link in links(parcel, words) if safe_url(link.url)),
        footer=footer(parcel, words),
    )
