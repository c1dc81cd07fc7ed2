"""What the desk's templates show: the choice as ticked boxes, and what it would have told."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from config.channel import DEFAULT_EVENTS, Channel
from config.vocabulary import Applicant, CallStatus, EventKind, Objective
from monitor.i18n import Translator, country_name, languages, translator
from monitor.matching import judge
from monitor.subscriptions.choice import DIGESTS, FORM_COUNTRIES, FORM_EVENTS, RUNGS
from monitor.subscriptions.letters import CATALOGUE
from monitor.subscriptions.words import digest_words, event_words, rung_words
from monitor.web.wording import CATALOGUE as PAGES
from monitor.web.wording import applicant_name, objective_name
from store import calls, events
from store.database import Database
from store.events import EventQuery
from store.records import CallEvent, StoredCall

_YEAR = timedelta(days=365)
_SHOWN = 5
_MOST_EVENTS = 2000


@dataclass(frozen=True, slots=True)
class Box:
    """One thing that can be ticked or chosen."""

    value: str
    label: str
    chosen: bool


@dataclass(frozen=True, slots=True)
class ChoiceForm:
    """A choice as a form shows it, in the visitor's language."""

    language: tuple[Box, ...]
    country: tuple[Box, ...]
    objective: tuple[Box, ...]
    applicant: tuple[Box, ...]
    event: tuple[Box, ...]
    rung: tuple[Box, ...]
    digest: tuple[Box, ...]
    word: str

    @property
    def chosen(self) -> dict[str, list[str]]:
        """The labels of what is chosen, by field, for people to read before they confirm."""
        groups = ("language", "country", "objective", "applicant", "event", "rung", "digest")
        return {name: [box.label for box in getattr(self, name) if box.chosen] for name in groups}


@dataclass(frozen=True, slots=True)
class Preview:
    """The first calls a choice speaks of, and how many there are in all."""

    calls: tuple[StoredCall, ...] = ()
    total: int = 0

    @property
    def more(self) -> int:
        """How many are not among the first."""
        return self.total - len(self.calls)


def blank_form(scope: Mapping[str, Any]) -> ChoiceForm:
    """The form before anything was chosen: the page's language, the usual events."""
    language = str(scope.get("language", "en"))
    return form_of(Channel(name="", language=language, events=DEFAULT_EVENTS), scope)


def form_of(choice: Channel, scope: Mapping[str, Any]) -> ChoiceForm:
    """A choice with labels in the language of the page."""
    language = str(scope.get("language", "en"))
    words, pages = translator(language, CATALOGUE), translator(language, PAGES)
    digest = next((key for key, value in DIGESTS.items() if value == choice.digest), "")
    return ChoiceForm(
        language=_boxes(((one.code, one.own_name) for one in languages()), {choice.language}),
        country=_boxes(
            ((code, country_label(code, words)) for code in FORM_COUNTRIES), set(choice.countries)
        ),
        objective=_boxes(
            ((str(one), f"{one} {objective_name(one, pages)}") for one in Objective),
            set(choice.objectives),
        ),
        applicant=_boxes(
            ((str(one), applicant_name(one, pages)) for one in Applicant), set(choice.applicants)
        ),
        event=_boxes(
            ((str(one), event_words(one, words)) for one in FORM_EVENTS), set(choice.events)
        ),
        rung=_boxes(
            (
                (str(days), rung_words(days, words))
                for days in sorted({*RUNGS, *choice.closing_soon_days}, reverse=True)
            ),
            {str(days) for days in choice.closing_soon_days},
        ),
        digest=_boxes(((key, digest_words(key, words)) for key in DIGESTS), {digest}),
        word=", ".join(choice.keywords),
    )


def country_label(code: str, words: Translator) -> str:
    """A country's name in the visitor's language; the EU level by its own."""
    return words.gettext("EU level") if code == "EU" else country_name(code, words.language)


def _boxes(pairs: Iterable[tuple[str, str]], chosen: set[Any]) -> tuple[Box, ...]:
    return tuple(Box(value, label, value in chosen) for value, label in pairs)


def preview(database: Database, choice: Channel, now: datetime, *, live: bool = False) -> Preview:
    """What a choice would have told in the last year; with `live`, what it speaks of now."""
    with database.read() as conn:
        if live:
            found = [call for call in calls.live(conn) if _speaks_of(choice, call, now)]
            return Preview(tuple(found[:50]), len(found))
        query = EventQuery(kind=tuple(choice.events), since=now - _YEAR, limit=_MOST_EVENTS)
        happened = events.search(conn, query)[0]
        about = calls.by_ids(conn, [event.subject for event in happened if event.call_id])
    told = {
        event.subject: about[event.subject]
        for event in happened
        if event.subject in about and _would_have(choice, event, about[event.subject], now)
    }
    return Preview(tuple(told.values())[:_SHOWN], len(told))


def _would_have(choice: Channel, event: CallEvent, call: StoredCall, now: datetime) -> bool:
    """Whether an event of the past would have been told; a reminder was not too late then."""
    kind = event.kind
    if kind is EventKind.CLOSING_SOON:
        if event.rung_days not in choice.closing_soon_days:
            return False
        kind = EventKind.OPEN
        choice = replace(choice, events=(kind,))
    return judge(choice, kind, call, rung=None, now=now).wanted


def _speaks_of(choice: Channel, call: StoredCall, now: datetime) -> bool:
    every = replace(choice, events=tuple(EventKind), muted=(), applying=())
    kind = EventKind.OPEN if call.status is CallStatus.OPEN else EventKind.FORTHCOMING
    return judge(every, kind, call, rung=None, now=now).wanted
